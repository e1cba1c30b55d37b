"""The comments of a report with what holds of them, one at a time however many there are."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.reports import labelled
from opentube.reports.labelled import LabelField
from opentube.reports.tables import Label, ReportComment
from opentube.sources.tables import Comment

AT_ONCE: Final = 1000

HOLDS: Final[Mapping[LabelField, Any]] = {
    LabelField.SENTIMENT: labelled.SENTIMENT,
    LabelField.PROFANE: labelled.PROFANE,
    LabelField.ABUSIVE: labelled.ABUSIVE,
    LabelField.SPAM: labelled.SPAM,
    LabelField.QUESTION: labelled.QUESTION,
    LabelField.REQUEST: labelled.REQUEST,
    LabelField.LANGUAGE: labelled.LANGUAGE,
}
"""What holds: a person's word where there is one, else the machine's."""

_COLUMNS: Final = (
    Comment.external_id.label("id"),
    Comment.text,
    labelled.LANGUAGE.label("language"),
    labelled.SENTIMENT.label("sentiment"),
    labelled.SENTIMENT_SCORE.label("sentiment_score"),
    labelled.PROFANE.label("profane"),
    Label.profanity_score,
    Label.profanity_spans,
    labelled.ABUSIVE.label("abusive"),
    Label.abuse_score,
    labelled.SPAM.label("spam"),
    Label.spam_score,
    labelled.QUESTION.label("question"),
    labelled.REQUEST.label("request"),
    Label.timestamps_s,
    Label.keywords,
    Comment.author,
    Comment.likes,
    Comment.published_at,
    Comment.parent_external_id.label("parent_id"),
    Comment.by_uploader,
    labelled.CORRECTED.label("corrected"),
    *(getattr(Label, field).label(f"machine_{field}") for field in LabelField),
)


def comment_rows(session: Session, report_id: uuid.UUID, *conditions: Any) -> Iterator[Any]:
    """Rows by name, in the order of the source, those for which all ``conditions`` hold."""
    statement = labelled.labelled(report_id, *_COLUMNS).where(*conditions).order_by(ReportComment.position)
    yield from session.execute(statement.execution_options(yield_per=AT_ONCE))


def count_rows(session: Session, report_id: uuid.UUID, *conditions: Any) -> int:
    """How many rows there are."""
    counted = labelled.labelled(report_id, sa.func.count()).where(*conditions)
    return int(session.execute(counted).scalar_one())


def matching(filters: Mapping[LabelField, tuple[str | bool, ...]]) -> list[Any]:
    """Conditions for which each label has one of its values."""
    return [HOLDS[label].in_(values) for label, values in filters.items()]
