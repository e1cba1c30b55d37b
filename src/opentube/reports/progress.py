"""How far a report is: a row, updated at most twice a second, and a notification for whoever watches."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.events.kinds import EventKind
from opentube.events.log import record
from opentube.reports.document import ReportStatus
from opentube.reports.options import Stage
from opentube.reports.tables import Report, Unit
from opentube.store.database import Database

CHANNEL = "opentube_report"
ENDED = frozenset({ReportStatus.DONE, ReportStatus.PARTIAL, ReportStatus.FAILED, ReportStatus.CANCELLED})


@dataclass(frozen=True, slots=True)
class StageProgress:
    """``done`` of ``total`` comments, seconds of film or pieces, whichever the stage counts."""

    stage: Stage
    done: float
    total: float


@dataclass(frozen=True, slots=True)
class Progress:
    """A report's status and the progress of each of its stages, in the order of ``Stage``."""

    status: ReportStatus
    stages: tuple[StageProgress, ...]


def record_progress(session: Session, report_id: uuid.UUID, *, stage: Stage, ordinal: int, done: float) -> None:
    """Write how far one unit is, and tell watchers if they were not told within the last half second."""
    session.execute(sa.select(Report.id).where(Report.id == report_id).with_for_update(key_share=True))
    session.execute(
        sa.update(Unit)
        .where(Unit.report_id == report_id, Unit.stage == stage, Unit.ordinal == ordinal, Unit.status == "waiting")
        .values(done=sa.func.least(done, Unit.total))
    )
    refresh(session, report_id, stage=stage)


def refresh(session: Session, report_id: uuid.UUID, *, stage: Stage | None, always: bool = False) -> None:
    """Bring the report's progress up to date from its units; skipped within half a second of the last time."""
    sums = sa.select(
        sa.func.coalesce(sa.func.sum(Unit.done / sa.func.greatest(Unit.total, 1e-9)), 0.0).label("done"),
        sa.func.count().label("total"),
    ).where(Unit.report_id == report_id)
    done, total = session.execute(sums).one()
    change = sa.update(Report).where(Report.id == report_id)
    if not always:
        change = change.where(Report.progress_at < sa.func.clock_timestamp() - sa.text("interval '500 ms'"))
    changed = session.execute(
        change.values(
            progress_done=done, progress_total=total, progress_stage=stage, progress_at=sa.func.clock_timestamp()
        ).returning(Report.owner_id, Report.status)
    ).first()
    if changed:
        session.execute(sa.select(sa.func.pg_notify(CHANNEL, str(report_id))))
        kind = EventKind.REPORT_FINISHED if changed.status in ENDED else EventKind.REPORT_PROGRESS
        body = {"status": changed.status, "stage": stage, "done": done, "total": total}
        record(session, changed.owner_id, kind, body, report_id)


def read_progress(session: Session, report_id: uuid.UUID) -> Progress:
    """The progress as it stands."""
    status = session.execute(sa.select(Report.status).where(Report.id == report_id)).scalar_one()
    rows = session.execute(
        sa.select(Unit.stage, sa.func.sum(Unit.done), sa.func.sum(Unit.total))
        .where(Unit.report_id == report_id)
        .group_by(Unit.stage)
    )
    stages = {Stage(stage): StageProgress(Stage(stage), done, total) for stage, done, total in rows}
    return Progress(ReportStatus(status), tuple(stages[stage] for stage in Stage if stage in stages))


def watch_progress(database: Database, report_id: uuid.UUID, *, every_s: float = 1.0) -> Iterator[Progress]:
    """The progress now, and again after each notification or ``every_s`` seconds; ends with the report."""
    with psycopg.connect(database.conninfo, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        while True:
            with database.session() as session:
                progress = read_progress(session, report_id)
            yield progress
            if progress.status in ENDED:
                return
            for notification in listener.notifies(timeout=every_s):
                if notification.payload == str(report_id):
                    break
