"""Files made on request."""

import uuid
from datetime import datetime
from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from opentube.api.calls import Exporter, Reader
from opentube.api.files import stored_file
from opentube.api.once import Creating
from opentube.api.paging import Cursor, Limit, Page, decode_cursor, page_of
from opentube.api.problems import answers
from opentube.api.routing import Router
from opentube.exports import queries, service
from opentube.exports.boxes import replace_boxes
from opentube.exports.kinds import ExportKind, ExportStatus
from opentube.exports.needs import BoxesUnusable
from opentube.exports.options import ExportOptionsInvalid
from opentube.exports.queries import ExportNotDone, ExportNotFound
from opentube.exports.service import ExportNotEnded
from opentube.faces.anonymize.document import BoxesInvalid, parse_boxes
from opentube.reports.service import ReportNotFound
from opentube.store.blobs import BlobMissing

router = Router(tags=["exports"])


class ExportView(BaseModel):
    """A file that is, was or will be made. ``details`` is what to know of it, such as faces to check."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    report_id: uuid.UUID
    kind: ExportKind
    status: ExportStatus
    options: dict[str, Any]
    name: str = Field(description="What the file is called when downloaded.")
    progress: float = Field(description="0 to 1.")
    requested_at: datetime
    finished_at: datetime | None
    size_bytes: int | None
    details: dict[str, Any]
    error_code: str | None
    error_message: str | None


class ExportRequest(BaseModel):
    """What to make. The options of each kind are in the documentation of exports."""

    model_config = ConfigDict(extra="forbid")

    kind: ExportKind
    options: dict[str, Any] = {}


@router.post(
    "/reports/{report_id}/exports",
    status_code=201,
    response_model=ExportView,
    responses=answers(ReportNotFound, ExportOptionsInvalid),
)
def request_export(call: Exporter, report_id: uuid.UUID, body: ExportRequest, once: Creating) -> JSONResponse:
    """Ask for a file. It is made by a worker: follow `events`, or ask again until its status is `done`."""
    return once(
        call,
        lambda: ExportView.model_validate(
            service.request_export(call.session, call.owner_id, report_id, body.kind, body.options)
        ),
        location=lambda export: f"/api/v1/exports/{export.id}",
    )


@router.get("/exports")
def list_exports(
    call: Reader,
    *,
    report_id: uuid.UUID | None = None,
    kind: ExportKind | None = None,
    status: ExportStatus | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ExportView]:
    """Files asked for, newest first."""
    rows = queries.list_exports(
        call.session,
        call.owner_id,
        report_id=report_id,
        kind=kind,
        status=status,
        before=decode_cursor(cursor, tuple[datetime, uuid.UUID]),
        limit=limit + 1,
    )
    return page_of(rows, limit, lambda row: (row.requested_at, row.id), ExportView.model_validate)


@router.get("/exports/{export_id}", responses=answers(ExportNotFound))
def get_export(call: Reader, export_id: uuid.UUID) -> ExportView:
    """One file, and how far it is."""
    return ExportView.model_validate(queries.get_export(call.session, call.owner_id, export_id))


@router.get(
    "/exports/{export_id}/file",
    response_class=Response,
    responses=answers(ExportNotFound, ExportNotDone, BlobMissing),
)
def download_export(call: Exporter, export_id: uuid.UUID) -> Response:
    """The file itself. Ranges of it can be asked for."""
    found = queries.download_of(call.session, call.owner_id, export_id)
    return stored_file(call, found.key, media_type=found.media_type, name=found.name)


@router.put("/exports/{export_id}/boxes", responses=answers(ExportNotFound, ExportNotDone, BoxesUnusable, BoxesInvalid))
def edit_boxes(call: Exporter, export_id: uuid.UUID, body: dict[str, Any]) -> ExportView:
    """Replace the boxes of an export of kind `boxes`; make a film with them by `anonymized_video` and its option `boxes`."""
    edited = replace_boxes(call.session, call.services.blobs, call.owner_id, export_id, parse_boxes(body))
    return ExportView.model_validate(edited)


@router.post("/exports/{export_id}/cancel", responses=answers(ExportNotFound))
def cancel_export(call: Exporter, export_id: uuid.UUID) -> ExportView:
    """Stop making a file; within 2 s it stops. What has ended stays as it is."""
    service.cancel_export(call.session, call.owner_id, export_id)
    return ExportView.model_validate(queries.get_export(call.session, call.owner_id, export_id))


@router.post("/exports/{export_id}/retry", responses=answers(ExportNotFound, ExportNotEnded))
def retry_export(call: Exporter, export_id: uuid.UUID) -> ExportView:
    """Make a file again that was cancelled, failed, or is of an earlier state of its report."""
    service.retry_export(call.session, call.owner_id, export_id)
    return ExportView.model_validate(queries.get_export(call.session, call.owner_id, export_id))


@router.delete("/exports/{export_id}", status_code=204, responses=answers(ExportNotFound))
def delete_export(call: Exporter, export_id: uuid.UUID) -> Response:
    """Delete a file, stopping it first."""
    service.delete_export(call.session, call.services.blobs, call.owner_id, export_id)
    return Response(status_code=204)
