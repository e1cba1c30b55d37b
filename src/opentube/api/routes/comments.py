"""The comments of a report: found, sorted, counted, put right."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from opentube.api.calls import Analyst, Call, Reader
from opentube.api.paging import Cursor, Limit, decode_cursor, encode_cursor
from opentube.api.problems import answers
from opentube.api.routing import Router
from opentube.api.values import PlainText, Span
from opentube.comments.values import Sentiment
from opentube.reports.comment_list import CommentRow, count_comments, get_comment, list_comments, models_of
from opentube.reports.comment_query import CommentQuery, CommentSort
from opentube.reports.comment_search import parse_search
from opentube.reports.corrections import (
    CommentNotFound,
    CorrectionInvalid,
    CorrectionNotFound,
    correct_labels,
    undo_corrections,
)
from opentube.reports.document import FlagCounts, ModelUsed, SentimentCounts
from opentube.reports.held import HeldFlag, list_held
from opentube.reports.labelled import LabelField
from opentube.reports.service import ReportNotFound

router = Router(tags=["comments"])

CommentId = Annotated[PlainText, Path(min_length=1, max_length=200, description="The comment's id at its source.")]
Search = Annotated[PlainText, StringConstraints(max_length=500)]
Terms = Annotated[frozenset[PlainText], Field(max_length=20)]


class Holding(BaseModel):
    """Labels of one comment. None: nobody answers this."""

    model_config = ConfigDict(from_attributes=True)

    language: str
    sentiment: Sentiment
    sentiment_score: float
    profane: bool | None
    abusive: bool | None
    spam: bool | None
    question: bool | None
    request: bool | None


class CommentView(BaseModel):
    """One comment with what holds of it, and what the machine says. Spans count characters of ``text``."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    position: int = Field(description="Its place in the source's order, from 0.")
    text: str
    author: str | None
    author_id: str | None
    likes: int
    published_at: datetime | None
    parent: str | None
    by_uploader: bool
    holds: Holding = Field(description="The machine's labels, and a person's where they put them right.")
    machine: Holding
    profanity_score: float | None
    profanity_spans: list[Span]
    abuse_score: float | None
    spam_score: float | None
    timestamps_s: list[float]
    keywords: list[str]
    corrected: list[LabelField]
    model_set: int = Field(description="A key of the page's `models`.")


class CommentsPage(BaseModel):
    """Part of a list of comments. ``models`` made the labels, by their ``model_set``."""

    items: list[CommentView]
    next: str | None
    models: dict[int, list[ModelUsed]]


class HeldView(BaseModel):
    """A comment to look at, and the report under which it stands."""

    model_config = ConfigDict(from_attributes=True)

    report_id: uuid.UUID
    title: str
    comment: CommentView


class HeldPage(BaseModel):
    """Part of the list over all videos. ``models`` made the labels, by their ``model_set``."""

    items: list[HeldView]
    next: str | None
    models: dict[int, list[ModelUsed]]


class CommentCounts(BaseModel):
    """How many comments a filter finds, and how many of them have each label."""

    model_config = ConfigDict(from_attributes=True)

    total: int
    sentiment: SentimentCounts
    flags: FlagCounts
    languages: dict[str, int]


class Filter(BaseModel):
    """Which comments; what is left out filters nothing."""

    model_config = ConfigDict(extra="forbid")

    text: Search | None = Field(default=None, description='Words in any form; a phrase in "quotes".')
    sentiment: frozenset[Sentiment] = frozenset()
    language: Annotated[frozenset[PlainText], Field(max_length=50)] = frozenset()
    profane: bool | None = None
    abusive: bool | None = None
    spam: bool | None = None
    question: bool | None = None
    request: bool | None = None
    corrected: bool | None = Field(default=None, description="Put right by a person.")
    moment_s: Annotated[float, Field(ge=0, le=1e7)] | None = Field(
        default=None, description="Comments that point at this second."
    )
    author: PlainText | None = None
    parent: PlainText | None = Field(default=None, description="Answers to this comment.")
    replies: bool | None = None
    term: Terms = Field(default=frozenset(), description="Keywords or terms of a topic.")
    id: Annotated[frozenset[PlainText], Field(max_length=200)] = frozenset()

    def query(self, call: Call, sort: CommentSort = CommentSort.POSITION) -> CommentQuery:
        """What to look for."""
        return CommentQuery(
            search=parse_search(self.text, call.services.stems) if self.text else None,
            sentiments=self.sentiment,
            languages=self.language,
            profane=self.profane,
            abusive=self.abusive,
            spam=self.spam,
            question=self.question,
            request=self.request,
            corrected=self.corrected,
            moment_s=self.moment_s,
            author=self.author,
            parent=self.parent,
            replies=self.replies,
            terms=self.term,
            ids=self.id,
            sort=sort,
        )


class ListFilter(Filter):
    """Which comments, in which order, and which part of the list."""

    sort: CommentSort = CommentSort.POSITION
    cursor: Annotated[str, Field(max_length=600)] | None = None
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = Field(
        default=0,
        description="How many to pass over from the cursor, or the beginning: to jump to a place in the list.",
    )
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class Corrections(BaseModel):
    """The right labels; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    sentiment: Sentiment | None = None
    language: PlainText | None = None
    profane: StrictBool | None = None
    abusive: StrictBool | None = None
    spam: StrictBool | None = None
    question: StrictBool | None = None
    request: StrictBool | None = None


@router.get("/reports/{report_id}/comments", responses=answers(ReportNotFound))
def list_report_comments(call: Reader, report_id: uuid.UUID, wanted: Annotated[ListFilter, Query()]) -> CommentsPage:
    """The comments that were labelled so far."""
    page = list_comments(
        call.session,
        call.owner_id,
        report_id,
        wanted.query(call, wanted.sort),
        after=decode_cursor(wanted.cursor, tuple[float, int]),
        offset=wanted.offset,
        limit=wanted.limit,
    )
    return CommentsPage(
        items=[CommentView.model_validate(row) for row in page.rows],
        next=encode_cursor(page.next_key) if page.next_key is not None else None,
        models=_models(call, page.rows),
    )


def _models(call: Call, rows: Iterable[CommentRow]) -> dict[int, list[ModelUsed]]:
    return {
        number: [ModelUsed(task=ref.task, name=ref.name, version=ref.version) for ref in refs]
        for number, refs in models_of(call.session, rows).items()
    }


@router.get("/moderation")
def list_held_comments(
    call: Reader,
    flag: Annotated[
        frozenset[HeldFlag], Query(description="Any of these; all three where none is named.")
    ] = frozenset(),
    cursor: Cursor = None,
    limit: Limit = 50,
) -> HeldPage:
    """Comments with a flag over all videos, newest first."""
    page = list_held(call.session, call.owner_id, flag, after=decode_cursor(cursor, tuple[float, int]), limit=limit)
    return HeldPage(
        items=[HeldView.model_validate(row) for row in page.rows],
        next=encode_cursor(page.next_key) if page.next_key is not None else None,
        models=_models(call, [row.comment for row in page.rows]),
    )


@router.get("/reports/{report_id}/comments:count", responses=answers(ReportNotFound))
def count_report_comments(call: Reader, report_id: uuid.UUID, wanted: Annotated[Filter, Query()]) -> CommentCounts:
    """How many comments a filter finds, by label."""
    return CommentCounts.model_validate(count_comments(call.session, call.owner_id, report_id, wanted.query(call)))


@router.get("/reports/{report_id}/comments/{comment_id}", responses=answers(ReportNotFound, CommentNotFound))
def get_report_comment(call: Reader, report_id: uuid.UUID, comment_id: CommentId) -> CommentView:
    """One comment."""
    return CommentView.model_validate(get_comment(call.session, call.owner_id, report_id, comment_id))


@router.patch(
    "/reports/{report_id}/comments/{comment_id}",
    responses=answers(ReportNotFound, CommentNotFound, CorrectionInvalid),
)
def correct_comment(call: Analyst, report_id: uuid.UUID, comment_id: CommentId, body: Corrections) -> CommentView:
    """Put labels of a comment right. That wins everywhere, and survives a new analysis."""
    values = body.model_dump(exclude_none=True)
    correct_labels(call.session, call.owner_id, report_id, comment_id, values)
    return get_report_comment(call, report_id, comment_id)


@router.delete(
    "/reports/{report_id}/comments/{comment_id}/corrections",
    responses=answers(ReportNotFound, CommentNotFound, CorrectionNotFound),
)
def undo_comment_corrections(
    call: Analyst,
    report_id: uuid.UUID,
    comment_id: CommentId,
    field: Annotated[frozenset[LabelField], Query(description="Only these labels; all by default.")] = frozenset(),
) -> CommentView:
    """Let the machine's labels hold again."""
    undo_corrections(call.session, call.owner_id, report_id, comment_id, [one.value for one in field])
    return get_report_comment(call, report_id, comment_id)
