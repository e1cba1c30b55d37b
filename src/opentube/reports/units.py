"""The life of a unit of work, and of the report that its units make up.

Every function runs inside the caller's transaction. The report's row is the lock: whoever finishes the last unit of
a stage adds the next ones in the same transaction, so nothing starts twice and nothing is forgotten.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.errors import Cancelled, FailureKind, OpenTubeError
from opentube.jobs.queue import defer
from opentube.reports.document import AnalysisKind, ReportStatus
from opentube.reports.options import Stage
from opentube.reports.progress import refresh
from opentube.reports.tables import Analysis, Report, Unit

UNIT_TASK = "reports.run_unit"
UNIT_QUEUE = "reports"
MOST_TRIES = 5
FIRST_BACK_OFF_S = 2.0


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to add; ``total`` counts what its stage counts."""

    stage: Stage
    ordinal: int
    total: float


def add_units(session: Session, report: Report, units: Iterable[NewUnit]) -> None:
    """Add units and put their jobs into the queue."""
    for unit in units:
        session.add(
            Unit(
                report_id=report.id,
                owner_id=report.owner_id,
                stage=unit.stage,
                ordinal=unit.ordinal,
                status="waiting",
                total=unit.total,
            )
        )
        queue_unit(session, report, unit.stage, unit.ordinal)


def queue_unit(session: Session, report: Report, stage: Stage, ordinal: int, *, delay_s: float = 0.0) -> None:
    """Put the job of one unit into the queue."""
    defer(
        session,
        UNIT_TASK,
        name=UNIT_QUEUE,
        key=f"{report.id}/{stage}/{ordinal}",
        delay_s=delay_s,
        report_id=str(report.id),
        stage=stage.value,
        ordinal=ordinal,
        attempt=report.attempt,
    )


def lock_report(session: Session, report_id: uuid.UUID, attempt: int) -> Report:
    """The report, locked until the transaction ends.

    Raises:
        Cancelled: it is gone, ended, or another attempt works on it.
    """
    report = session.get(Report, report_id, with_for_update={"key_share": True}, populate_existing=True)
    if report is None or report.status != ReportStatus.WORKING or report.attempt != attempt:
        raise Cancelled
    return report


def stage_is_complete(session: Session, report_id: uuid.UUID, stage: Stage) -> bool:
    """Whether every unit of the stage is done."""
    open_units = sa.select(sa.func.count()).where(
        Unit.report_id == report_id, Unit.stage == stage, Unit.status != "done"
    )
    return session.execute(open_units).scalar_one() == 0


def set_back(session: Session, report: Report, unit: Unit, stage: Stage) -> bool:
    """Try a unit again after a while; False when it was tried often enough."""
    unit.tries += 1
    if unit.tries >= MOST_TRIES:
        return False
    queue_unit(session, report, stage, unit.ordinal, delay_s=FIRST_BACK_OFF_S * 2 ** (unit.tries - 1))
    return True


def fail_analyses(
    session: Session, report: Report, stages: Iterable[Stage], analyses: Iterable[AnalysisKind], error: OpenTubeError
) -> None:
    """Mark analyses as failed and skip what is left of the stages that served them alone."""
    session.execute(
        sa.update(Unit)
        .where(Unit.report_id == report.id, Unit.stage.in_(list(stages)), Unit.status == "waiting")
        .values(status="skipped")
    )
    session.execute(
        sa.update(Analysis)
        .where(
            Analysis.report_id == report.id,
            Analysis.kind.in_(list(analyses)),
            Analysis.status != ReportStatus.DONE,
        )
        .values(
            status=ReportStatus.FAILED, error_code=error.code, error_message=error.message, error_detail=_detail(error)
        )
    )


def _detail(error: OpenTubeError) -> str | None:
    notes = getattr(error, "__notes__", [])
    return "\n".join(notes) if error.kind is FailureKind.BUG and notes else None


def conclude_if_ended(session: Session, report: Report) -> None:
    """Give the report its final status when no unit is left to do."""
    session.flush()
    waiting = sa.select(sa.func.count()).where(Unit.report_id == report.id, Unit.status == "waiting")
    if session.execute(waiting).scalar_one():
        return
    statuses = set(session.scalars(sa.select(Analysis.status).where(Analysis.report_id == report.id)))
    if statuses == {ReportStatus.DONE}:
        report.status = ReportStatus.DONE
    else:
        report.status = ReportStatus.PARTIAL if ReportStatus.DONE in statuses else ReportStatus.FAILED
    report.finished_at = session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    session.flush()
    refresh(session, report.id, stage=None, always=True)
