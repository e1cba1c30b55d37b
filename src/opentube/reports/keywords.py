"""The keywords of a report, counted where the labels are."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.reports.document import CommentPart, KeywordPart
from opentube.reports.labelled import AUTHOR, COMMENT_COLUMNS, KNOWN, SENTIMENT_SCORE, as_part, labelled, mean_score
from opentube.reports.tables import Label, ReportComment
from opentube.sources.tables import Comment

MOST = 60
EXAMPLES = 3
LEAST_COMMENTS = 2


def digest_keywords(session: Session, report_id: uuid.UUID) -> list[KeywordPart]:
    """The terms that most comments use, with how they feel and the best liked comments of each.

    A term counts once a comment, and needs two comments unless the report has too few of those.
    """
    term = sa.func.unnest(Label.keywords).label("term")
    spread = labelled(
        report_id,
        term,
        AUTHOR.label("author"),
        Comment.likes,
        sa.case((KNOWN, SENTIMENT_SCORE)).label("score"),
    ).subquery()
    count = sa.func.count()
    rows = session.execute(
        sa.select(
            spread.c.term,
            count,
            sa.func.count(sa.distinct(spread.c.author)),
            sa.func.sum(spread.c.likes),
            mean_score(spread.c.score),
        )
        .group_by(spread.c.term)
        .having(count >= LEAST_COMMENTS)
        .order_by(count.desc(), sa.func.sum(spread.c.likes).desc(), spread.c.term)
        .limit(MOST)
    ).all()
    examples = _examples(session, report_id, [row[0] for row in rows])
    return [
        KeywordPart(
            term=term, count=count, authors=authors, likes=int(likes), sentiment_score=score, examples=examples[term]
        )
        for term, count, authors, likes, score in rows
    ]


def _examples(session: Session, report_id: uuid.UUID, terms: list[str]) -> dict[str, list[CommentPart]]:
    term = sa.func.unnest(Label.keywords).label("term")
    spread = labelled(report_id, *COMMENT_COLUMNS, ReportComment.position, term).subquery()
    place = sa.func.row_number().over(partition_by=spread.c.term, order_by=(spread.c.likes.desc(), spread.c.position))
    placed = sa.select(*spread.c, place.label("place")).where(spread.c.term.in_(terms)).subquery()
    examples: dict[str, list[CommentPart]] = {name: [] for name in terms}
    for row in session.execute(sa.select(placed).where(placed.c.place <= EXAMPLES).order_by(placed.c.place)):
        examples[row.term].append(as_part(row))
    return examples
