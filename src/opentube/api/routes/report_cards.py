"""Lists of reports, the bin, and all videos over time."""

import uuid
from datetime import datetime
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from opentube.api.calls import Admin, Analyst, Reader
from opentube.api.files import picture
from opentube.api.paging import Cursor, Limit, Page, decode_cursor, encode_cursor
from opentube.api.problems import answers
from opentube.api.routes.persons import PersonView
from opentube.api.routing import Router
from opentube.api.values import PlainText
from opentube.reports.channel import report_numbers
from opentube.reports.deletion import bin_report, delete_report, restore_report
from opentube.reports.document import ReportStatus, ReturningAuthor, SentimentCounts
from opentube.reports.parts import PartNotFound, sheet_part
from opentube.reports.report_list import ReportCard, ReportKey, ReportSort, list_reports_page
from opentube.reports.service import ReportNotFound, require_report

router = Router(tags=["reports"])


class FaceInCard(BaseModel):
    """A person of a report. ``has_cover``: `/persons/{id}/cover` shows a picture."""

    person_id: uuid.UUID
    name: str | None
    has_cover: bool


class ReportCardView(BaseModel):
    """What a list shows of a report. ``progress`` is 0 to 1; numbers are None until that analysis is done."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    title: str
    video_id: uuid.UUID
    source: str
    external_id: str
    url: str | None
    duration_s: float | None
    has_media: bool
    status: ReportStatus
    stage: str | None
    progress: float
    requested_at: datetime
    finished_at: datetime | None
    binned_at: datetime | None
    comments: int | None
    sentiment: SentimentCounts | None
    mean_score: float | None
    has_picture: bool = Field(description="Whether `/reports/{id}/picture` shows something.")
    persons: list[FaceInCard]

    @classmethod
    def of(cls, card: ReportCard) -> "ReportCardView":
        """A row of the list."""
        return cls(
            id=card.id,
            title=card.title,
            video_id=card.video_id,
            source=card.source,
            external_id=card.external_id,
            url=card.url,
            duration_s=card.duration_s,
            has_media=card.has_media,
            status=card.status,
            stage=card.stage,
            progress=card.progress,
            requested_at=card.requested_at,
            finished_at=card.finished_at,
            binned_at=card.deleted_at,
            comments=card.comments,
            sentiment=card.sentiment,
            mean_score=card.mean_score,
            has_picture=card.picture_key is not None,
            persons=[
                FaceInCard(person_id=face.person_id, name=face.name, has_cover=face.has_cover) for face in card.persons
            ],
        )


class VideoPointView(BaseModel):
    """One video in the course of the channel."""

    model_config = ConfigDict(from_attributes=True)

    report_id: uuid.UUID
    video_id: uuid.UUID
    title: str
    at: datetime
    comments: int
    likes: int
    sentiment: SentimentCounts
    mean_score: float | None


class TermTrendView(BaseModel):
    """In what share of the comments a term stood: in the older half of the videos, and in the newer."""

    model_config = ConfigDict(from_attributes=True)

    term: str
    before: float
    now: float
    videos: int


class ChannelView(BaseModel):
    """The newest 500 videos in order of time, and what changed between their halves."""

    videos: list[VideoPointView]
    rising: list[TermTrendView]
    falling: list[TermTrendView]
    returning: list[ReturningAuthor]
    persons: list[PersonView]


@router.get("/reports")
def list_reports(
    call: Reader,
    *,
    status: Annotated[frozenset[ReportStatus], Query()] = frozenset(),
    text: Annotated[PlainText | None, Query(description="Words of the title or the channel.")] = None,
    binned: bool = False,
    sort: ReportSort = ReportSort.NEWEST,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ReportCardView]:
    """The reports of the workspace."""
    after: ReportKey | None
    if sort is ReportSort.TITLE:
        after = decode_cursor(cursor, tuple[str, uuid.UUID])
    else:
        after = decode_cursor(cursor, tuple[datetime, uuid.UUID])
    page = list_reports_page(
        call.session,
        call.owner_id,
        statuses=sorted(status),
        text=text,
        binned=binned,
        sort=sort,
        after=after,
        limit=limit,
    )
    return Page(
        items=[ReportCardView.of(card) for card in page.rows],
        next=encode_cursor(page.next_key) if page.next_key is not None else None,
    )


@router.get("/reports/{report_id}/picture", response_class=Response, responses=answers(ReportNotFound, PartNotFound))
def get_picture(call: Reader, report_id: uuid.UUID) -> Response:
    """A picture of the video, as JPEG: its contact sheet."""
    require_report(call.session, call.owner_id, report_id)
    return picture(call, sheet_part(call.session, report_id).picture)


@router.post("/reports/{report_id}/bin", status_code=204, responses=answers(ReportNotFound))
def put_into_bin(call: Analyst, report_id: uuid.UUID) -> Response:
    """Put a report into the bin: it is stopped, and nobody sees it any more. It can be restored for 24 hours."""
    bin_report(call.session, call.owner_id, report_id)
    return Response(status_code=204)


@router.post("/reports/{report_id}/restore", status_code=204, responses=answers(ReportNotFound))
def restore(call: Analyst, report_id: uuid.UUID) -> Response:
    """Take a report out of the bin."""
    restore_report(call.session, call.owner_id, report_id)
    return Response(status_code=204)


@router.delete("/reports/{report_id}", status_code=204, responses=answers(ReportNotFound))
def delete_for_good(call: Admin, report_id: uuid.UUID) -> Response:
    """Delete a report with all its files. This cannot be undone."""
    delete_report(call.session, call.services.blobs, call.owner_id, report_id)
    return Response(status_code=204)


@router.get("/channel")
def get_channel(call: Reader) -> ChannelView:
    """All videos over time: sentiment, keywords rising and falling, persons, people who come back."""
    numbers = report_numbers(call.session, call.owner_id)
    return ChannelView(
        videos=[VideoPointView.model_validate(point) for point in numbers.videos],
        rising=[TermTrendView.model_validate(trend) for trend in numbers.rising],
        falling=[TermTrendView.model_validate(trend) for trend in numbers.falling],
        returning=list(numbers.returning),
        persons=[PersonView.of(person) for person in numbers.persons],
    )
