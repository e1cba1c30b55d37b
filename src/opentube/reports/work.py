"""What a step is given: the report it works for, the tools it may use, and the ways to say how far it is."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from opentube.errors import Cancelled
from opentube.reports.document import ReportStatus
from opentube.reports.engines import Engines
from opentube.reports.options import ReportOptions, Stage
from opentube.reports.progress import record_progress
from opentube.reports.tables import Report
from opentube.settings import Settings
from opentube.sources.yt_dlp_values import FetchLimits
from opentube.store.blobs import Blobs
from opentube.store.database import Database

if TYPE_CHECKING:
    from opentube.sources.yt_dlp import YtDlpSource

LOOK_EVERY_S = 0.5


def open_youtube(limits: FetchLimits) -> "YtDlpSource":
    """YouTube, as yt-dlp reads it."""
    from opentube.sources.yt_dlp import YtDlpSource  # noqa: PLC0415 - loads yt-dlp, which a file never needs

    return YtDlpSource(limits=limits)


@dataclass(frozen=True)
class Workshop:
    """What a worker process has: one of each, shared by its jobs."""

    settings: Settings
    database: Database
    blobs: Blobs
    engines: Engines
    open_source: Callable[[FetchLimits], "YtDlpSource"] = open_youtube


@dataclass
class Work:
    """One unit of one report, in the hands of one job."""

    workshop: Workshop
    report_id: uuid.UUID
    owner_id: uuid.UUID
    video_id: uuid.UUID
    stage: Stage
    ordinal: int
    attempt: int
    revision: int
    options: ReportOptions
    stop_worker: Callable[[], None]
    _looked_at: float = field(default=0.0, init=False)
    _told_at: float = field(default=0.0, init=False)

    def check(self) -> None:
        """Go on, or stop: called at least once a second by every step.

        Raises:
            Cancelled: the owner cancelled the report, deleted it, or started it anew.
            procrastinate.exceptions.JobAborted: the worker is shutting down; the job goes back to the queue.
        """
        self.stop_worker()
        now = time.monotonic()
        if now - self._looked_at < LOOK_EVERY_S:
            return
        self._looked_at = now
        with self.workshop.database.session() as session:
            row = session.execute(sa.select(Report.status, Report.attempt).where(Report.id == self.report_id)).first()
        if row is None or row.status != ReportStatus.WORKING or row.attempt != self.attempt:
            raise Cancelled

    def progress(self, done: float) -> None:
        """Say that ``done`` of this unit's total is done; written at most twice a second."""
        now = time.monotonic()
        if now - self._told_at < LOOK_EVERY_S:
            return
        self._told_at = now
        with self.workshop.database.session() as session:
            record_progress(session, self.report_id, stage=self.stage, ordinal=self.ordinal, done=done)
