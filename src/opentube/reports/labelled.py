"""Reading the labelled comments of one report, as corrected: the one place where a person's word replaces a label.

``SENTIMENT``, ``SENTIMENT_SCORE``, ``LANGUAGE`` and the flags are what holds: the correction where there is one, else
the machine's label. They stand in any statement that ``labelled`` makes, as ``Label.keywords`` and
``Label.timestamps_s`` do, which nobody corrects. Never read ``Label.sentiment`` and its like for a result.
"""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import aliased

from opentube.comments.values import Sentiment
from opentube.reports.document import CommentPart
from opentube.reports.tables import Correction, Label, ReportComment
from opentube.sources.tables import Comment


class LabelField(StrEnum):
    """The labels that a person can correct."""

    SENTIMENT = "sentiment"
    PROFANE = "profane"
    ABUSIVE = "abusive"
    SPAM = "spam"
    QUESTION = "question"
    REQUEST = "request"
    LANGUAGE = "language"


# One join a field, each by a unique key: the server leaves out those whose columns a statement does not use.
_CORRECTIONS: Final = {field: aliased(Correction, name=f"corrected_{field}") for field in LabelField}


def _text(field: LabelField, said: Any) -> sa.ColumnElement[str]:
    value = _CORRECTIONS[field].value.op("#>>", return_type=sa.Text())(sa.literal_column("'{}'"))
    return sa.func.coalesce(value, said)


def _flag(field: LabelField, said: Any) -> sa.ColumnElement[bool | None]:
    return sa.func.coalesce(sa.cast(_CORRECTIONS[field].value, sa.Boolean), said)


AUTHOR: Final = sa.func.coalesce(Comment.author_id, Comment.author)
"""Who wrote the comment, as far as the source tells authors apart."""
SENTIMENT: Final = _text(LabelField.SENTIMENT, Label.sentiment)
"""A value of ``Sentiment``."""
KNOWN: Final = SENTIMENT != Sentiment.UNKNOWN
SENTIMENT_SCORE: Final = sa.case(
    (_CORRECTIONS[LabelField.SENTIMENT].id.is_(None), Label.sentiment_score),
    (SENTIMENT == Sentiment.POSITIVE, sa.literal_column("1.0")),
    (SENTIMENT == Sentiment.NEGATIVE, sa.literal_column("-1.0")),
    else_=sa.literal_column("0.0"),
)
"""In -1..1; a corrected sentiment counts in full: 1, 0 or -1. Means go over ``KNOWN`` comments only."""
LANGUAGE: Final = _text(LabelField.LANGUAGE, Label.language)
"""ISO 639-1, or ``und``."""
PROFANE: Final = _flag(LabelField.PROFANE, Label.profane)
"""True, False, or NULL where neither a model nor a person answers; the same for the flags below."""
ABUSIVE: Final = _flag(LabelField.ABUSIVE, Label.abusive)
SPAM: Final = _flag(LabelField.SPAM, Label.spam)
QUESTION: Final = _flag(LabelField.QUESTION, Label.question)
REQUEST: Final = _flag(LabelField.REQUEST, Label.request)
CORRECTED: Final = sa.func.array_remove(
    array([sa.case((row.id.is_not(None), sa.literal_column(f"'{field}'"))) for field, row in _CORRECTIONS.items()]),
    None,
    type_=ARRAY(sa.Text()),
)
"""The names of the fields that a person put right, in the order of ``LabelField``."""


class LabelledRow(NamedTuple):
    """One comment with what holds of it: a row of ``COMMENT_COLUMNS``, by name."""

    id: str
    text: str
    author: str | None
    likes: int
    published_at: datetime | None
    language: str
    sentiment: str
    sentiment_score: float
    profane: bool | None
    abusive: bool | None
    spam: bool | None
    question: bool | None
    request: bool | None
    corrected: list[str]


COMMENT_COLUMNS: Final = (
    Comment.external_id,
    Comment.text,
    Comment.author,
    Comment.likes,
    Comment.published_at,
    LANGUAGE.label("language"),
    SENTIMENT.label("sentiment"),
    SENTIMENT_SCORE.label("sentiment_score"),
    PROFANE.label("profane"),
    ABUSIVE.label("abusive"),
    SPAM.label("spam"),
    QUESTION.label("question"),
    REQUEST.label("request"),
    CORRECTED.label("corrected"),
)
"""What ``as_part`` needs; select them first, whatever else is selected."""


def labelled(report_id: uuid.UUID, *columns: Any) -> sa.Select[Any]:
    """``columns`` of the report's comments, their labels and corrections: one row a comment."""
    statement = (
        sa.select(*columns)
        .select_from(ReportComment)
        .join(Comment, Comment.id == ReportComment.comment_id)
        .join(Label, sa.and_(Label.comment_id == Comment.id, Label.report_id == ReportComment.report_id))
        .where(ReportComment.report_id == report_id)
    )
    for field, row in _CORRECTIONS.items():
        same = (
            row.owner_id == Label.owner_id,
            row.comment_id == Label.comment_id,
            row.field == sa.literal_column(f"'{field}'"),
        )
        statement = statement.outerjoin(row, sa.and_(*same))
    return statement


def as_part(row: Any) -> CommentPart:
    """A row that begins with ``COMMENT_COLUMNS`` as a part of a document."""
    values = tuple(row)[: len(LabelledRow._fields)]
    return CommentPart.model_validate(LabelledRow(*values)._asdict())


def mean_score(score: Any) -> Any:
    """The mean of scores, the same in whatever order the database reads them."""
    return sa.cast(sa.func.round(sa.func.avg(sa.cast(score, sa.Numeric)), 6), sa.Float)


def sentiment_counts() -> list[Any]:
    """Four columns: how many comments are positive, neutral, negative, unknown."""
    return [sa.func.count().filter(SENTIMENT.in_((name,))).label(name) for name in Sentiment]
