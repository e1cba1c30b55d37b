"""Bringing results up to date after labels or corrections changed: the report keeps its status and its progress.

Whoever changes what holds of a report's comments locks the report, and calls ``labels_changed`` in the same
transaction: the revision rises and a job is queued. The job sums up again what is there. Results that were summed up
from an earlier revision never replace those of a later one.
"""

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.errors import Cancelled
from opentube.jobs.queue import defer
from opentube.reports.options import ReportOptions, Stage
from opentube.reports.steps import STEPS
from opentube.reports.tables import Report, Unit
from opentube.reports.units import UNIT_QUEUE
from opentube.reports.work import Work, Workshop

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
    if report.digested_revision >= report.revision or not _is_digested(session, report.id):
        return
    if not session.execute(sa.text(WAITS), {"task": REFRESH_TASK, "report": str(report.id)}).scalar_one():
        key = f"{report.id}/{Stage.DIGEST}/0"
        defer(session, REFRESH_TASK, name=UNIT_QUEUE, key=key, report_id=str(report.id))


def refresh_results(
    workshop: Workshop, report_id: uuid.UUID, *, stop_worker: Callable[[], None] = lambda: None
) -> None:
    """Sum the comments of a report up again, if anything changed since that was last done.

    It may run any number of times, also beside a worker. ``stop_worker`` is called at least once a second.
    """
    with workshop.database.session() as session:
        report = session.get(Report, report_id)
        if report is None or report.digested_revision >= report.revision or not _is_digested(session, report_id):
            return
        work = _Again(
            workshop=workshop,
            report_id=report.id,
            owner_id=report.owner_id,
            video_id=report.video_id,
            stage=Stage.DIGEST,
            ordinal=0,
            attempt=report.attempt,
            revision=report.revision,
            options=ReportOptions.model_validate(report.options),
            stop_worker=stop_worker,
        )
    save = STEPS[Stage.DIGEST].run(work)
    with suppress(Cancelled), workshop.database.session() as session:
        save(session)
        report = session.get(Report, report_id, with_for_update={"key_share": True}, populate_existing=True)
        if report is None or report.digested_revision >= work.revision:
            raise Cancelled
        digested(session, report, work.revision)


def digested(session: Session, report: Report, revision: int) -> None:
    """Note that the results of a locked report are of ``revision``, and queue a refresh if that is not the last one."""
    report.digested_revision = revision
    session.flush()
    queue_refresh(session, report)


@dataclass
class _Again(Work):
    """Work on a report that has its status already, and keeps it."""

    def check(self) -> None:
        self.stop_worker()

    def progress(self, done: float) -> None:
        pass


def _is_digested(session: Session, report_id: uuid.UUID) -> bool:
    status = sa.select(Unit.status).where(Unit.report_id == report_id, Unit.stage == Stage.DIGEST)
    return session.scalar(status) == "done"
