"""Files that somebody uploads."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from opentube.store.base import Base, CreatedAt, OwnerId, RandomId


class UploadStatus(StrEnum):
    """How far an upload is."""

    RECEIVING = "receiving"
    """Not all of it is here, or nobody has looked at it yet."""
    READY = "ready"
    """A report can be made of it."""
    REFUSED = "refused"
    """It cannot be used; ``error_code`` and ``error_message`` say why."""
    USED = "used"
    """It belongs to a report."""


class Upload(Base):
    """One file. ``name`` is for people alone and never becomes a path; ``media_type`` is told by the content.

    ``received_bytes`` is what was there when a request last ended; while the file is received, its own length counts.
    ``found`` is what the sandbox read of it, beside the owner's mapping of ``columns``. ``blob_key`` is set from the moment it goes into the file store.
    """

    __tablename__ = "upload"

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId] = mapped_column(index=True)
    name: Mapped[str]
    media_type: Mapped[str | None]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    received_bytes: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    status: Mapped[str]
    blob_key: Mapped[str | None] = mapped_column(index=True)
    found: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
