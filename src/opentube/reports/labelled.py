"""Reading the labelled comments of one report."""

import uuid
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from opentube.comments.values import Sentiment
from opentube.reports.document import CommentPart
from opentube.reports.tables import Label, ReportComment
from opentube.sources.tables import Comment

AUTHOR = sa.func.coalesce(Comment.author_id, Comment.author)
KNOWN = Label.sentiment != Sentiment.UNKNOWN


class LabelledRow(NamedTuple):
    """One comment with what the report's labels say of it."""

    id: str
    text: str
    author: str | None
    likes: int
    published_at: datetime | None
    language: str
    sentiment: str
    sentiment_score: float


def labelled(report_id: uuid.UUID, *columns: Any) -> sa.Select[Any]:
    """``columns`` of the report's comments and their labels."""
    return (
        sa.select(*columns)
        .select_from(ReportComment)
        .join(Comment, Comment.id == ReportComment.comment_id)
        .join(Label, sa.and_(Label.comment_id == Comment.id, Label.report_id == ReportComment.report_id))
        .where(ReportComment.report_id == report_id)
    )


COMMENT_COLUMNS = (
    Comment.external_id,
    Comment.text,
    Comment.author,
    Comment.likes,
    Comment.published_at,
    Label.language,
    Label.sentiment,
    Label.sentiment_score,
)


def as_part(row: Any) -> CommentPart:
    """A row of ``COMMENT_COLUMNS`` as a part of a document."""
    return CommentPart.model_validate(LabelledRow(*row[:8])._asdict())


def mean_score(score: Any) -> Any:
    """The mean of scores, the same in whatever order the database reads them."""
    return sa.cast(sa.func.round(sa.func.avg(sa.cast(score, sa.Numeric)), 6), sa.Float)


def sentiment_counts() -> list[Any]:
    """Four columns: how many comments are positive, neutral, negative, unknown."""
    return [sa.func.count().filter(Label.sentiment == name).label(name) for name in Sentiment]
