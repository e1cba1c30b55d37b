"""Corrections as training data: each with its text and with what the machine said at last."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session, aliased

from opentube.reports.document import ModelUsed
from opentube.reports.labelled import LabelField
from opentube.reports.tables import Correction, Label, ModelSet, Report
from opentube.sources.tables import Comment

TASKS: Final = {
    LabelField.SENTIMENT: "sentiment",
    LabelField.PROFANE: "profanity",
    LabelField.ABUSIVE: "abuse",
    LabelField.SPAM: "spam",
    LabelField.QUESTION: "question",
    LabelField.REQUEST: "request",
    LabelField.LANGUAGE: "language",
}
_SCORES: Final = {
    LabelField.SENTIMENT: "sentiment_score",
    LabelField.PROFANE: "profanity_score",
    LabelField.ABUSIVE: "abuse_score",
    LabelField.SPAM: "spam_score",
}
_AT_ONCE: Final = 1000


class TrainingRow(BaseModel):
    """One correction. The machine's part is that of the newest report, None where no model answered.

    ``text`` is the comment as it is now; nothing says who wrote it. ``language`` is the one that holds.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    language: str | None
    field: LabelField
    value: str | bool
    machine_value: str | bool | None
    machine_score: float | None
    machine_models: list[ModelUsed]
    corrected_at: datetime


def export_corrections(session: Session, owner_id: uuid.UUID) -> Iterator[TrainingRow]:
    """The owner's corrections, oldest first, any number of them at constant memory."""
    newest = (
        sa.select(Label)
        .join(Report, Report.id == Label.report_id)
        .where(Label.comment_id == Correction.comment_id, Label.owner_id == Correction.owner_id)
        .order_by(Report.requested_at.desc())
        .limit(1)
        .lateral("newest")
    )
    said = aliased(Label, newest)
    language = aliased(Correction)
    rows = session.execute(
        sa.select(Correction, Comment.text, language.value, said, ModelSet.models)
        .join(Comment, Comment.id == Correction.comment_id)
        .outerjoin(
            language,
            sa.and_(
                language.owner_id == Correction.owner_id,
                language.comment_id == Correction.comment_id,
                language.field == LabelField.LANGUAGE,
            ),
        )
        .outerjoin(said, sa.true())
        .outerjoin(ModelSet, ModelSet.id == said.model_set_id)
        .where(Correction.owner_id == owner_id)
        .order_by(Correction.created_at, Correction.id),
        execution_options={"yield_per": _AT_ONCE},
    )
    for correction, text, corrected_language, label, models in rows:
        yield _row(correction, text, corrected_language, label, models or [])


def _row(
    correction: Correction, text: str, language: str | None, label: Label | None, models: list[dict[str, Any]]
) -> TrainingRow:
    field = LabelField(correction.field)
    score = _SCORES.get(field)
    return TrainingRow(
        text=text,
        language=language or (label.language if label else None),
        field=field,
        value=correction.value,
        machine_value=getattr(label, field) if label else None,
        machine_score=getattr(label, score) if label and score else None,
        machine_models=[ModelUsed(**model) for model in models if model["task"] == TASKS[field]],
        corrected_at=correction.created_at,
    )
