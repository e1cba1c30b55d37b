"""Files made on request."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from opentube.store.base import Base, CreatedAt, OwnerId, RandomId, ReportId


class Export(Base):
    """A file made on request: what it is, how it was asked for, and where it lies."""

    __tablename__ = "export"

    id: Mapped[RandomId]
    requested_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId] = mapped_column(index=True)
    report_id: Mapped[ReportId] = mapped_column(index=True)
    kind: Mapped[str]
    status: Mapped[str]
    options: Mapped[dict[str, Any]]
    blob_key: Mapped[str | None]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    finished_at: Mapped[datetime | None]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
