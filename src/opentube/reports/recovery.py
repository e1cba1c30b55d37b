"""Bringing back work whose job is gone: nothing that waits is forgotten, whatever happened to the queue."""

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from opentube.reports.options import Stage
from opentube.reports.revisions import REFRESH_TASK, queue_refresh
from opentube.reports.tables import Report
from opentube.reports.units import queue_unit
from opentube.reports.words import RELABEL_TASK, follow_words
from opentube.store.database import Database

log = structlog.get_logger(__name__)

LOST_UNITS = """
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
STALE_RESULTS = """
    SELECT report.id FROM report
    WHERE report.digested_revision < report.revision
      AND EXISTS (SELECT FROM unit WHERE report_id = report.id AND stage = 'digest' AND status = 'done')
      AND NOT EXISTS (
        SELECT FROM procrastinate_jobs AS job
        WHERE job.status IN ('todo', 'doing') AND job.task_name = :task AND job.args ->> 'report_id' = report.id::text
    )
    FOR NO KEY UPDATE OF report SKIP LOCKED
"""
OLDER_WORDS = """
    SELECT report.id FROM report JOIN owner ON owner.id = report.owner_id
    WHERE report.words_revision < owner.words_revision
      AND EXISTS (SELECT FROM unit WHERE report_id = report.id AND stage = 'label')
      AND NOT EXISTS (SELECT FROM unit WHERE report_id = report.id AND stage = 'label' AND status <> 'done')
      AND NOT EXISTS (
        SELECT FROM procrastinate_jobs AS job
        WHERE job.status IN ('todo', 'doing') AND job.task_name = :task AND job.args ->> 'report_id' = report.id::text
    )
    FOR NO KEY UPDATE OF report SKIP LOCKED
"""


def requeue_lost_work(database: Database) -> int:
    """Queue what waits without a job, and return how much there was: units, stale results, labels of older words.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    with database.session() as session:
        return _requeue_units(session) + _requeue_refreshes(session) + _requeue_words(session)


def _requeue_units(session: Session) -> int:
    lost = session.execute(sa.text(LOST_UNITS)).all()
    for report_id, stage, ordinal in lost:
        log.warning("unit.requeued", report=str(report_id), stage=stage, ordinal=ordinal)
        queue_unit(session, session.get_one(Report, report_id), Stage(stage), ordinal)
    return len(lost)


def _requeue_refreshes(session: Session) -> int:
    stale = session.scalars(sa.text(STALE_RESULTS), {"task": REFRESH_TASK}).all()
    for report_id in stale:
        log.warning("refresh.requeued", report=str(report_id))
        queue_refresh(session, session.get_one(Report, report_id))
    return len(stale)


def _requeue_words(session: Session) -> int:
    behind = session.scalars(sa.text(OLDER_WORDS), {"task": RELABEL_TASK}).all()
    for report_id in behind:
        log.warning("words.requeued", report=str(report_id))
        follow_words(session, session.get_one(Report, report_id))
    return len(behind)
