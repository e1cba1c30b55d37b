"""One export in the hands of one job: what a maker is given, and how jobs take turns."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.errors import Cancelled
from opentube.exports.kinds import ExportStatus
from opentube.exports.progress import record_share
from opentube.exports.tables import Export
from opentube.jobs.queue import defer
from opentube.reports.work import LOOK_EVERY_S, Workshop

EXPORT_TASK = "exports.make"
EXPORT_QUEUE = "exports"


def queue_export(session: Session, export: Export, *, delay_s: float = 0.0) -> None:
    """Put an export's job into the queue."""
    defer(
        session,
        EXPORT_TASK,
        name=EXPORT_QUEUE,
        key=f"export/{export.id}",
        delay_s=delay_s,
        export_id=str(export.id),
    )


def lock_turn(session: Session, export_id: uuid.UUID, turn: int) -> Export:
    """The export, locked until the transaction ends.

    Raises:
        Cancelled: it is gone, ended, or another job's turn.
    """
    export = session.get(Export, export_id, with_for_update={"key_share": True}, populate_existing=True)
    if export is None or export.status != ExportStatus.WORKING or export.turn != turn:
        raise Cancelled
    return export


@dataclass
class Making:
    """What a maker is given: the report, the tools, and ``folder`` for its files, which is emptied afterwards.

    ``details`` is for what to know of the file: JSON values.
    """

    workshop: Workshop
    export_id: uuid.UUID
    report_id: uuid.UUID
    owner_id: uuid.UUID
    kind: str
    options: dict[str, Any]
    turn: int
    folder: Path
    stop_worker: Callable[[], None]
    details: dict[str, Any] = field(default_factory=dict)
    _looked_at: float = field(default=0.0, init=False)
    _told_at: float = field(default=0.0, init=False)

    def check(self) -> None:
        """Go on, or stop: called at least once a second by every maker.

        Raises:
            Cancelled: the owner cancelled or deleted the export, or another job makes it.
            procrastinate.exceptions.JobAborted: the worker is shutting down; the job goes back to the queue.
        """
        self.stop_worker()
        now = time.monotonic()
        if now - self._looked_at < LOOK_EVERY_S:
            return
        self._looked_at = now
        with self.workshop.database.session() as session:
            row = session.execute(sa.select(Export.status, Export.turn).where(Export.id == self.export_id)).first()
        if row is None or row.status != ExportStatus.WORKING or row.turn != self.turn:
            raise Cancelled

    def progress(self, share: float) -> None:
        """Say that ``share`` in 0..1 is done; written at most twice a second."""
        now = time.monotonic()
        if now - self._told_at < LOOK_EVERY_S:
            return
        self._told_at = now
        with self.workshop.database.session() as session:
            record_share(session, self.export_id, self.turn, share)
