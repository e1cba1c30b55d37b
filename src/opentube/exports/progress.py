"""How far an export is: a row, and a notification for whoever watches."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.events.kinds import EventKind
from opentube.events.log import record
from opentube.exports.kinds import OPEN, ExportStatus
from opentube.exports.queries import get_export
from opentube.exports.tables import Export
from opentube.store.database import Database

CHANNEL = "opentube_export"


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """``share`` done, in 0..1; ``error_message`` says why it failed."""

    status: ExportStatus
    share: float
    error_message: str | None


def tell(session: Session, export_id: uuid.UUID) -> None:
    """Notify watchers, and whoever follows events, when the transaction commits."""
    session.execute(sa.select(sa.func.pg_notify(CHANNEL, str(export_id))))
    found = sa.select(Export.owner_id, Export.report_id, Export.kind, Export.status, Export.progress)
    export = session.execute(found.where(Export.id == export_id)).one_or_none()
    if export:
        kind = EventKind.EXPORT_PROGRESS if export.status in OPEN else EventKind.EXPORT_FINISHED
        body = {"id": str(export_id), "kind": export.kind, "status": export.status, "progress": export.progress}
        record(session, export.owner_id, kind, body, export.report_id)


def record_share(session: Session, export_id: uuid.UUID, turn: int, share: float) -> None:
    """Write how far a job is, if it is still that job's turn."""
    written = sa.update(Export).where(Export.id == export_id, Export.turn == turn)
    session.execute(written.values(progress=min(max(share, 0.0), 1.0)))
    tell(session, export_id)


def watch_export(
    database: Database, owner_id: uuid.UUID, export_id: uuid.UUID, *, every_s: float = 1.0
) -> Iterator[ExportProgress]:
    """The progress now, and again after each notification or ``every_s`` seconds; ends with the export.

    Raises:
        ExportNotFound: no export of this owner has the id, or not any more.
    """
    with psycopg.connect(database.conninfo, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        while True:
            with database.session() as session:
                export = get_export(session, owner_id, export_id)
            status = ExportStatus(export.status)
            yield ExportProgress(status, export.progress, export.error_message)
            if status not in OPEN:
                return
            for notification in listener.notifies(timeout=every_s):
                if notification.payload == str(export_id):
                    break
