"""Which comments of a report are wanted, and in what order, as a statement on `ListedComment`."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.comments.values import Sentiment
from opentube.reports.comment_search import Search, has_keyword, has_written, matches
from opentube.reports.tables import ListedComment, Report
from opentube.sources.cell_values import clean, identifier
from opentube.sources.tables import Comment

FLAGS: Final = ("profane", "abusive", "spam", "question", "request")


class CommentSort(StrEnum):
    """The order of a list; equals are in the order of the source."""

    POSITION = "position"
    NEWEST = "newest"
    OLDEST = "oldest"
    LIKES = "likes"
    MOST_POSITIVE = "most_positive"
    MOST_NEGATIVE = "most_negative"


KEYS: Final[dict[CommentSort, sa.ColumnElement[Any]]] = {
    CommentSort.POSITION: ListedComment.position.expression,
    CommentSort.NEWEST: -ListedComment.posted_s,
    CommentSort.OLDEST: ListedComment.posted_s.expression,
    CommentSort.LIKES: -ListedComment.likes,
    CommentSort.MOST_POSITIVE: -ListedComment.sentiment_score,
    CommentSort.MOST_NEGATIVE: ListedComment.sentiment_score.expression,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentQuery:
    """Which comments, by what holds of them; what is None or empty filters nothing.

    A flag that nobody answers counts as not set. ``moment_s`` is a second of the video that comments point at, ``window_s``
    seconds more or less. ``author`` is an author's id, or a name where the source gives no ids. ``parent`` and ``ids`` are
    ids at the source; ``replies`` tells answers from what they answer. A comment has one of ``terms`` among its keywords.
    """

    search: Search | None = None
    sentiments: frozenset[Sentiment] = frozenset()
    languages: frozenset[str] = frozenset()
    profane: bool | None = None
    abusive: bool | None = None
    spam: bool | None = None
    question: bool | None = None
    request: bool | None = None
    corrected: bool | None = None
    moment_s: float | None = None
    window_s: float = 2.0
    author: str | None = None
    parent: str | None = None
    replies: bool | None = None
    terms: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    sort: CommentSort = CommentSort.POSITION

    @property
    def is_narrow(self) -> bool:
        """Whether the comments are best found first and put in order then: they are few, or at the end of the order."""
        named = self.moment_s is not None or self.author is not None or self.parent is not None
        first = {CommentSort.MOST_POSITIVE: Sentiment.POSITIVE, CommentSort.MOST_NEGATIVE: Sentiment.NEGATIVE}.get(
            self.sort
        )
        late = bool(first and self.sentiments and first not in self.sentiments)
        return bool(named or late or self.corrected or self.ids or (self.search and self.search.phrases))


EVERY_COMMENT: Final = CommentQuery()


def wanted(session: Session, report_id: uuid.UUID, query: CommentQuery, *columns: Any) -> sa.Select[Any]:
    """``columns`` of the listed comments that a query finds; ``session`` tells which terms are keywords here."""
    conditions = [ListedComment.report_id == report_id, *_labels(query), *_place(query)]
    if query.terms:
        conditions.append(_about(session, report_id, sorted(query.terms)))
    if query.search:
        conditions.append(matches(query.search))
    statement = sa.select(*columns).where(*conditions)
    if query.ids:
        named = called(report_id, *sorted(query.ids))
        statement = statement.join(Comment, Comment.id == ListedComment.comment_id).where(named)
    return statement


def called(report_id: uuid.UUID, *ids: str) -> sa.ColumnElement[bool]:
    """Whether a comment of the report's video has one of these ids at its source."""
    video = sa.select(Report.video_id).where(Report.id == report_id).scalar_subquery()
    return (Comment.video_id == video) & Comment.external_id.in_([identifier(each) for each in ids])


def _labels(query: CommentQuery) -> Iterator[sa.ColumnElement[bool]]:
    if query.sentiments:
        yield ListedComment.sentiment.in_(sorted(query.sentiments))
    if query.languages:
        yield ListedComment.language.in_([clean(code) for code in sorted(query.languages)])
    for flag in FLAGS:
        if (value := getattr(query, flag)) is not None:
            column = getattr(ListedComment, flag)
            yield column if value else column.is_not(True)
    if query.corrected is not None:
        corrected = sa.func.cardinality(ListedComment.corrected) > sa.literal_column("0")
        yield corrected if query.corrected else ~corrected


def _place(query: CommentQuery) -> Iterator[sa.ColumnElement[bool]]:
    if query.moment_s is not None:
        said = sa.func.unnest(ListedComment.timestamps_s).column_valued("said")
        near = said.between(query.moment_s - query.window_s, query.moment_s + query.window_s)
        yield sa.func.cardinality(ListedComment.timestamps_s) > sa.literal_column("0")
        yield sa.exists(sa.select(said).where(near))
    if query.author is not None:
        yield ListedComment.author == clean(query.author)
    if query.parent is not None:
        yield ListedComment.parent == identifier(query.parent)
    if query.replies is not None:
        yield ListedComment.parent.is_not(None) if query.replies else ListedComment.parent.is_(None)


def _about(session: Session, report_id: uuid.UUID, terms: Sequence[str]) -> sa.ColumnElement[bool]:
    """Phrases and coinages are no keywords of single comments: they are looked for as they are written."""
    conditions = []
    for term in filter(None, map(clean, terms)):
        known = sa.exists().where(ListedComment.report_id == report_id, has_keyword(term))
        conditions.append(has_keyword(term) if session.scalar(sa.select(known)) else has_written(term))
    return sa.or_(sa.false(), *conditions)
