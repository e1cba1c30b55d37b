"""Files made on request."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from opentube.store.base import Base, CreatedAt, OwnerId, RandomId, ReportId


class Export(Base):
    """A file made on request: what it is, how it was asked for, and where it lies.

    ``name`` is what it is called when downloaded, ``progress`` in 0..1. ``turn`` rises whenever a job takes it up or
    it is asked for anew: whoever holds an earlier one gives up. ``details`` is what to know of the file, such as faces
    to check. ``error_detail`` keeps a traceback for the operator.
    """

    __tablename__ = "export"
    __table_args__ = (Index(None, "owner_id", "requested_at", "id"),)

    id: Mapped[RandomId]
    requested_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId]
    report_id: Mapped[ReportId] = mapped_column(index=True)
    kind: Mapped[str]
    status: Mapped[str]
    options: Mapped[dict[str, Any]]
    name: Mapped[str] = mapped_column(server_default="")
    progress: Mapped[float] = mapped_column(default=0.0, server_default="0")
    turn: Mapped[int] = mapped_column(default=0, server_default="0")
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    blob_key: Mapped[str | None] = mapped_column(index=True)
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    finished_at: Mapped[datetime | None]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    error_detail: Mapped[str | None]
