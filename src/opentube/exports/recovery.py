"""Bringing back exports whose job is gone, whatever happened to the queue."""

import shutil
import uuid
from pathlib import Path

import sqlalchemy as sa
import structlog

from opentube.exports.kinds import ExportStatus
from opentube.exports.tables import Export
from opentube.exports.work import queue_export
from opentube.store.database import Database

log = structlog.get_logger(__name__)

LOST = """
    SELECT export.id FROM export
    WHERE export.status IN ('waiting', 'working') AND NOT EXISTS (
        SELECT FROM procrastinate_jobs AS job
        WHERE job.status IN ('todo', 'doing') AND job.args ->> 'export_id' = export.id::text
    )
    FOR NO KEY UPDATE OF export SKIP LOCKED
"""


def requeue_lost_exports(database: Database) -> int:
    """Queue exports that wait without a job, and return how many there were.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    with database.session() as session:
        lost = session.scalars(sa.text(LOST)).all()
        for export_id in lost:
            log.warning("export.requeued", export=str(export_id))
            queue_export(session, session.get_one(Export, export_id))
        return len(lost)


def sweep(database: Database, folder: Path) -> None:
    """Remove what killed jobs left in ``folder`` of exports that nobody works on any more."""
    left = {path.name: path for path in folder.glob("*-*")}
    if not left:
        return
    with database.session() as session:
        at_work = set(session.scalars(sa.select(Export.id).where(Export.status == ExportStatus.WORKING)))
    for name, path in left.items():
        if uuid.UUID(name) not in at_work:
            shutil.rmtree(path, ignore_errors=True)
