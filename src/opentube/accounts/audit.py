"""Who did what in a workspace."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars

from opentube.accounts.access_tables import ApiKey, AuditEntry
from opentube.accounts.principal import Principal
from opentube.accounts.tables import User


class Action(StrEnum):
    """What is recorded of accounts. Other domains record codes of their own."""

    FIRST_OWNER_CREATED = "first_owner.created"
    SIGNED_IN = "session.opened"
    SIGNED_OUT = "session.ended"
    SIGNED_OUT_EVERYWHERE = "sessions.ended"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - a code
    PASSWORD_RESET = "password.reset"  # noqa: S105 - a code
    PASSWORD_LINK_MADE = "password.link_made"  # noqa: S105 - a code
    IDENTITY_LINKED = "identity.linked"
    MEMBER_INVITED = "member.invited"
    INVITATION_REVOKED = "invitation.revoked"
    MEMBER_JOINED = "member.joined"
    ROLE_CHANGED = "member.role_changed"
    MEMBER_REMOVED = "member.removed"
    USER_DISABLED = "user.disabled"
    USER_ENABLED = "user.enabled"
    KEY_CREATED = "key.created"
    KEY_REVOKED = "key.revoked"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the audit log. ``user_name`` is None for the command line and for people who are gone."""

    id: int
    at: datetime
    action: str
    target: str | None
    user_id: uuid.UUID | None
    user_name: str | None
    key_id: uuid.UUID | None
    key_name: str | None
    request_id: str | None
    address: str | None
    details: dict[str, Any]


def record(session: Session, principal: Principal, action: str, target: object = None, **details: Any) -> None:
    """Add a line to the audit log of the principal's workspace, kept or lost with the transaction.

    The request's id and the caller's network address are taken from the log's context (``request_id``, ``address``).

    Args:
        session: the transaction that does it.
        principal: who does it.
        action: a stable code, such as ``key.created``.
        target: the id of what it is done to.
        details: JSON values; never a secret.
    """
    context = get_contextvars()
    session.add(
        AuditEntry(
            owner_id=principal.owner_id,
            user_id=principal.user_id,
            key_id=principal.key_id,
            action=action,
            target=None if target is None else str(target),
            request_id=context.get("request_id"),
            address=context.get("address"),
            details=details,
        )
    )
    session.flush()


def list_audit(session: Session, owner_id: uuid.UUID, after: tuple[int] | None, limit: int) -> list[AuditRow]:
    """At most ``limit`` lines of a workspace, newest first; ``after`` is ``(id,)`` of the last one seen."""
    query = (
        sa.select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.action,
            AuditEntry.target,
            AuditEntry.user_id,
            User.name,
            AuditEntry.key_id,
            ApiKey.name,
            AuditEntry.request_id,
            AuditEntry.address,
            AuditEntry.details,
        )
        .outerjoin(User, User.id == AuditEntry.user_id)
        .outerjoin(ApiKey, ApiKey.id == AuditEntry.key_id)
        .where(AuditEntry.owner_id == owner_id)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(AuditEntry.id < after[0])
    return [AuditRow(*row) for row in session.execute(query)]
