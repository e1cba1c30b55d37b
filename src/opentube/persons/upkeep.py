"""What the library has promised to do by itself: cut covers that are due, empty the bin, and forget old vectors."""

import time

import structlog

from opentube.errors import RetryableError
from opentube.persons.cutting import cut_due_covers
from opentube.persons.purge import purge_binned
from opentube.persons.retention import forget_old_vectors
from opentube.store.blobs import Blobs
from opentube.store.database import Database

log = structlog.get_logger(__name__)

EVERY_S = 3600.0


class LibraryUpkeep:
    """Called every few seconds, it cuts covers; the rest once an hour, and at the first call. Several workers may do so at once."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database, self._blobs = database, blobs
        self._due_s = time.monotonic()

    def __call__(self) -> None:
        """Do what is due; what cannot be done now is done the next time."""
        try:
            cut_due_covers(self._database, self._blobs)
            if time.monotonic() < self._due_s:
                return
            self._due_s = time.monotonic() + EVERY_S
            purge_binned(self._database, self._blobs)
            forget_old_vectors(self._database)
        except RetryableError as error:
            log.warning("persons.upkeep_postponed", reason=error.message)
