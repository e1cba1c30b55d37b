"""Reading uploads."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.sources.uploads.errors import UploadNotFound
from opentube.sources.uploads.tables import Upload, UploadStatus


def get_upload(session: Session, owner_id: uuid.UUID, upload_id: uuid.UUID, *, lock: bool = False) -> Upload:
    """The owner's upload; ``lock`` keeps others from changing it until the transaction ends.

    Raises:
        UploadNotFound: no upload of this owner has the id, or it expired.
    """
    found = sa.select(Upload).where(Upload.id == upload_id, _of(owner_id))
    if lock:
        found = found.with_for_update()
    upload = session.scalar(found.execution_options(populate_existing=True))
    if upload is None:
        raise UploadNotFound
    return upload


def list_uploads(
    session: Session,
    owner_id: uuid.UUID,
    *,
    before: tuple[datetime, uuid.UUID] | None = None,
    limit: int = 50,
) -> Sequence[Upload]:
    """The owner's uploads, newest first, from behind the time and id ``before``."""
    found = sa.select(Upload).where(_of(owner_id))
    if before:
        found = found.where(sa.tuple_(Upload.created_at, Upload.id) < sa.tuple_(*map(sa.literal, before)))
    return session.scalars(found.order_by(Upload.created_at.desc(), Upload.id.desc()).limit(limit)).all()


def count_unused(session: Session, owner_id: uuid.UUID) -> int:
    """How many uploads of an owner wait for bytes or for a report."""
    waiting = Upload.status.in_([UploadStatus.RECEIVING, UploadStatus.READY])
    return session.execute(sa.select(sa.func.count()).select_from(Upload).where(_of(owner_id), waiting)).scalar_one()


def _of(owner_id: uuid.UUID) -> sa.ColumnElement[bool]:
    return sa.and_(Upload.owner_id == owner_id, Upload.expires_at > sa.func.now())
