"""Which results follow which labels: every change raises a report's revision and queues what brings results up to date.

Whoever changes what holds of a report's comments locks the report and calls ``labels_changed`` in the same
transaction. Results that were summed up from an earlier revision never replace those of a later one.
"""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.jobs.queue import defer
from opentube.reports.options import Stage
from opentube.reports.tables import Report, Unit
from opentube.reports.units import UNIT_QUEUE

REFRESH_TASK = "reports.refresh_results"

WAITS = """
    SELECT EXISTS (
        SELECT FROM procrastinate_jobs WHERE status = 'todo' AND task_name = :task AND args ->> 'report_id' = :report
    )
"""


def labels_changed(session: Session, report: Report) -> None:
    """Say that what holds of the comments of a locked report is not what it was."""
    report.revision += 1
    session.flush()
    queue_refresh(session, report)


def queue_refresh(session: Session, report: Report) -> None:
    """Queue the job that brings the results of a locked report up to date, unless they are, or are still to come."""
    if report.digested_revision >= report.revision or not is_digested(session, report.id):
        return
    if not session.execute(sa.text(WAITS), {"task": REFRESH_TASK, "report": str(report.id)}).scalar_one():
        key = f"{report.id}/{Stage.DIGEST}/0"
        defer(session, REFRESH_TASK, name=UNIT_QUEUE, key=key, report_id=str(report.id))


def digested(session: Session, report: Report, revision: int) -> None:
    """Note that the results of a locked report are of ``revision``, and queue a refresh if that is not the last one."""
    report.digested_revision = revision
    session.flush()
    queue_refresh(session, report)


def is_digested(session: Session, report_id: uuid.UUID) -> bool:
    """Whether the report's comments were summed up once."""
    status = sa.select(Unit.status).where(Unit.report_id == report_id, Unit.stage == Stage.DIGEST)
    return session.scalar(status) == "done"
