"""Asking for a file, stopping it, trying again, and deleting it."""

import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.events.kinds import EventKind
from opentube.events.log import record
from opentube.exports.blobs import lock_blobs, remove_unused
from opentube.exports.kinds import OPEN, ExportKind, ExportStatus
from opentube.exports.makers import ENDINGS
from opentube.exports.names import file_name
from opentube.exports.needs import require_parts
from opentube.exports.options import read_options
from opentube.exports.progress import tell
from opentube.exports.queries import get_export
from opentube.exports.tables import Export
from opentube.exports.work import EXPORT_TASK, queue_export
from opentube.reports.service import get_report
from opentube.sources.tables import Video
from opentube.store.blobs import Blobs


class ExportNotEnded(UserError):
    """The file is still being made. Cancel it first, or wait for its end."""

    code = "export_not_ended"


def request_export(
    session: Session,
    owner_id: uuid.UUID,
    report_id: uuid.UUID,
    kind: ExportKind,
    options: Mapping[str, Any] | None = None,
    *,
    export_id: uuid.UUID | None = None,
) -> Export:
    """Ask for a file; its job is queued in the same transaction.

    Args:
        session: the transaction.
        owner_id: whose report it is.
        report_id: what it is made from.
        kind: what it is.
        options: see `opentube.exports.options`, as JSON or as words.
        export_id: its id; a new one by default.

    Raises:
        ReportNotFound: no report of this owner has the id.
        ExportOptionsInvalid: the options do not fit the kind.
        AnalysisNotReady, NotInReport, FilmMissing: the report has not what it takes.
    """
    report = get_report(session, owner_id, report_id)
    chosen = read_options(kind, options or {})
    require_parts(session, report, kind, chosen)
    title = session.get_one(Video, report.video_id).title
    export = Export(
        id=export_id or uuid.uuid4(),
        owner_id=owner_id,
        report_id=report_id,
        kind=kind,
        status=ExportStatus.WAITING,
        options=chosen.model_dump(mode="json"),
        name=file_name(title, ENDINGS[kind](chosen)),
    )
    session.add(export)
    session.flush()
    queue_export(session, export)
    tell(session, export.id)
    return export


def cancel_export(session: Session, owner_id: uuid.UUID, export_id: uuid.UUID) -> None:
    """Stop an export: a job that waits never starts, one at work stops within 2 s. What has ended stays as it is.

    Raises:
        ExportNotFound: no export of this owner has the id.
    """
    export = get_export(session, owner_id, export_id, lock=True)
    if export.status in OPEN:
        _stop(session, export)


def retry_export(session: Session, owner_id: uuid.UUID, export_id: uuid.UUID) -> None:
    """Make a file again that was cancelled, failed, or is of an earlier state of the report.

    Raises:
        ExportNotFound: no export of this owner has the id.
        ExportNotEnded: it is still being made.
    """
    export = get_export(session, owner_id, export_id, lock=True)
    if export.status in OPEN:
        raise ExportNotEnded
    export.status, export.finished_at = ExportStatus.WAITING, None
    export.turn += 1
    export.tries, export.progress = 0, 0.0
    export.error_code = export.error_message = export.error_detail = None
    session.flush()
    queue_export(session, export)
    tell(session, export.id)


def delete_export(session: Session, blobs: Blobs, owner_id: uuid.UUID, export_id: uuid.UUID) -> None:
    """Delete an export, stopping it first; its file goes, too, unless something else is the same file.

    Raises:
        ExportNotFound: no export of this owner has the id.
        BlobStoreUnreachable: the store did not answer; nothing was deleted.
    """
    export = get_export(session, owner_id, export_id, lock=True, binned=True)
    if export.status in OPEN:
        _stop(session, export)
    key = export.blob_key
    session.delete(export)
    record(session, owner_id, EventKind.EXPORT_DELETED, {"id": str(export_id)}, export.report_id)
    if key:
        lock_blobs(session)
        remove_unused(session, blobs, key)


def _stop(session: Session, export: Export) -> None:
    export.status = ExportStatus.CANCELLED
    export.finished_at = session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    session.flush()
    session.execute(
        sa.text(
            "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND task_name = :task AND args ->> 'export_id' = :id"
        ),
        {"task": EXPORT_TASK, "id": str(export.id)},
    )
    tell(session, export.id)
