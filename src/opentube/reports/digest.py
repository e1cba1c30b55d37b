"""What the labelled comments of a report say together: numbers, course, and the comments worth reading."""

import uuid
from collections.abc import Callable
from typing import Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.comments.values import Sentiment
from opentube.reports.campaigns import read_campaigns
from opentube.reports.course import counts, read_course
from opentube.reports.document import CommentsPart, FlagCounts, SentimentCounts
from opentube.reports.highlights import most_helpful, most_liked, most_negative, most_positive, unanswered
from opentube.reports.labelled import (
    ABUSIVE,
    AUTHOR,
    KNOWN,
    LANGUAGE,
    PROFANE,
    QUESTION,
    REQUEST,
    SENTIMENT,
    SENTIMENT_SCORE,
    SPAM,
    labelled,
    mean_score,
    sentiment_counts,
)
from opentube.reports.returning import returning_authors
from opentube.reports.tables import Label
from opentube.sources.tables import Comment

_FLAGS: Final = {"profane": PROFANE, "abusive": ABUSIVE, "spam": SPAM, "question": QUESTION, "request": REQUEST}
Answer = TypeVar("Answer")


def digest_comments(session: Session, report_id: uuid.UUID, check: Callable[[], None] = lambda: None) -> CommentsPart:
    """The part of the document about comments, from the labels as they are; ``change`` is not set.

    ``check`` is called between the questions to the database, and may raise to stop.
    """

    def ask(question: Callable[[Session, uuid.UUID], Answer]) -> Answer:
        check()
        return question(session, report_id)

    total, replies, authors, likes, mean = session.execute(
        labelled(
            report_id,
            sa.func.count(),
            sa.func.count(Comment.parent_external_id),
            sa.func.count(sa.distinct(AUTHOR)),
            sa.func.coalesce(sa.func.sum(Comment.likes), 0),
            mean_score(sa.case((KNOWN, SENTIMENT_SCORE))),
        )
    ).one()
    course = ask(read_course)
    return CommentsPart(
        total=total,
        replies=replies,
        authors=authors,
        likes=int(likes),
        languages=ask(_languages),
        sentiment=counts(session.execute(labelled(report_id, *sentiment_counts())).one()),
        mean_score=mean,
        course_axis=course.axis,
        course_step_s=course.step_s,
        course=course.points,
        most_liked=ask(most_liked),
        most_positive=ask(most_positive),
        most_negative=ask(most_negative),
        flags=ask(_flags),
        liked=ask(_liked),
        first_day=course.first_day,
        later=course.later,
        most_helpful=ask(most_helpful),
        unanswered=ask(unanswered),
        returning=ask(returning_authors),
        campaigns=ask(lambda session, report_id: read_campaigns(session, report_id, check)),
    )


def _languages(session: Session, report_id: uuid.UUID) -> dict[str, int]:
    counted = sa.func.count()
    rows = session.execute(labelled(report_id, LANGUAGE, counted).group_by(LANGUAGE).order_by(counted.desc(), LANGUAGE))
    return {language: count for language, count in rows}  # noqa: C416 - rows are not pairs to dict()


def _flags(session: Session, report_id: uuid.UUID) -> FlagCounts:
    """None where no model answers: a few corrections are no count."""
    answered = [sa.func.count(getattr(Label, name)) for name in _FLAGS]
    raised = [sa.func.count().filter(flag) for flag in _FLAGS.values()]
    row = session.execute(labelled(report_id, *answered, *raised)).one()
    found = zip(_FLAGS, row[: len(_FLAGS)], row[len(_FLAGS) :], strict=True)
    return FlagCounts(**{name: count if answers else None for name, answers, count in found})


def _liked(session: Session, report_id: uuid.UUID) -> SentimentCounts:
    weight = sa.func.sum(sa.func.greatest(Comment.likes, 0) + 1)
    return counts(
        session.execute(labelled(report_id, *(weight.filter(SENTIMENT.in_((name,))) for name in Sentiment))).one()
    )
