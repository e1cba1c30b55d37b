"""The comments of a report as people go through them: filtered, sorted, page by page."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.comments.values import Sentiment
from opentube.models.values import ModelRef
from opentube.reports.comment_query import EVERY_COMMENT, FLAGS, KEYS, CommentQuery, CommentSort, called, wanted
from opentube.reports.corrections import CommentNotFound
from opentube.reports.document import FlagCounts, SentimentCounts
from opentube.reports.labelled import LabelField
from opentube.reports.model_sets import models_by_set
from opentube.reports.service import require_report
from opentube.reports.tables import Label, ListedComment
from opentube.sources.tables import Comment

SortKey = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Holding:
    """Labels of one comment. ``sentiment_score`` is in -1..1; None: nobody answers this."""

    language: str
    sentiment: Sentiment
    sentiment_score: float
    profane: bool | None
    abusive: bool | None
    spam: bool | None
    question: bool | None
    request: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRow:
    """One comment with what holds of it, and what the machine says, with scores in 0..1 and spans in characters."""

    id: str
    position: int
    text: str
    author: str | None
    author_id: str | None
    likes: int
    published_at: datetime | None
    parent: str | None
    by_uploader: bool
    holds: Holding
    machine: Holding
    profanity_score: float | None
    profanity_spans: tuple[tuple[int, int], ...]
    abuse_score: float | None
    spam_score: float | None
    timestamps_s: tuple[float, ...]
    keywords: tuple[str, ...]
    corrected: tuple[LabelField, ...]
    model_set: int


@dataclass(frozen=True, slots=True)
class CommentPage:
    """Some comments. ``next_key`` is where the page after this one starts, None at the end; see `count_comments` for all."""

    rows: tuple[CommentRow, ...]
    next_key: SortKey | None


@dataclass(frozen=True, slots=True)
class CommentCounts:
    """How many comments there are, and how many by label."""

    total: int
    sentiment: SentimentCounts
    flags: FlagCounts
    languages: dict[str, int] = field(default_factory=dict)


def list_comments(
    session: Session,
    owner_id: uuid.UUID,
    report_id: uuid.UUID,
    query: CommentQuery = EVERY_COMMENT,
    *,
    after: SortKey | None = None,
    offset: int = 0,
    limit: int = 100,
) -> CommentPage:
    """A page of the labelled comments of a report; pages stay right while comments are labelled and corrected.

    Args:
        session: the transaction.
        owner_id: whose report it is.
        report_id: the report.
        query: which comments, in what order.
        after: ``next_key`` of the page before, for the same query.
        offset: how many to pass over first, for who jumps to a place in the list.
        limit: how many at most.

    Raises:
        ReportNotFound: no report of this owner has the id.
    """
    require_report(session, owner_id, report_id)
    _plan_anew(session, query)
    key = KEYS[query.sort]
    found = wanted(session, report_id, query, ListedComment.position, key.label("key"))
    if after is not None:
        value = int(after[0]) if query.sort in {CommentSort.POSITION, CommentSort.LIKES} else after[0]
        found = found.where(sa.tuple_(key, ListedComment.position) > sa.tuple_(value, after[1]))
    if query.is_narrow:
        few = found.offset(0).subquery("few")  # else the server may walk the whole order to find them
        found = sa.select(few)
        order: tuple[Any, ...] = few.c.key, few.c.position
    else:
        order = (ListedComment.position,) if query.sort is CommentSort.POSITION else (key, ListedComment.position)
    page = found.order_by(*order).offset(offset or None).limit(limit + 1).subquery("page")
    rows = session.execute(
        select_rows(ListedComment.report_id == report_id, page.c.key)
        .join(page, page.c.position == ListedComment.position)
        .order_by(page.c.key, page.c.position)
    ).all()
    shown = rows[:limit]
    more = (float(shown[-1].key), shown[-1].position) if shown and len(rows) > limit else None
    return CommentPage(tuple(map(as_row, shown)), more)


def get_comment(session: Session, owner_id: uuid.UUID, report_id: uuid.UUID, comment_id: str) -> CommentRow:
    """One comment by its id at the source.

    Raises:
        ReportNotFound: no report of this owner has the id.
        CommentNotFound: the report has no such comment, or it is not labelled yet.
    """
    require_report(session, owner_id, report_id)
    found = session.execute(
        select_rows(ListedComment.report_id == report_id).where(called(report_id, comment_id))
    ).one_or_none()
    if found is None:
        raise CommentNotFound
    return as_row(found)


def count_comments(
    session: Session,
    owner_id: uuid.UUID,
    report_id: uuid.UUID,
    query: CommentQuery = EVERY_COMMENT,
) -> CommentCounts:
    """How many comments a query finds, and how many of them have each label.

    Raises:
        ReportNotFound: no report of this owner has the id.
    """
    require_report(session, owner_id, report_id)
    _plan_anew(session, query)
    names = ("sentiment", "language", *FLAGS)
    columns = [getattr(ListedComment, name) for name in names]
    groups = session.execute(
        wanted(session, report_id, query, *columns, sa.func.count().label("comments")).group_by(*columns)
    ).all()
    sentiment = dict.fromkeys(Sentiment, 0)
    languages: dict[str, int] = {}
    flags: dict[str, int | None] = dict.fromkeys(FLAGS)
    for group in groups:
        sentiment[Sentiment(group.sentiment)] += group.comments
        languages[group.language] = languages.get(group.language, 0) + group.comments
        for flag in FLAGS:
            if (raised := getattr(group, flag)) is not None:
                flags[flag] = (flags[flag] or 0) + raised * group.comments
    return CommentCounts(
        sum(sentiment.values()),
        SentimentCounts(**{name.value: count for name, count in sentiment.items()}),
        FlagCounts(**flags),
        dict(sorted(languages.items(), key=lambda item: (-item[1], item[0]))),
    )


def models_of(session: Session, rows: Iterable[CommentRow]) -> Mapping[int, Sequence[ModelRef]]:
    """The models behind each ``model_set`` of some comments."""
    return models_by_set(session, {row.model_set for row in rows})


def _plan_anew(session: Session, query: CommentQuery) -> None:
    """Plan for what is asked: whether words are rare decides, and a plan made once for all words does not know."""
    if replace(query, sort=EVERY_COMMENT.sort) != EVERY_COMMENT:
        session.connection().execute(sa.text("SET LOCAL plan_cache_mode = force_custom_plan"))


def select_rows(where: sa.ColumnElement[bool], *more: Any) -> sa.Select[Any]:
    """Listed comments as `as_row` reads them, with ``more`` columns."""
    return _ROWS.add_columns(*more).where(where)


_HELD: Final = tuple(Holding.__dataclass_fields__)
_TWICE: Final = 2 * len(_HELD)
_ROWS: Final = (
    sa.select(
        *(getattr(ListedComment, name).label(f"held_{name}") for name in _HELD),
        *(getattr(Label, name) for name in _HELD),
        Comment.external_id,
        ListedComment.position,
        Comment.text,
        Comment.author,
        Comment.author_id,
        Comment.likes,
        Comment.published_at,
        Comment.parent_external_id,
        Comment.by_uploader,
        Label.profanity_score,
        Label.profanity_spans,
        Label.abuse_score,
        Label.spam_score,
        Label.timestamps_s,
        Label.keywords,
        ListedComment.corrected,
        Label.model_set_id,
    )
    .select_from(ListedComment)
    .join(Comment, Comment.id == ListedComment.comment_id)
    .join(Label, (Label.report_id == ListedComment.report_id) & (Label.comment_id == ListedComment.comment_id))
)
"""Built once: every list of comments asks this."""


def as_row(row: Any) -> CommentRow:
    """A row of `select_rows`; by place, since reading a long list by name takes as long as its query."""
    (
        external_id, position, text, author, author_id, likes, published_at, parent, by_uploader,
        profanity_score, profanity_spans, abuse_score, spam_score, timestamps_s, keywords, corrected, model_set,
        *_,
    ) = row[_TWICE:]  # fmt: skip
    return CommentRow(
        id=external_id,
        position=position,
        text=text,
        author=author,
        author_id=author_id,
        likes=likes,
        published_at=published_at,
        parent=parent,
        by_uploader=by_uploader,
        holds=_holding(*row[: len(_HELD)]),
        machine=_holding(*row[len(_HELD) : _TWICE]),
        profanity_score=profanity_score,
        profanity_spans=tuple((start, end) for start, end in profanity_spans or ()),
        abuse_score=abuse_score,
        spam_score=spam_score,
        timestamps_s=tuple(timestamps_s),
        keywords=tuple(keywords),
        corrected=tuple(map(LabelField, corrected)),
        model_set=model_set,
    )


def _holding(language: str, sentiment: str, *others: Any) -> Holding:
    return Holding(language, Sentiment(sentiment), *others)
