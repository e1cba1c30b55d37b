"""Files on their way in, by the tus protocol."""

import uuid
from datetime import datetime
from typing import Annotated

import structlog
from fastapi import Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from opentube.accounts.principal import Scope
from opentube.api import tus
from opentube.api.calls import Analyst, Caller, Reader, Shared, needs_only
from opentube.api.once import Creating
from opentube.api.paging import Cursor, Limit, Page, decode_cursor, page_of
from opentube.api.problems import answers
from opentube.api.routing import Router
from opentube.api.services import Services
from opentube.api.tus import TusBodyUnknown, TusVersionUnknown, UploadStalled
from opentube.errors import RetryableError
from opentube.reports.document import Notice
from opentube.sources.file_errors import CommentsColumnsMissing
from opentube.sources.uploads import queries, service
from opentube.sources.uploads.errors import (
    UploadBusy,
    UploadDiskFull,
    UploadNotFound,
    UploadOffsetWrong,
    UploadsTooMany,
    UploadTooLarge,
    UploadTooLong,
)
from opentube.sources.uploads.receiving import Inbox
from opentube.sources.uploads.tables import Upload, UploadStatus

router = Router(tags=["uploads"])
log = structlog.get_logger(__name__)
Watcher = Annotated[Caller, needs_only(Scope.READ)]
METADATA = (
    "`filename`, and for comments `columns`: a JSON object of our fields to the columns of the file. Values in base64."
)
Sender = Annotated[Caller, needs_only(Scope.ANALYSE)]
BINARY = {
    "requestBody": {"required": True, "content": {tus.BODY_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}


class UploadedMedia(BaseModel):
    """A film. ``width`` and ``height`` are pixels of the upright frame."""

    duration_s: float
    width: int
    height: int
    frame_rate: float
    has_audio: bool
    video_codec: str


class UploadedComments(BaseModel):
    """Comments, and what was changed or left out of them."""

    count: int
    notices: list[Notice]


class UploadView(BaseModel):
    """A file that is, was or will be received. ``media`` or ``comments`` tells what it holds once it is ``ready``."""

    id: uuid.UUID
    name: str = Field(description="As its owner calls it.")
    status: UploadStatus
    size_bytes: int
    received_bytes: int
    media_type: str | None
    media: UploadedMedia | None
    comments: UploadedComments | None
    error_code: str | None
    error_message: str | None
    created_at: datetime
    expires_at: datetime = Field(description="When it is removed, unless it goes on or is used before.")

    @classmethod
    def of(cls, row: Upload, inbox: Inbox) -> "UploadView":
        """An upload as it is now."""
        return cls(
            received_bytes=_place(row, inbox),
            media=row.found.get("media"),
            comments=row.found.get("comments"),
            **{name: getattr(row, name) for name in cls.model_fields.keys() - {"received_bytes", "media", "comments"}},
        )


@router.options("/uploads", status_code=204, response_class=Response)
def describe_uploads(services: Shared) -> Response:
    """Version and extensions of the tus protocol, and how large a file may be."""
    headers = {
        "Tus-Resumable": tus.VERSION,
        "Tus-Version": tus.VERSION,
        "Tus-Extension": tus.EXTENSIONS,
        "Tus-Max-Size": str(services.settings.max_upload_bytes),
    }
    return Response(status_code=204, headers=headers)


@router.post(
    "/uploads",
    status_code=201,
    response_model=UploadView,
    responses=answers(TusVersionUnknown, UploadTooLarge, UploadsTooMany, UploadDiskFull, CommentsColumnsMissing),
    dependencies=[tus.Tus],
)
def create_upload(
    call: Analyst,
    once: Creating,
    size_bytes: Annotated[int, Header(alias="Upload-Length", ge=1, le=2**63 - 1)],
    metadata: tus.Metadata = "",
) -> JSONResponse:
    """Announce a film or a file of comments; its bytes follow by `PATCH` to the address in `Location`."""
    inbox = _inbox(call.services)
    told = tus.read_metadata(metadata)
    most = call.services.settings.max_upload_bytes
    answer = once(
        call,
        lambda: UploadView.of(
            service.create_upload(
                call.session,
                inbox,
                call.owner_id,
                name=told.name,
                size_bytes=size_bytes,
                most_bytes=most,
                columns=told.columns,
            ),
            inbox,
        ),
        location=lambda upload: f"/api/v1/uploads/{upload.id}",
    )
    answer.headers["Tus-Resumable"] = tus.VERSION
    return answer


@router.head(
    "/uploads/{upload_id}",
    response_class=Response,
    responses=answers(UploadNotFound, TusVersionUnknown),
    dependencies=[tus.Tus],
)
def locate_upload(call: Reader, upload_id: uuid.UUID) -> Response:
    """Where an upload stands: go on from `Upload-Offset`."""
    upload = queries.get_upload(call.session, call.owner_id, upload_id)
    return Response(headers=_headers(upload, _place(upload, _inbox(call.services))))


@router.patch(
    "/uploads/{upload_id}",
    status_code=204,
    response_class=Response,
    openapi_extra=BINARY,
    responses=answers(
        UploadNotFound,
        UploadOffsetWrong,
        UploadBusy,
        UploadTooLong,
        UploadDiskFull,
        UploadStalled,
        TusBodyUnknown,
        TusVersionUnknown,
    ),
    dependencies=[tus.Tus],
)
async def send_upload(
    caller: Sender,
    upload_id: uuid.UUID,
    request: Request,
    offset: Annotated[int, Header(alias="Upload-Offset", ge=0, le=2**63 - 1)],
) -> Response:
    """Send the next bytes. With the last ones the file is looked at: ask for the upload to see what came of it."""
    database, inbox = caller.services.database, _inbox(caller.services)
    with await run_in_threadpool(service.open_part, database, inbox, caller.owner_id, upload_id, offset) as part:
        try:
            await tus.receive(request, part)
        finally:
            upload = await run_in_threadpool(service.note_received, database, upload_id, part)
    if upload is None:
        raise UploadNotFound
    await run_in_threadpool(_finished, caller, upload_id)
    return Response(status_code=204, headers=_headers(upload, upload.received_bytes))


@router.get("/uploads")
def list_uploads(call: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[UploadView]:
    """Uploads that have not expired, newest first."""
    after = decode_cursor(cursor, tuple[datetime, uuid.UUID])
    rows = queries.list_uploads(call.session, call.owner_id, before=after, limit=limit + 1)
    inbox = _inbox(call.services)
    return page_of(rows, limit, lambda row: (row.created_at, row.id), lambda row: UploadView.of(row, inbox))


@router.get("/uploads/{upload_id}", responses=answers(UploadNotFound))
def get_upload(caller: Watcher, upload_id: uuid.UUID) -> UploadView:
    """One upload. Should the server have stopped before it looked at the file, it does so now."""
    return UploadView.of(_finished(caller, upload_id), _inbox(caller.services))


@router.delete(
    "/uploads/{upload_id}",
    status_code=204,
    response_class=Response,
    responses=answers(UploadNotFound, UploadBusy, TusVersionUnknown),
    dependencies=[tus.Tus],
)
def delete_upload(call: Analyst, upload_id: uuid.UUID) -> Response:
    """Forget an upload. What a report was made of stays with the report."""
    service.discard_upload(call.session, call.services.blobs, _inbox(call.services), call.owner_id, upload_id)
    return Response(status_code=204, headers={"Tus-Resumable": tus.VERSION})


def _inbox(services: Services) -> Inbox:
    return Inbox.from_settings(services.settings)


def _place(upload: Upload, inbox: Inbox) -> int:
    return inbox.size(upload.id) if upload.status == UploadStatus.RECEIVING else upload.size_bytes


def _headers(upload: Upload, offset: int) -> dict[str, str]:
    return tus.place_headers(offset=offset, size_bytes=upload.size_bytes, expires_at=upload.expires_at)


def _finished(caller: Caller, upload_id: uuid.UUID) -> Upload:
    """The upload after it was looked at, if all of it is here; what cannot be done now is done at the next question."""
    services, owner_id = caller.services, caller.owner_id
    try:
        return service.finish_upload(services.database, services.blobs, _inbox(services), owner_id, upload_id)
    except RetryableError as error:
        log.warning("upload.unfinished", upload=str(upload_id), reason=error.message)
    with services.database.session() as session:
        return queries.get_upload(session, owner_id, upload_id)
