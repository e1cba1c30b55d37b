"""Bringing results up to date after labels or corrections changed: the report keeps its status and its progress."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from opentube.errors import Cancelled
from opentube.events.kinds import EventKind
from opentube.events.log import record
from opentube.reports.options import ReportOptions, Stage
from opentube.reports.revisions import digested, is_digested
from opentube.reports.steps import STEPS
from opentube.reports.tables import Report
from opentube.reports.work import Work, Workshop


def refresh_results(
    workshop: Workshop, report_id: uuid.UUID, *, stop_worker: Callable[[], None] = lambda: None
) -> None:
    """Sum the comments of a report up again, if anything changed since that was last done.

    It may run any number of times, also beside a worker. ``stop_worker`` is called at least once a second.
    """
    with workshop.database.session() as session:
        report = session.get(Report, report_id)
        if report is None or report.digested_revision >= report.revision or not is_digested(session, report_id):
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
        record(session, report.owner_id, EventKind.REPORT_CHANGED, {"revision": work.revision}, report.id)


@dataclass
class _Again(Work):
    """Work on a report that has its status already, and keeps it."""

    def check(self) -> None:
        self.stop_worker()

    def progress(self, done: float) -> None:
        pass
