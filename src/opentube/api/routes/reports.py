"""Reports: asking for them, and what becomes of them."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.orm import Session

from opentube.api.calls import Analyst, Reader
from opentube.api.files import stored_file
from opentube.api.once import Creating
from opentube.api.problems import answers
from opentube.api.routing import Router
from opentube.api.values import PlainText
from opentube.errors import UserError
from opentube.models.folder import ModelFolder
from opentube.persons.consent import FaceAnalysisOff
from opentube.reports.document import AnalysisKind, AnalysisState, Notice, ReportStatus
from opentube.reports.engines import FaceModelsMissing
from opentube.reports.from_uploads import request_report_from_uploads
from opentube.reports.intake import request_report_for, request_report_of
from opentube.reports.options import ReportOptions
from opentube.reports.queries import analysis_states, media_key
from opentube.reports.report_list import find_report_of
from opentube.reports.sample import SampleMissing, sample_film
from opentube.reports.service import (
    NothingToAnalyse,
    ReportNotEnded,
    ReportNotFound,
    cancel_report,
    get_report,
    retry_report,
)
from opentube.reports.tables import Report
from opentube.sources.uploads.errors import (
    UploadNotFound,
    UploadNotReady,
    UploadOfOtherKind,
    UploadRefused,
    UploadUsed,
)
from opentube.sources.youtube_address import NotYoutube, parse_youtube_address
from opentube.store.blobs import BlobMissing

router = Router(tags=["reports"])
Address = Annotated[PlainText, StringConstraints(min_length=1, max_length=2000)]


class SourceUnclear(UserError):
    """Give either url, or media_upload_id and comments_upload_id or one of them."""

    code = "source_unclear"


class ReportRequest(BaseModel):
    """What to analyse: an address on YouTube, or uploads of a video and of its comments."""

    model_config = ConfigDict(extra="forbid")

    url: Address | None = None
    media_upload_id: uuid.UUID | None = None
    comments_upload_id: uuid.UUID | None = None
    title: Annotated[PlainText, StringConstraints(min_length=1, max_length=500)] | None = Field(
        default=None, description="For uploads: what the video is called."
    )
    analyses: Annotated[frozenset[AnalysisKind], Field(min_length=1)] = frozenset(AnalysisKind)
    max_comments: Annotated[int, Field(ge=0, le=1_000_000)] = 20_000
    comment_order: Literal["top", "new"] = "top"

    def require_one_source(self) -> None:
        """See that it names a video, and no two.

        Raises:
            SourceUnclear: it does not.
        """
        if (self.url is not None) == (self.media_upload_id is not None or self.comments_upload_id is not None):
            raise SourceUnclear

    def options(self) -> ReportOptions:
        """What the report is asked to do."""
        return ReportOptions(analyses=self.analyses, max_comments=self.max_comments, comment_order=self.comment_order)


class AddressToCheck(BaseModel):
    """An address as somebody types it."""

    model_config = ConfigDict(extra="forbid")

    url: Address


class CheckedAddress(BaseModel):
    """A video on YouTube, and the newest report of it."""

    video_id: str
    url: str
    report_id: uuid.UUID | None


class ReportView(BaseModel):
    """A report and how far it is. ``progress`` is 0 to 1."""

    id: uuid.UUID
    status: ReportStatus
    progress: float
    stage: str | None
    requested_at: datetime
    finished_at: datetime | None
    analyses: list[AnalysisState]
    notices: list[Notice]
    binned_at: datetime | None

    @classmethod
    def of(cls, session: Session, row: Report) -> "ReportView":
        """A row as it stands."""
        return cls(
            id=row.id,
            status=ReportStatus(row.status),
            progress=round(row.progress_done / row.progress_total, 4) if row.progress_total else 0.0,
            stage=row.progress_stage,
            requested_at=row.requested_at,
            finished_at=row.finished_at,
            analyses=analysis_states(session, row.id),
            notices=[Notice.model_validate(notice) for notice in row.notices],
            binned_at=row.deleted_at,
        )


@router.post(
    "/reports",
    status_code=201,
    response_model=ReportView,
    responses=answers(
        SourceUnclear,
        NotYoutube,
        FaceModelsMissing,
        FaceAnalysisOff,
        NothingToAnalyse,
        UploadNotFound,
        UploadNotReady,
        UploadRefused,
        UploadUsed,
        UploadOfOtherKind,
    ),
)
def request_report(call: Analyst, body: ReportRequest, once: Creating) -> JSONResponse:
    """Ask for a report. It is made by workers: follow its events, or ask again until it has ended."""

    def requested() -> ReportView:
        body.require_one_source()
        models = ModelFolder(call.services.settings.models_path)
        if body.url is not None:
            row = request_report_of(call.session, call.owner_id, body.url, body.options(), models=models)
        else:
            row = request_report_from_uploads(
                call.session,
                call.owner_id,
                body.options(),
                media=body.media_upload_id,
                comments=body.comments_upload_id,
                title=body.title,
                models=models,
            )
        return ReportView.of(call.session, row)

    return once(call, requested, location=lambda report: f"/api/v1/reports/{report.id}")


@router.post(
    "/reports:sample",
    status_code=201,
    response_model=ReportView,
    responses=answers(SampleMissing, FaceModelsMissing),
)
def request_sample(call: Analyst, once: Creating) -> JSONResponse:
    """Ask for a report of the bundled sample: a short film with comments."""

    def requested() -> ReportView:
        report_id = request_report_for(
            call.services.database,
            call.services.blobs,
            call.owner_id,
            str(sample_film()),
            ReportOptions(),
            models=ModelFolder(call.services.settings.models_path),
        )
        return ReportView.of(call.session, get_report(call.session, call.owner_id, report_id))

    return once(call, requested, location=lambda report: f"/api/v1/reports/{report.id}")


@router.post("/reports:check", responses=answers(NotYoutube))
def check_address(call: Reader, body: AddressToCheck) -> CheckedAddress:
    """Whether an address is a video on YouTube, and whether it was analysed before."""
    address = parse_youtube_address(body.url)
    return CheckedAddress(
        video_id=address.video_id,
        url=address.url,
        report_id=find_report_of(call.session, call.owner_id, address.video_id),
    )


@router.get("/reports/{report_id}", responses=answers(ReportNotFound))
def get_one_report(call: Reader, report_id: uuid.UUID) -> ReportView:
    """A report and how far it is."""
    return ReportView.of(call.session, get_report(call.session, call.owner_id, report_id))


@router.post("/reports/{report_id}/cancel", responses=answers(ReportNotFound))
def cancel(call: Analyst, report_id: uuid.UUID) -> ReportView:
    """Stop a report within 2 s. What is done stays done; what has ended stays as it is."""
    cancel_report(call.session, call.owner_id, report_id)
    return get_one_report(call, report_id)


@router.post("/reports/{report_id}/retry", responses=answers(ReportNotFound, ReportNotEnded))
def retry(call: Analyst, report_id: uuid.UUID) -> ReportView:
    """Go on where a cancelled or failed report stopped."""
    retry_report(call.session, call.owner_id, report_id)
    return get_one_report(call, report_id)


@router.get("/reports/{report_id}/media", response_class=Response, responses=answers(BlobMissing))
def get_media(call: Reader, report_id: uuid.UUID) -> Response:
    """The video's own file. Ranges of it can be asked for."""
    return stored_file(call, media_key(call.session, call.owner_id, report_id), media_type="video/mp4")
