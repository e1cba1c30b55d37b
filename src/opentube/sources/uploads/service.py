"""Uploads from their announcement to the moment when a report can be made of them."""

import tempfile
import uuid
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from opentube.exports.blobs import lock_blobs, remove_unused
from opentube.sources.cell_values import clean
from opentube.sources.columns import checked_mapping
from opentube.sources.sandbox.answers import Refusal
from opentube.sources.uploads.errors import UploadBusy, UploadOffsetWrong, UploadsTooMany, UploadTooLarge
from opentube.sources.uploads.inspecting import Inspected, inspect
from opentube.sources.uploads.queries import count_unused, get_upload
from opentube.sources.uploads.receiving import Inbox, Part
from opentube.sources.uploads.tables import Upload, UploadStatus
from opentube.store.blobs import Blobs, file_digest, key_of
from opentube.store.database import Database

KEPT = timedelta(hours=24)
MOST_UNUSED = 100
LONGEST_NAME = 255
log = structlog.get_logger(__name__)


def create_upload(
    session: Session,
    inbox: Inbox,
    owner_id: uuid.UUID,
    *,
    name: str,
    size_bytes: int,
    most_bytes: int,
    columns: Mapping[str, str] = MappingProxyType({}),
) -> Upload:
    """Announce a file of ``size_bytes`` that somebody calls ``name``. ``columns`` maps fields of comments to its columns.

    Raises:
        UploadTooLarge: it has more than ``most_bytes``.
        UploadsTooMany: 100 others of this owner wait already.
        UploadDiskFull: there is no room for it.
        CommentsColumnsMissing: ``columns`` names a field that does not exist.
    """
    if size_bytes > most_bytes:
        message = f"The file has {size_bytes:,} bytes; at most {most_bytes:,} can be uploaded. Upload a smaller one."
        raise UploadTooLarge(message)
    if count_unused(session, owner_id) >= MOST_UNUSED:
        raise UploadsTooMany
    upload = Upload(
        id=uuid.uuid4(),
        owner_id=owner_id,
        name=(clean(name) or "upload")[:LONGEST_NAME],
        size_bytes=size_bytes,
        status=UploadStatus.RECEIVING,
        found={"columns": checked_mapping(columns)},
        expires_at=sa.func.now() + KEPT,
    )
    session.add(upload)
    session.flush()
    session.refresh(upload)
    inbox.create(upload.id, size_bytes)
    return upload


def open_part(database: Database, inbox: Inbox, owner_id: uuid.UUID, upload_id: uuid.UUID, offset: int) -> Part:
    """Hold an upload, so that bytes can be written to it from ``offset`` on.

    Raises:
        UploadNotFound: no upload of this owner has the id.
        UploadOffsetWrong: it does not stand there, or takes no more bytes.
        UploadBusy: another request holds it.
    """
    with database.session() as session:
        upload = get_upload(session, owner_id, upload_id)
    if upload.status != UploadStatus.RECEIVING:
        raise UploadOffsetWrong
    part = inbox.hold(upload_id, upload.size_bytes)
    if part.size != offset:
        part.close()
        raise UploadOffsetWrong
    return part


def note_received(database: Database, upload_id: uuid.UUID, part: Part) -> Upload | None:
    """Make what was received last, tell how much there is, and give the upload another 24 hours; None if it is gone."""
    part.sync()
    with database.session() as session:
        return session.scalar(
            sa.update(Upload)
            .where(Upload.id == upload_id)
            .values(received_bytes=part.size, expires_at=sa.func.now() + KEPT)
            .returning(Upload)
        )


def finish_upload(database: Database, blobs: Blobs, inbox: Inbox, owner_id: uuid.UUID, upload_id: uuid.UUID) -> Upload:
    """Look at an upload of which all is here, and keep it or refuse it; any other is returned as it is.

    Whatever interrupts this, it can be done again. While another request does it, the upload is returned as it is.

    Raises:
        UploadNotFound: no upload of this owner has the id.
        BlobStoreUnreachable: the file could not be stored.
    """
    with database.session() as session:
        upload = get_upload(session, owner_id, upload_id)
    if upload.status == UploadStatus.RECEIVING and inbox.size(upload_id) == upload.size_bytes:
        try:
            with (
                inbox.hold(upload_id, upload.size_bytes) as part,
                tempfile.TemporaryDirectory(prefix="open-tube-") as work,
            ):
                if not part.room:
                    read = inspect(part.path, upload.name, upload.found["columns"], Path(work))
                    _settle(database, blobs, upload_id, part.path, read)
                    inbox.remove(upload_id)
        except UploadBusy:
            return upload
        with database.session() as session:
            return get_upload(session, owner_id, upload_id)
    return upload


def _settle(database: Database, blobs: Blobs, upload_id: uuid.UUID, path: Path, read: Inspected | Refusal) -> None:
    if isinstance(read, Refusal):
        log.info("upload.refused", upload=str(upload_id), code=read.code)
        with database.session() as session:
            upload = session.get_one(Upload, upload_id)
            upload.status, upload.error_code, upload.error_message = (
                UploadStatus.REFUSED,
                read.code,
                clean(read.message),
            )
        return
    origin = file_digest(path)
    digest = origin if read.kept == path else file_digest(read.kept)
    with database.session() as session:
        # From here on nobody removes the file, even if it was stored for somebody else before.
        lock_blobs(session)
        upload = session.get_one(Upload, upload_id)
        upload.blob_key, upload.media_type = key_of(digest), read.media_type
        upload.found = upload.found | read.found | {"digest": origin}
    blobs.put_file(read.kept, digest=digest)
    with database.session() as session:
        upload = session.get_one(Upload, upload_id)
        upload.status, upload.received_bytes = UploadStatus.READY, upload.size_bytes


def discard_upload(session: Session, blobs: Blobs, inbox: Inbox, owner_id: uuid.UUID, upload_id: uuid.UUID) -> None:
    """Forget an upload; what a report was made of stays with the report.

    Raises:
        UploadNotFound: no upload of this owner has the id.
        UploadBusy: bytes of it are coming in, or it is being looked at.
    """
    remove(session, blobs, inbox, get_upload(session, owner_id, upload_id, lock=True))


def remove(session: Session, blobs: Blobs, inbox: Inbox, upload: Upload) -> None:
    """Delete the row of an upload, and its file unless it is used.

    Raises:
        UploadBusy: bytes of it are coming in, or it is being looked at.
    """
    if upload.status == UploadStatus.RECEIVING:
        with inbox.hold(upload.id, upload.size_bytes):
            _forget(session, blobs, upload)
            inbox.remove(upload.id)
    else:
        _forget(session, blobs, upload)


def _forget(session: Session, blobs: Blobs, upload: Upload) -> None:
    if upload.blob_key and upload.status != UploadStatus.USED:
        lock_blobs(session)
    session.delete(upload)
    session.flush()
    if upload.blob_key and upload.status != UploadStatus.USED:
        remove_unused(session, blobs, upload.blob_key)
