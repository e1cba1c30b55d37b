"""What happened, and who is told of it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from opentube.store.base import Base, CountedId, CreatedAt, OwnerId, RandomId

CURRENT_XID = text("pg_current_xact_id()::text::bigint")


class Event(Base):
    """Something that happened. ``xid`` is the transaction that wrote it, which gives events an order that is safe to read.

    ``report_id`` refers to nothing: the news of a report's end outlives the report.
    """

    __tablename__ = "event"
    __table_args__ = (Index(None, "owner_id", "xid", "id"), Index(None, "created_at"))

    id: Mapped[CountedId]
    xid: Mapped[int] = mapped_column(BigInteger, server_default=CURRENT_XID)
    created_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId]
    report_id: Mapped[uuid.UUID | None]
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]


class EventFloor(Base):
    """One row: the newest transaction any of whose events was swept away."""

    __tablename__ = "event_floor"
    __table_args__ = (CheckConstraint("id", name="one_row"),)

    id: Mapped[bool] = mapped_column(primary_key=True, default=True, server_default="true")
    xid: Mapped[int] = mapped_column(BigInteger)


class Webhook(Base):
    """An address that is told. An empty list of ``kinds`` is all of them.

    ``secret`` is stored as it is: every signature is made with it, so a hash would not do, and a key to encrypt it with
    would have to lie where workers read the database's address. It is shown once and never listed.
    ``failing_since``: the first failure after the last success. ``disabled_at`` is set where it was disabled for failing.
    """

    __tablename__ = "webhook"

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId] = mapped_column(index=True)
    url: Mapped[str]
    secret: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(default=list)
    enabled: Mapped[bool] = mapped_column(default=True)
    failing_since: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class Delivery(Base):
    """One event for one webhook, with how the last attempt to send it went. Its id is the ``webhook-id`` that is sent.

    ``attempt`` counts those made; ``next_try_at`` is set while another is to come. ``body`` is what is sent, kept longer
    than the event. ``response_status`` is HTTP's, None where no answer came.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index(None, "webhook_id", "created_at", "id"),
        Index("ix_delivery_waiting", "id", postgresql_where=text("status = 'waiting'")),
    )

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId] = mapped_column(index=True)
    webhook_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    event_id: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]
    status: Mapped[str]
    attempt: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    response_status: Mapped[int | None]
    duration_s: Mapped[float | None]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
