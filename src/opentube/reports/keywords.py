"""The keywords of a report."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.reports.document import KeywordPart
from opentube.reports.examples import ASKED, READABLE, first_of, read_examples
from opentube.reports.labelled import labelled
from opentube.reports.tables import Label, ReportComment
from opentube.reports.terms import NOT_SPAM, RankedTerm
from opentube.sources.tables import Comment

MOST = 60


def digest_keywords(session: Session, report_id: uuid.UUID, ranked: Sequence[RankedTerm]) -> list[KeywordPart]:
    """The first 60 terms with their best comments: the most liked, and among equals those of a readable length."""
    terms = ranked[:MOST]
    best = _best(session, report_id, terms)
    examples = read_examples(session, report_id, {comment for comments in best.values() for comment in comments})
    return [
        KeywordPart(
            term=term.term,
            kind=term.kind,
            keyness=term.keyness,
            count=term.count,
            authors=term.authors,
            likes=term.likes,
            sentiment_score=term.sentiment_score,
            examples=first_of(examples[comment] for comment in best[term.term]),
        )
        for term in terms
    ]


def _best(session: Session, report_id: uuid.UUID, terms: Sequence[RankedTerm]) -> dict[str, list[int]]:
    columns = Comment.id.label("comment_id"), Comment.likes, READABLE.label("readable"), ReportComment.position
    named = [term.term for term in terms if not term.written]
    spread = labelled(report_id, sa.func.unnest(Label.keywords).label("term"), *columns).where(NOT_SPAM).subquery()
    uses = [sa.select(spread).where(spread.c.term.in_(named))] + [
        labelled(report_id, sa.literal(term.term), *columns).where(NOT_SPAM, term.written.condition)
        for term in terms
        if term.written
    ]
    use = sa.union_all(*uses).subquery()
    order = use.c.likes.desc(), use.c.readable.desc(), use.c.position
    placed = sa.select(
        use, sa.func.row_number().over(partition_by=use.c.term, order_by=order).label("place")
    ).subquery()
    best: dict[str, list[int]] = {term.term: [] for term in terms}
    first = sa.select(placed.c.term, placed.c.comment_id).where(placed.c.place <= ASKED).order_by(placed.c.place)
    for term, comment_id in session.execute(first):
        best[term].append(comment_id)
    return best
