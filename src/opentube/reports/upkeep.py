"""What reports have promised to do by themselves: empty their bin."""

import time

import structlog

from opentube.errors import RetryableError
from opentube.reports.deletion import purge_binned_reports
from opentube.store.blobs import Blobs
from opentube.store.database import Database

log = structlog.get_logger(__name__)

EVERY_S = 600.0


class ReportsUpkeep:
    """Called as often as one likes, it looks every ten minutes, and at the first call. Several workers may do so at once."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database, self._blobs = database, blobs
        self._due_s = time.monotonic()

    def __call__(self) -> None:
        """Look, if it is time to; what cannot be done now is done the next time."""
        if time.monotonic() < self._due_s:
            return
        self._due_s = time.monotonic() + EVERY_S
        try:
            purge_binned_reports(self._database, self._blobs)
        except RetryableError as error:
            log.warning("reports.upkeep_postponed", reason=error.message)
