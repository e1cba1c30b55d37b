"""What every result says of the model that made it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class ModelRef:
    """Name and version of a model or rule set, e.g. ``ModelRef("sentiment", "ko-linear", "1")``."""

    task: str
    name: str
    version: str
