"""Answers to requests that create something, kept so that asking again with the same key does nothing twice."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from opentube.store.base import Base, CreatedAt, OwnerId

KEPT = timedelta(hours=24)


class IdempotencyRecord(Base):
    """The answer to one request. ``request_digest`` tells whether another request brings the same key."""

    __tablename__ = "idempotency_record"

    owner_id: Mapped[OwnerId] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_digest: Mapped[str]
    status_code: Mapped[int]
    body: Mapped[Any] = mapped_column(JSONB)
    location: Mapped[str | None]
    created_at: Mapped[CreatedAt] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer that was given before. ``body`` is a JSON value."""

    request_digest: str
    status_code: int
    body: Any
    location: str | None


def find(session: Session, owner_id: uuid.UUID, key: str) -> Stored | None:
    """The answer kept under a key, if it is younger than 24 hours.

    Until the transaction ends, others who ask for the same key of the same owner wait.
    """
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_lock_number(owner_id, key))))
    record = session.scalar(
        sa.select(IdempotencyRecord)
        .where(IdempotencyRecord.owner_id == owner_id, IdempotencyRecord.key == key, ~_outdated())
        .execution_options(populate_existing=True)
    )
    if record is None:
        return None
    return Stored(record.request_digest, record.status_code, record.body, record.location)


def keep(  # noqa: PLR0917 - a row, in the order of its columns
    session: Session,
    owner_id: uuid.UUID,
    key: str,
    digest: str,
    status: int,
    body: Any,
    location: str | None,
) -> None:
    """Keep an answer under a key that `find` did not know, in the place of one that is out of date."""
    identity = {"owner_id": owner_id, "key": key}
    values = {"request_digest": digest, "status_code": status, "body": body, "location": location}
    session.execute(
        insert(IdempotencyRecord)
        .values(**identity, **values)
        .on_conflict_do_update(index_elements=list(identity), set_=values | {"created_at": sa.func.now()})
    )


def forget_outdated(session: Session) -> int:
    """Remove what is older than 24 hours, and return how many answers there were."""
    removed = sa.delete(IdempotencyRecord).where(_outdated()).returning(IdempotencyRecord.key)
    return len(session.scalars(removed.execution_options(synchronize_session=False)).all())


def _outdated() -> sa.ColumnElement[bool]:
    return IdempotencyRecord.created_at < sa.func.now() - KEPT


def _lock_number(owner_id: uuid.UUID, key: str) -> int:
    digest = hashlib.sha256(owner_id.bytes + key.encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
