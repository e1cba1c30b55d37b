"""The terms of a report, ranked: what its keywords and topics are made of."""

import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.comments.coinages import Coinage, find_coinages
from opentube.comments.english_terms import english_kind
from opentube.comments.keyness import LEAST_KEYNESS, keyness
from opentube.comments.morphology import KoreanTerms
from opentube.comments.normalise import plain, words_only
from opentube.comments.phrases import find_capitalised, find_phrases
from opentube.comments.terms import TermKind
from opentube.reports.labelled import AUTHOR, KNOWN, SENTIMENT_SCORE, SPAM, labelled, mean_score
from opentube.reports.tables import Label
from opentube.sources.tables import Comment

LEAST_AUTHORS = 2
LEAST_AUTHORS_OF_MANY = 3
MANY_AUTHORS = 100
MOST_COUNTED = 3_000
MOST_RANKED = 500
MOST_SUBJECTS = 200
LEAST_SUBJECT_SHARE = 0.002
MOST_COINAGES = 20
FOUND_SHARE = 0.6
PART_SHARE = 0.6
_NOMINAL = frozenset({TermKind.NOUN, TermKind.NAME, TermKind.COINAGE})
SAMPLE = 10_000
SAID_BY = sa.func.hashtextextended(sa.func.coalesce(AUTHOR, Comment.external_id), 0)
"""A number for whoever wrote the comment: another one each time where the source does not tell."""
NOT_SPAM = SPAM.is_not(True)
"""Comments that speak for themselves."""


@dataclass(frozen=True, slots=True)
class WrittenTerm:
    """A term that the analyser splits: comments that hold ``needle`` and match ``pattern``, whatever the case."""

    kind: TermKind
    needle: str
    pattern: str
    parts: tuple[str, ...] = ()

    @property
    def condition(self) -> sa.ColumnElement[bool]:
        """Whether a comment holds the term."""
        held = sa.func.strpos(sa.func.lower(Comment.text), self.needle) > 0
        return sa.and_(held, Comment.text.op("~*")(self.pattern))


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedTerm:
    """A term with its numbers. ``written`` tells how to find it in texts where ``Label.keywords`` does not hold it."""

    term: str
    kind: TermKind
    keyness: float
    count: int
    authors: int
    likes: int
    sentiment_score: float | None
    written: WrittenTerm | None = None


@dataclass(frozen=True, slots=True)
class RankedTerms:
    """``keywords`` by keyness; ``subjects``: those nouns and names of ``Label.keywords`` that topics are made of."""

    keywords: list[RankedTerm]
    subjects: list[str]


def rank_terms(session: Session, report_id: uuid.UUID, korean: KoreanTerms, check: Callable[[], None]) -> RankedTerms:
    """Rank what people talk about, without comments that are spam. ``check`` is called between the parts."""
    of_authors = session.execute(labelled(report_id, sa.func.count(sa.distinct(SAID_BY))).where(NOT_SPAM)).scalar_one()
    check()
    least = LEAST_AUTHORS if of_authors < MANY_AUTHORS else LEAST_AUTHORS_OF_MANY
    counted = [_ranked(row, of_authors) for row in _count_terms(session, report_id, least)]
    ranked = sorted((term for term in counted if term.keyness >= LEAST_KEYNESS), key=_by_keyness)[:MOST_RANKED]
    check()
    sample = _read_sample(session, report_id)
    check()
    coined = {coinage.word: coinage for coinage in find_coinages(sample.texts)}
    check()
    ranked = _with_kinds(ranked, sample.texts, coined, korean)
    check()
    written = _phrases(ranked, sample) | _coinages(coined, sample, korean)
    rows = _count_written(session, report_id, written) if written else []
    merged = _merged(ranked, [_ranked(row, of_authors, written[row.term]) for row in rows])
    rarest = LEAST_SUBJECT_SHARE * of_authors
    subjects = [term.term for term in ranked if term.kind in _NOMINAL and term.authors >= rarest]
    return RankedTerms(merged, subjects[:MOST_SUBJECTS])


def _by_keyness(term: RankedTerm) -> tuple[float, int, str]:
    return -term.keyness, -term.likes, term.term


def _ranked(row: Any, of_authors: int, written: WrittenTerm | None = None) -> RankedTerm:
    return RankedTerm(
        term=row.term,
        kind=written.kind if written else TermKind.NOUN,
        keyness=keyness(row.authors, of_authors, row.term),
        count=row.comments,
        authors=row.authors,
        likes=int(row.likes),
        sentiment_score=row.score,
        written=written,
    )


def _numbers(rows: sa.Subquery, least_authors: int) -> sa.Select[Any]:
    authors = sa.func.count(sa.distinct(rows.c.author)).label("authors")
    return (
        sa.select(
            rows.c.term,
            sa.func.count().label("comments"),
            authors,
            sa.func.sum(rows.c.likes).label("likes"),
            mean_score(rows.c.score).label("score"),
        )
        .group_by(rows.c.term)
        .having(authors >= least_authors)
        .order_by(authors.desc(), rows.c.term)
    )


def _columns(term: Any) -> list[Any]:
    score = sa.case((KNOWN, SENTIMENT_SCORE)).label("score")
    return [term.label("term"), SAID_BY.label("author"), Comment.likes, score]


def _count_terms(session: Session, report_id: uuid.UUID, least_authors: int) -> list[Any]:
    spread = labelled(report_id, *_columns(sa.func.unnest(Label.keywords))).where(NOT_SPAM).subquery()
    return list(session.execute(_numbers(spread, least_authors).limit(MOST_COUNTED)))


@dataclass(frozen=True, slots=True)
class _Sample:
    """The words of some comments, and how many of these hold each keyword."""

    texts: list[str]
    held: Counter[str]


def _read_sample(session: Session, report_id: uuid.UUID) -> _Sample:
    """Comments chosen by checksum, so that their order changes nothing."""
    order = sa.func.md5(Comment.external_id)
    statement = labelled(report_id, Comment.text, Label.keywords).where(NOT_SPAM).order_by(order).limit(SAMPLE)
    rows = session.execute(statement).all()
    return _Sample(
        [words_only(plain(row.text)) for row in rows], Counter(term for row in rows for term in row.keywords)
    )


def _with_kinds(
    ranked: list[RankedTerm], texts: list[str], coined: Mapping[str, Coinage], korean: KoreanTerms
) -> list[RankedTerm]:
    names = find_capitalised(texts, [term.term for term in ranked if term.term.isascii()])
    names |= {word for word, coinage in coined.items() if coinage.is_name}

    def kind(term: str, alone: TermKind) -> TermKind:
        found = english_kind(term) if term.isascii() else alone
        return TermKind.NAME if found in {TermKind.NOUN, TermKind.COINAGE} and term in names else found

    kinds = korean.kinds([term.term for term in ranked])
    return [replace(term, kind=kind(term.term, alone)) for term, alone in zip(ranked, kinds, strict=True)]


def _phrases(ranked: list[RankedTerm], sample: _Sample) -> dict[str, WrittenTerm]:
    kinds = {term.term: term.kind for term in ranked if term.kind in _NOMINAL and " " not in term.term}
    written = {}
    for one, other in find_phrases(sample.texts, kinds):
        named = one.isascii() or TermKind.NAME in {kinds[one], kinds[other]}
        closed = one + other in sample.held
        written[one + other if closed else f"{one} {other}"] = WrittenTerm(
            TermKind.NAME if named else TermKind.NOUN, one, rf"\m{one} {'?' if closed else ''}{other}", (one, other)
        )
    return written


def _coinages(coined: Mapping[str, Coinage], sample: _Sample, korean: KoreanTerms) -> dict[str, WrittenTerm]:
    missed = [coinage for coinage in coined.values() if sample.held[coinage.word] < FOUND_SHARE * coinage.texts]
    torn = korean.splits([coinage.word for coinage in missed])
    found = [coinage for coinage, is_torn in zip(missed, torn, strict=True) if is_torn]
    return {
        coinage.word: WrittenTerm(
            TermKind.NAME if coinage.is_name else TermKind.COINAGE, coinage.word, rf"(^|[^가-힣]){coinage.word}"
        )
        for coinage in sorted(found, key=lambda coinage: (-coinage.texts, coinage.word))[:MOST_COINAGES]
    }


def _count_written(session: Session, report_id: uuid.UUID, written: Mapping[str, WrittenTerm]) -> list[Any]:
    spread = sa.union_all(
        *(
            labelled(report_id, *_columns(sa.literal(term))).where(NOT_SPAM, found.condition)
            for term, found in written.items()
        )
    ).subquery()
    return list(session.execute(_numbers(spread, LEAST_AUTHORS)))


def _merged(ranked: list[RankedTerm], found: list[RankedTerm]) -> list[RankedTerm]:
    """The terms by keyness, without parts that mostly stand in a term that was found in the texts."""
    terms = {term.term: term for term in ranked}
    for whole in found:
        if whole.keyness < LEAST_KEYNESS or whole.written is None:
            continue
        for part in whole.written.parts or [term for term in terms if term in whole.term]:
            if part in terms and terms[part].authors * PART_SHARE <= whole.authors:
                del terms[part]
        terms[whole.term] = whole
    return sorted(terms.values(), key=_by_keyness)
