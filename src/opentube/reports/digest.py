"""What the labelled comments of a report say together: numbers, course, and the comments worth reading."""

import math
import uuid
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.comments.values import Sentiment
from opentube.reports.document import CommentPart, CommentsPart, CoursePoint, SentimentCounts
from opentube.reports.labelled import (
    AUTHOR,
    COMMENT_COLUMNS,
    KNOWN,
    LANGUAGE,
    SENTIMENT,
    SENTIMENT_SCORE,
    as_part,
    labelled,
    mean_score,
    sentiment_counts,
)
from opentube.reports.tables import ReportComment
from opentube.sources.tables import Comment

MOST_POINTS = 60
LEAST_POINTS = 8
COMMENTS_A_POINT = 8
STEPS = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 24 * 7, 24 * 30, 24 * 365))
DATED_SHARE = 0.8
SHOWN = 10


def digest_comments(session: Session, report_id: uuid.UUID) -> CommentsPart:
    """The part of the document about comments, from the labels as they are."""
    total, replies, authors, likes, mean, dated, first, last = session.execute(
        labelled(
            report_id,
            sa.func.count(),
            sa.func.count(Comment.parent_external_id),
            sa.func.count(sa.distinct(AUTHOR)),
            sa.func.coalesce(sa.func.sum(Comment.likes), 0),
            mean_score(sa.case((KNOWN, SENTIMENT_SCORE))),
            sa.func.count(Comment.published_at),
            sa.func.min(Comment.published_at),
            sa.func.max(Comment.published_at),
        )
    ).one()
    axis: Literal["time", "order"] = "time" if total and dated >= DATED_SHARE * total and last > first else "order"
    points = min(MOST_POINTS, max(LEAST_POINTS, total // COMMENTS_A_POINT))
    step = _step(first, last, points) if axis == "time" else None
    return CommentsPart(
        total=total,
        replies=replies,
        authors=authors,
        likes=int(likes),
        languages=_languages(session, report_id),
        sentiment=_counts(session.execute(labelled(report_id, *sentiment_counts())).one()),
        mean_score=mean,
        course_axis=axis,
        course_step_s=step.total_seconds() if step else None,
        course=_course_by_time(session, report_id, step)
        if step
        else _course_by_order(session, report_id, total, points),
        most_liked=_shown(session, report_id, Comment.likes > 0, Comment.likes.desc()),
        most_positive=_most(session, report_id, Sentiment.POSITIVE, SENTIMENT_SCORE.desc()),
        most_negative=_most(session, report_id, Sentiment.NEGATIVE, SENTIMENT_SCORE.asc()),
    )


def _counts(row: Any) -> SentimentCounts:
    return SentimentCounts(**{name.value: row[index] for index, name in enumerate(Sentiment)})


def _languages(session: Session, report_id: uuid.UUID) -> dict[str, int]:
    counted = sa.func.count()
    rows = session.execute(labelled(report_id, LANGUAGE, counted).group_by(LANGUAGE).order_by(counted.desc(), LANGUAGE))
    return {language: count for language, count in rows}  # noqa: C416 - rows are not pairs to dict()


def _step(first: datetime, last: datetime, points: int) -> timedelta:
    """The shortest step that gives at most so many points, and enough comments for each to mean something."""
    return next((step for step in STEPS if (last - first) / step < points), STEPS[-1])


def _course_by_time(session: Session, report_id: uuid.UUID, step: timedelta) -> list[CoursePoint]:
    origin = sa.literal(datetime.fromisoformat("2001-01-01T00:00:00+00:00"))
    start = sa.func.date_bin(step, Comment.published_at, origin)
    rows = session.execute(
        labelled(report_id, start, *sentiment_counts())
        .where(Comment.published_at.is_not(None))
        .group_by(start)
        .order_by(start)
    )
    return [CoursePoint(start=row[0], counts=_counts(row[1:])) for row in rows]


def _course_by_order(session: Session, report_id: uuid.UUID, total: int, points: int) -> list[CoursePoint]:
    size = max(1, math.ceil(total / points))
    bucket = sa.cast(sa.func.floor(sa.cast(ReportComment.position, sa.Float) / size), sa.Integer)
    rows = session.execute(labelled(report_id, bucket, *sentiment_counts()).group_by(bucket).order_by(bucket))
    return [CoursePoint(start_index=row[0] * size, counts=_counts(row[1:])) for row in rows]


def _most(session: Session, report_id: uuid.UUID, sentiment: Sentiment, order: Any) -> list[CommentPart]:
    return _shown(session, report_id, sentiment == SENTIMENT, order, Comment.likes.desc())


def _shown(session: Session, report_id: uuid.UUID, condition: Any, *order: Any) -> list[CommentPart]:
    rows = session.execute(
        labelled(report_id, *COMMENT_COLUMNS).where(condition).order_by(*order, ReportComment.position).limit(SHOWN)
    )
    return [as_part(row) for row in rows]
