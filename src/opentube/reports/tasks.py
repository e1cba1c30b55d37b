"""The jobs of reports: do one unit, write its rows, start what follows; and bring what is done up to date."""

import time
import traceback
import uuid
from collections.abc import Callable
from typing import Any

import procrastinate
import structlog
from procrastinate.exceptions import JobAborted
from sqlalchemy.exc import IntegrityError

from opentube.errors import Cancelled, FailureKind, OpenTubeError
from opentube.jobs.losses import refuse_lost
from opentube.jobs.queue import queue
from opentube.reports.options import ReportOptions, Stage
from opentube.reports.progress import refresh
from opentube.reports.refresh import refresh_results
from opentube.reports.relabel import relabel_batch
from opentube.reports.revisions import REFRESH_TASK, digested
from opentube.reports.steps import STEPS, Save, Step
from opentube.reports.tables import Unit
from opentube.reports.units import (
    UNIT_QUEUE,
    UNIT_TASK,
    add_units,
    conclude_if_ended,
    fail_analyses,
    lock_report,
    set_back,
    stage_is_complete,
)
from opentube.reports.words import RELABEL_TASK
from opentube.reports.work import Work, Workshop
from opentube.store.database import DatabaseUnreachable

log = structlog.get_logger(__name__)

BACK_TO_THE_QUEUE = procrastinate.RetryStrategy(wait=1, retry_exceptions={JobAborted, DatabaseUnreachable})
LATER_AND_LATER = procrastinate.RetryStrategy(exponential_wait=2)


@queue.task(name=UNIT_TASK, queue=UNIT_QUEUE, pass_context=True, retry=BACK_TO_THE_QUEUE)
def run_unit(context: procrastinate.JobContext, /, **arguments: Any) -> None:
    """Do one unit of a report. Running it twice leaves the same rows as running it once."""
    workshop: Workshop = context.additional_context["workshop"]
    work = _take_up(workshop, _stopper(context), **arguments)
    if work is None:
        return
    step = STEPS[work.stage]
    bound = log.bind(report=str(work.report_id), stage=work.stage, ordinal=work.ordinal)
    try:
        refuse_lost(context)
        started = time.monotonic()
        _finish(work, step, step.run(work))
        bound.info("unit.done", seconds=round(time.monotonic() - started, 3))
    except Cancelled:
        bound.info("unit.cancelled")
    except (JobAborted, DatabaseUnreachable):
        raise
    except OpenTubeError as error:
        bound.warning("unit.failed", code=error.code, message=error.message)
        _fail(work, step, error)
    except Exception as error:  # noqa: BLE001 - the job ends here, so whatever went wrong is told here
        if isinstance(error, IntegrityError) and _is_done(work):
            return
        bound.exception("unit.bug")
        bug = OpenTubeError(f"Something went wrong inside Open-Tube ({type(error).__name__}). The log has the details.")
        bug.add_note(traceback.format_exc())
        _fail(work, step, bug)


@queue.task(name=REFRESH_TASK, queue=UNIT_QUEUE, pass_context=True, retry=LATER_AND_LATER)
def refresh_report(context: procrastinate.JobContext, /, *, report_id: str) -> None:
    """Sum up again a report whose labels or corrections changed."""
    refresh_results(context.additional_context["workshop"], uuid.UUID(report_id), stop_worker=_stopper(context))


@queue.task(name=RELABEL_TASK, queue=UNIT_QUEUE, pass_context=True, retry=LATER_AND_LATER)
def relabel_words(context: procrastinate.JobContext, /, *, report_id: str, revision: int, start: int) -> None:
    """Look for an owner's changed words in one batch of comments."""
    workshop: Workshop = context.additional_context["workshop"]
    relabel_batch(
        workshop.database,
        uuid.UUID(report_id),
        revision=revision,
        start=start,
        queue_next=True,
        stop_worker=_stopper(context),
    )


def _stopper(context: procrastinate.JobContext) -> Callable[[], None]:
    def stop_worker() -> None:
        if context.should_abort():
            raise JobAborted

    return stop_worker


def _is_done(work: Work) -> bool:
    """Whether another worker, holding the same job after a long pause of this one, was faster."""
    with work.workshop.database.session() as session:
        return session.get_one(Unit, (work.report_id, work.stage, work.ordinal)).status == "done"


def _take_up(
    workshop: Workshop, stop_worker: Callable[[], None], *, report_id: str, stage: str, ordinal: int, attempt: int
) -> Work | None:
    key = uuid.UUID(report_id)
    with workshop.database.session() as session:
        try:
            report = lock_report(session, key, attempt)
        except Cancelled:
            return None
        unit = session.get(Unit, (key, stage, ordinal))
        if unit is None or unit.status != "waiting":
            return None
        return Work(
            workshop=workshop,
            report_id=report.id,
            owner_id=report.owner_id,
            video_id=report.video_id,
            stage=Stage(stage),
            ordinal=ordinal,
            attempt=attempt,
            revision=report.revision,
            options=ReportOptions.model_validate(report.options),
            stop_worker=stop_worker,
        )


def _finish(work: Work, step: Step, save: Save) -> None:
    """Write a unit's rows and what follows from them, in one transaction.

    Rows that belong to a report hold a shared lock on its key; the report itself is locked only after they are
    written, and before any unit changes its status. One order everywhere, so workers never wait for each other in a ring.
    """
    with work.workshop.database.session() as session:
        result = save(session)
        report = lock_report(session, work.report_id, work.attempt)
        unit = session.get_one(Unit, (work.report_id, work.stage, work.ordinal), populate_existing=True)
        if unit.status != "waiting":
            raise Cancelled
        unit.status, unit.done, unit.result = "done", unit.total, result
        session.flush()
        if stage_is_complete(session, report.id, work.stage):
            add_units(session, report, step.follow(session, report, work.options))
            session.flush()
        if work.stage is Stage.DIGEST:
            digested(session, report, work.revision)
        refresh(session, report.id, stage=work.stage)
        conclude_if_ended(session, report)


def _fail(work: Work, step: Step, error: OpenTubeError) -> None:
    try:
        with work.workshop.database.session() as session:
            report = lock_report(session, work.report_id, work.attempt)
            unit = session.get_one(Unit, (work.report_id, work.stage, work.ordinal))
            if error.kind is FailureKind.RETRYABLE and set_back(session, report, unit, work.stage):
                return
            unit.status = "failed"
            session.flush()
            fail_analyses(session, report, step.chain, step.analyses, error)
            conclude_if_ended(session, report)
    except Cancelled:
        log.info("unit.cancelled", report=str(work.report_id), stage=work.stage)
