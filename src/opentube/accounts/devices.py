"""Where a user is signed in."""

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.access_tables import BrowserSession
from opentube.accounts.audit import Action, record
from opentube.accounts.principal import Principal
from opentube.errors import UserError


class DeviceNotFound(UserError):
    """You are not signed in there, or no longer."""

    code = "device_not_found"


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that is signed in. ``agent`` is what it calls itself, ``this`` whether it is the one that asks."""

    id: uuid.UUID
    created_at: datetime
    last_seen_at: datetime
    address: str | None
    agent: str | None
    this: bool


def list_devices(
    session: Session, principal: Principal, after: tuple[datetime, uuid.UUID] | None, limit: int
) -> list[Device]:
    """At most ``limit`` browsers in which the principal's user is signed in, the newest sign-in first.

    ``after`` is ``(created_at, id)`` of the last one seen.
    """
    query = sa.select(BrowserSession).where(
        BrowserSession.user_id == principal.user_id, BrowserSession.expires_at > sa.func.now()
    )
    if after is not None:
        query = query.where(sa.tuple_(BrowserSession.created_at, BrowserSession.id) < after)
    rows = session.scalars(query.order_by(BrowserSession.created_at.desc(), BrowserSession.id.desc()).limit(limit))
    return [
        Device(row.id, row.created_at, row.last_seen_at, row.address, row.agent, row.id == principal.session_id)
        for row in rows
    ]


def sign_out_device(session: Session, principal: Principal, device_id: uuid.UUID) -> None:
    """End a session of the principal's user.

    Raises:
        DeviceNotFound: this user has no such session.
    """
    ended = session.scalar(
        sa.delete(BrowserSession)
        .where(BrowserSession.id == device_id, BrowserSession.user_id == principal.user_id)
        .returning(BrowserSession.id)
    )
    if ended is None:
        raise DeviceNotFound
    record(session, principal, Action.SIGNED_OUT, device_id)
