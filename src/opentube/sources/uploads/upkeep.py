"""Forgetting what nobody came back for: uploads after 24 hours, and answers to repeated requests."""

import time

import sqlalchemy as sa
import structlog

from opentube.errors import RetryableError
from opentube.sources.uploads.errors import UploadBusy, UploadNotFound
from opentube.sources.uploads.receiving import Inbox
from opentube.sources.uploads.service import remove
from opentube.sources.uploads.tables import Upload, UploadStatus
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from opentube.store.repeats import forget_outdated

log = structlog.get_logger(__name__)

EVERY_S = 600.0


class UploadUpkeep:
    """Called as often as one likes, it looks every ten minutes, and at the first call. Several may do so at once."""

    def __init__(self, database: Database, blobs: Blobs, inbox: Inbox) -> None:
        self._database, self._blobs, self._inbox = database, blobs, inbox
        self._due_s = time.monotonic()

    def __call__(self) -> None:
        """Look, if it is time to; what cannot be done now is done the next time."""
        if time.monotonic() < self._due_s:
            return
        self._due_s = time.monotonic() + EVERY_S
        try:
            remove_expired(self._database, self._blobs, self._inbox)
            with self._database.session() as session:
                forget_outdated(session)
        except RetryableError as error:
            log.warning("uploads.upkeep_postponed", reason=error.message)


def remove_expired(database: Database, blobs: Blobs, inbox: Inbox) -> int:
    """Remove uploads whose time is over, each in a transaction of its own, and files without a row; returns how many uploads.

    Raises:
        DatabaseUnreachable: the database does not answer.
        BlobStoreUnreachable: the store does not answer.
    """
    removed = 0
    with database.session() as session:
        due = session.scalars(sa.select(Upload.id).where(Upload.expires_at < sa.func.now())).all()
    for upload_id in due:
        with database.session() as session:
            upload = session.get(Upload, upload_id, with_for_update={"skip_locked": True})
            if upload is None:
                continue
            try:
                remove(session, blobs, inbox, upload)
            except UploadBusy:
                continue
            except UploadNotFound:
                session.delete(upload)
            removed += 1
    _remove_files(database, inbox)
    return removed


def _remove_files(database: Database, inbox: Inbox) -> None:
    files = set(inbox.untouched(EVERY_S))
    if not files:
        return
    with database.session() as session:
        awaited = set(
            session.scalars(sa.select(Upload.id).where(Upload.id.in_(files), Upload.status == UploadStatus.RECEIVING))
        )
    for upload_id in files - awaited:
        inbox.remove(upload_id)
