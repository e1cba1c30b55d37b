"""What the library has promised to do by itself: empty the bin, and forget old vectors."""

import time

import structlog

from opentube.errors import RetryableError
from opentube.persons.purge import purge_binned
from opentube.persons.retention import forget_old_vectors
from opentube.store.blobs import Blobs
from opentube.store.database import Database

log = structlog.get_logger(__name__)

EVERY_S = 3600.0


class LibraryUpkeep:
    """Called as often as one likes, it looks once an hour, and at the first call. Several workers may do so at once."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database, self._blobs = database, blobs
        self._due_s = time.monotonic()

    def __call__(self) -> None:
        """Look, if it is time to; what cannot be done now is done the next time."""
        if time.monotonic() < self._due_s:
            return
        self._due_s = time.monotonic() + EVERY_S
        try:
            purge_binned(self._database, self._blobs)
            forget_old_vectors(self._database)
        except RetryableError as error:
            log.warning("persons.upkeep_postponed", reason=error.message)
