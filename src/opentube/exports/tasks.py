"""The job of an export: make the file, store it, say so."""

import errno
import shutil
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import procrastinate
import sqlalchemy as sa
import structlog
from procrastinate.exceptions import JobAborted

from opentube.errors import Cancelled, FailureKind, OpenTubeError, UserError
from opentube.exports.blobs import lock_blobs, remove_unused
from opentube.exports.kinds import OPEN, ExportKind, ExportStatus
from opentube.exports.makers import MAKERS
from opentube.exports.options import read_options
from opentube.exports.progress import tell
from opentube.exports.tables import Export
from opentube.exports.work import EXPORT_QUEUE, EXPORT_TASK, Making, lock_turn, queue_export
from opentube.jobs.losses import refuse_lost
from opentube.jobs.queue import queue
from opentube.reports.units import FIRST_BACK_OFF_S, MOST_TRIES
from opentube.reports.work import Workshop
from opentube.store.database import DatabaseUnreachable

log = structlog.get_logger(__name__)

BACK_TO_THE_QUEUE = procrastinate.RetryStrategy(wait=1, retry_exceptions={JobAborted, DatabaseUnreachable})


class NoRoom(UserError):
    """There is no room left on the disk. Free some, then try again."""

    code = "no_room"


@queue.task(name=EXPORT_TASK, queue=EXPORT_QUEUE, pass_context=True, retry=BACK_TO_THE_QUEUE)
def make_export(context: procrastinate.JobContext, /, *, export_id: str) -> None:
    """Make the file of one export. Running it twice leaves what running it once does."""

    def stop_worker() -> None:
        if context.should_abort():
            raise JobAborted

    making = _take_up(context.additional_context["workshop"], uuid.UUID(export_id), stop_worker)
    if making is None:
        return
    bound = log.bind(export=export_id, kind=making.kind)
    try:
        refuse_lost(context)
        started = time.monotonic()
        with _emptied(making.folder):
            kind = ExportKind(making.kind)
            _finish(making, MAKERS[kind](making, read_options(kind, making.options)))
        bound.info("export.done", seconds=round(time.monotonic() - started, 3))
    except Cancelled:
        bound.info("export.cancelled")
    except (JobAborted, DatabaseUnreachable):
        raise
    except OpenTubeError as error:
        bound.warning("export.failed", code=error.code, message=error.message)
        _fail(making, error)
    except Exception as error:  # noqa: BLE001 - the job ends here, so whatever went wrong is told here
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
            bound.warning("export.no_room")
            _fail(making, NoRoom())
            return
        bound.exception("export.bug")
        bug = OpenTubeError(f"Something went wrong inside Open-Tube ({type(error).__name__}). The log has the details.")
        bug.add_note(traceback.format_exc())
        _fail(making, bug)


def _take_up(workshop: Workshop, export_id: uuid.UUID, stop_worker: Callable[[], None]) -> Making | None:
    with workshop.database.session() as session:
        export = session.get(Export, export_id, with_for_update={"key_share": True})
        if export is None or export.status not in OPEN:
            return None
        export.status = ExportStatus.WORKING
        export.turn += 1
        return Making(
            workshop=workshop,
            export_id=export_id,
            report_id=export.report_id,
            owner_id=export.owner_id,
            kind=export.kind,
            options=export.options,
            turn=export.turn,
            folder=workshop.settings.data_dir / "exports" / str(export_id) / str(export.turn),
            stop_worker=stop_worker,
        )


@contextmanager
def _emptied(folder: Path) -> Iterator[None]:
    """A folder for one turn; what killed jobs left of earlier turns goes, too."""
    for earlier in folder.parent.glob("*"):
        if int(earlier.name) < int(folder.name):
            shutil.rmtree(earlier, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.parent.exists() and not any(folder.parent.iterdir()):
            shutil.rmtree(folder.parent, ignore_errors=True)


def _finish(making: Making, path: Path) -> None:
    blobs = making.workshop.blobs
    key = blobs.put_file(path, check=making.check)
    try:
        with making.workshop.database.session() as session:
            export = lock_turn(session, making.export_id, making.turn)
            lock_blobs(session)
            earlier = export.blob_key
            blobs.put_file(path)  # again, should somebody have deleted it since
            export.status, export.progress = ExportStatus.DONE, 1.0
            export.details = making.details
            export.blob_key, export.size_bytes = key, path.stat().st_size
            export.finished_at = session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
            session.flush()
            if earlier:
                remove_unused(session, blobs, earlier)
            tell(session, making.export_id)
    except Cancelled:
        with making.workshop.database.session() as session:
            lock_blobs(session)
            remove_unused(session, blobs, key)
        raise


def _fail(making: Making, error: OpenTubeError) -> None:
    try:
        with making.workshop.database.session() as session:
            export = lock_turn(session, making.export_id, making.turn)
            export.tries += 1
            if error.kind is FailureKind.RETRYABLE and export.tries < MOST_TRIES:
                export.status = ExportStatus.WAITING
                session.flush()
                queue_export(session, export, delay_s=FIRST_BACK_OFF_S * 2 ** (export.tries - 1))
                return
            export.status = ExportStatus.FAILED
            export.finished_at = session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
            export.error_code, export.error_message = error.code, error.message
            notes: list[Any] = getattr(error, "__notes__", [])
            export.error_detail = "\n".join(notes) if error.kind is FailureKind.BUG and notes else None
            session.flush()
            tell(session, making.export_id)
    except Cancelled:
        log.info("export.cancelled", export=str(making.export_id))
