"""What rows of one analysis share."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from opentube.models.values import ModelRef


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whose the rows are, what they are about, and which models made them; ``embedder`` made the vectors."""

    owner_id: uuid.UUID
    report_id: uuid.UUID
    video_id: uuid.UUID
    model_set_id: int
    embedder: str


def embedder_of(models: Iterable[ModelRef]) -> str:
    """The name and version of what makes face vectors among these models; empty where none does."""
    return next((f"{model.name} {model.version}" for model in models if model.task == "face_embedding"), "")
