"""How sentiment and volume went: over time or in the order of the source, and around the first day."""

import math
import uuid
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.comments.values import Sentiment
from opentube.reports.document import CoursePoint, SentimentCounts
from opentube.reports.labelled import labelled, sentiment_counts
from opentube.reports.tables import Report, ReportComment
from opentube.sources.tables import Comment, Video

MOST_POINTS = 60
LEAST_POINTS = 8
COMMENTS_A_POINT = 8
STEPS = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 24 * 7, 24 * 30, 24 * 365))
DATED_SHARE = 0.8
FIRST_DAY = timedelta(hours=24)


class Course(NamedTuple):
    """The parts of ``CommentsPart`` about the course."""

    axis: Literal["time", "order"]
    step_s: float | None
    points: list[CoursePoint]
    first_day: SentimentCounts | None
    later: SentimentCounts | None


def read_course(session: Session, report_id: uuid.UUID) -> Course:
    """The course over time where four fifths of the comments are dated, else in the order of the source."""
    total, dated, first, last = session.execute(
        labelled(
            report_id,
            sa.func.count(),
            sa.func.count(Comment.published_at),
            sa.func.min(Comment.published_at),
            sa.func.max(Comment.published_at),
        )
    ).one()
    points = min(MOST_POINTS, max(LEAST_POINTS, total // COMMENTS_A_POINT))
    if not total or dated < DATED_SHARE * total or last <= first:
        return Course("order", None, _by_order(session, report_id, total, points), None, None)
    step = _step(first, last, points)
    days = _around_first_day(session, report_id, first)
    return Course("time", step.total_seconds(), _by_time(session, report_id, step), *days)


def counts(row: Any) -> SentimentCounts:
    """A row of ``sentiment_counts`` as a part of a document."""
    return SentimentCounts(**{name.value: int(row[index] or 0) for index, name in enumerate(Sentiment)})


def _step(first: datetime, last: datetime, points: int) -> timedelta:
    """The shortest step that gives at most so many points, and enough comments for each to mean something."""
    return next((step for step in STEPS if (last - first) / step < points), STEPS[-1])


def _by_time(session: Session, report_id: uuid.UUID, step: timedelta) -> list[CoursePoint]:
    origin = sa.literal(datetime.fromisoformat("2001-01-01T00:00:00+00:00"))
    start = sa.func.date_bin(step, Comment.published_at, origin)
    rows = session.execute(
        labelled(report_id, start, *sentiment_counts())
        .where(Comment.published_at.is_not(None))
        .group_by(start)
        .order_by(start)
    )
    return [CoursePoint(start=row[0], counts=counts(row[1:])) for row in rows]


def _by_order(session: Session, report_id: uuid.UUID, total: int, points: int) -> list[CoursePoint]:
    size = max(1, math.ceil(total / points))
    bucket = sa.cast(sa.func.floor(sa.cast(ReportComment.position, sa.Float) / size), sa.Integer)
    rows = session.execute(labelled(report_id, bucket, *sentiment_counts()).group_by(bucket).order_by(bucket))
    return [CoursePoint(start_index=row[0] * size, counts=counts(row[1:])) for row in rows]


def _around_first_day(
    session: Session, report_id: uuid.UUID, first: datetime
) -> tuple[SentimentCounts, SentimentCounts]:
    published = session.scalar(
        sa.select(Video.published_at).join(Report, Report.video_id == Video.id).where(Report.id == report_id)
    )
    early = Comment.published_at < (published or first) + FIRST_DAY
    rows = session.execute(
        labelled(report_id, early, *sentiment_counts()).where(Comment.published_at.is_not(None)).group_by(early)
    )
    sides = {row[0]: counts(row[1:]) for row in rows}
    return sides.get(True, SentimentCounts()), sides.get(False, SentimentCounts())
