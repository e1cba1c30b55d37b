"""Bringing back units whose job is gone: nothing that waits is forgotten, whatever happened to the queue."""

import sqlalchemy as sa
import structlog

from opentube.reports.options import Stage
from opentube.reports.tables import Report
from opentube.reports.units import queue_unit
from opentube.store.database import Database

log = structlog.get_logger(__name__)

LOST = """
    SELECT unit.report_id, unit.stage, unit.ordinal
    FROM unit JOIN report ON report.id = unit.report_id
    WHERE report.status = 'working' AND unit.status = 'waiting' AND NOT EXISTS (
        SELECT FROM procrastinate_jobs AS job
        WHERE job.status IN ('todo', 'doing')
          AND job.args ->> 'report_id' = unit.report_id::text
          AND job.args ->> 'stage' = unit.stage
          AND (job.args ->> 'ordinal')::int = unit.ordinal
          AND (job.args ->> 'attempt')::int = report.attempt
    )
    FOR NO KEY UPDATE OF report SKIP LOCKED
"""


def requeue_lost_units(database: Database) -> int:
    """Queue the waiting units that have no job, and return how many there were.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    with database.session() as session:
        lost = session.execute(sa.text(LOST)).all()
        for report_id, stage, ordinal in lost:
            log.warning("unit.requeued", report=str(report_id), stage=stage, ordinal=ordinal)
            queue_unit(session, session.get_one(Report, report_id), Stage(stage), ordinal)
    return len(lost)
