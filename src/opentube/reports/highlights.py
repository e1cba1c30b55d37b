"""The comments of a report that are worth reading. Spam is never among them, nor the same text twice."""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from opentube.comments.helpfulness import helpfulness
from opentube.comments.values import Sentiment
from opentube.reports.document import CommentPart
from opentube.reports.labelled import (
    ABUSIVE,
    AUTHOR,
    COMMENT_COLUMNS,
    PROFANE,
    QUESTION,
    SENTIMENT,
    SENTIMENT_SCORE,
    SPAM,
    as_part,
    labelled,
)
from opentube.reports.tables import Label, ReportComment
from opentube.sources.tables import Comment

SHOWN = 10
_LOOKED_AT = 50
_CANDIDATES = 500
_LEAST_CHARACTERS = 20


def most_liked(session: Session, report_id: uuid.UUID) -> list[CommentPart]:
    """The comments with the most likes."""
    return _shown(session, report_id, Comment.likes > 0, Comment.likes.desc())


def most_positive(session: Session, report_id: uuid.UUID) -> list[CommentPart]:
    """The best liked of the most positive comments."""
    return _most(session, report_id, Sentiment.POSITIVE, SENTIMENT_SCORE.desc())


def most_negative(session: Session, report_id: uuid.UUID) -> list[CommentPart]:
    """The best liked of the most negative comments."""
    return _most(session, report_id, Sentiment.NEGATIVE, SENTIMENT_SCORE.asc())


def most_helpful(session: Session, report_id: uuid.UUID) -> list[CommentPart]:
    """The comments that help others most, by ``opentube.comments.helpfulness``, of the 500 best liked and longest.

    Not among them: negative, vulgar and abusive comments, questions, and what the channel says itself.
    """
    rows = session.execute(
        labelled(
            report_id,
            *COMMENT_COLUMNS,
            Comment.parent_external_id.label("parent"),
            (sa.func.cardinality(Label.timestamps_s) > 0).label("points"),
        )
        .where(
            SPAM.is_not(True),
            ABUSIVE.is_not(True),
            PROFANE.is_not(True),
            QUESTION.is_not(True),
            SENTIMENT != Sentiment.NEGATIVE,
            sa.not_(Comment.by_uploader),
            sa.func.length(Comment.text) >= _LEAST_CHARACTERS,
        )
        .order_by(Comment.likes.desc(), sa.func.length(Comment.text).desc(), ReportComment.position)
        .limit(_CANDIDATES)
    ).all()
    asked = _questions_among(session, report_id, {row.parent for row in rows if row.parent})
    scores = [helpfulness(row.text, row.likes, finds=row.points or row.parent in asked) for row in rows]
    ranked = sorted((-score, index) for index, score in enumerate(scores) if score > 0)
    return _different([rows[index] for _, index in ranked])


def unanswered(session: Session, report_id: uuid.UUID) -> list[CommentPart]:
    """The best liked questions that nobody replied to: neither the channel nor anyone but the asker."""
    return _shown(session, report_id, sa.and_(*_open_question(report_id)), Comment.likes.desc())


def _open_question(report_id: uuid.UUID) -> tuple[Any, ...]:
    reply, member = aliased(Comment), aliased(ReportComment)
    replier = sa.func.coalesce(reply.author_id, reply.author)
    replied = (
        sa.select(sa.literal(1))
        .select_from(reply)
        .join(member, member.comment_id == reply.id)
        .where(
            member.report_id == report_id,
            reply.video_id == Comment.video_id,
            reply.parent_external_id == Comment.external_id,
            sa.or_(replier.is_(None), AUTHOR.is_(None), replier != AUTHOR),
        )
        .correlate(Comment)
    )
    return QUESTION, Comment.parent_external_id.is_(None), sa.not_(Comment.by_uploader), sa.not_(replied.exists())


def _questions_among(session: Session, report_id: uuid.UUID, ids: set[str]) -> set[str]:
    asked = labelled(report_id, Comment.external_id).where(Comment.external_id.in_(ids), QUESTION)
    return set(session.scalars(asked)) if ids else set()


def _most(session: Session, report_id: uuid.UUID, sentiment: Sentiment, order: Any) -> list[CommentPart]:
    """By score to one decimal, so that among much the same the best liked come first."""
    tenths = sa.func.round(sa.cast(SENTIMENT_SCORE, sa.Numeric), 1)
    first = tenths.desc() if sentiment is Sentiment.POSITIVE else tenths.asc()
    return _shown(session, report_id, sentiment == SENTIMENT, first, Comment.likes.desc(), order)


def _shown(session: Session, report_id: uuid.UUID, condition: Any, *order: Any) -> list[CommentPart]:
    rows = session.execute(
        labelled(report_id, *COMMENT_COLUMNS)
        .where(condition, SPAM.is_not(True))
        .order_by(*order, ReportComment.position)
        .limit(_LOOKED_AT)
    ).all()
    return _different(rows)


def _different(rows: Any) -> list[CommentPart]:
    first: dict[str, Any] = {}
    for row in rows:
        first.setdefault(" ".join(row.text.casefold().split()), row)
    return [as_part(row) for row in list(first.values())[:SHOWN]]
