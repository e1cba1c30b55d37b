"""Who belongs to a workspace."""

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.access_tables import ApiKey, BrowserSession
from opentube.accounts.audit import Action, record
from opentube.accounts.principal import Principal, Role
from opentube.accounts.tables import Membership, Owner, User
from opentube.errors import UserError


class MemberNotFound(UserError):
    """There is no such member in this workspace."""

    code = "member_not_found"


class LastOwner(UserError):
    """A workspace keeps at least one owner. Make somebody else an owner first."""

    code = "last_owner"


@dataclass(frozen=True, slots=True)
class Member:
    """A member; ``last_seen_at`` is None while they have no session in this workspace."""

    user_id: uuid.UUID
    name: str
    email: str
    role: Role
    joined_at: datetime
    last_seen_at: datetime | None


def list_members(
    session: Session, owner_id: uuid.UUID, after: tuple[datetime, uuid.UUID] | None, limit: int
) -> list[Member]:
    """At most ``limit`` members, in the order in which they joined; ``after`` is ``(joined_at, user_id)``."""
    seen = (
        sa.select(sa.func.max(BrowserSession.last_seen_at))
        .where(BrowserSession.user_id == User.id, BrowserSession.owner_id == owner_id)
        .scalar_subquery()
    )
    query = (
        sa.select(User.id, User.name, User.email, Membership.role, Membership.created_at, seen)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.owner_id == owner_id)
        .order_by(Membership.created_at, User.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(sa.tuple_(Membership.created_at, User.id) > after)
    return [
        Member(user_id, name, email, Role(role), joined_at, last_seen_at)
        for user_id, name, email, role, joined_at, last_seen_at in session.execute(query)
    ]


def add_member(session: Session, owner_id: uuid.UUID, user_id: uuid.UUID, role: Role) -> None:
    """Make a user a member; one who is a member keeps the role they have."""
    if session.get(Membership, (user_id, owner_id)) is None:
        session.add(Membership(user_id=user_id, owner_id=owner_id, role=role))
        session.flush()


def change_role(session: Session, principal: Principal, user_id: uuid.UUID, role: Role) -> None:
    """Give a member of the principal's workspace another role, which holds from their next request on.

    Raises:
        MemberNotFound: they are none.
        LastOwner: the workspace would have no owner.
    """
    member = _locked(session, principal.owner_id, user_id)
    if member.role == role:
        return
    if member.role == Role.OWNER:
        _require_another_owner(session, member)
    record(session, principal, Action.ROLE_CHANGED, user_id, before=member.role, after=role)
    member.role = role


def remove_member(session: Session, principal: Principal, user_id: uuid.UUID) -> None:
    """End a membership of the principal's workspace, with the member's sessions and keys there.

    Raises:
        MemberNotFound: they are none.
        LastOwner: the workspace would have no owner.
    """
    member = _locked(session, principal.owner_id, user_id)
    if member.role == Role.OWNER:
        _require_another_owner(session, member)
    session.delete(member)
    session.execute(
        sa.delete(BrowserSession).where(
            BrowserSession.user_id == user_id, BrowserSession.owner_id == principal.owner_id
        )
    )
    session.execute(
        sa.update(ApiKey)
        .where(ApiKey.user_id == user_id, ApiKey.owner_id == principal.owner_id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=sa.func.now())
    )
    record(session, principal, Action.MEMBER_REMOVED, user_id, role=member.role)


def _locked(session: Session, owner_id: uuid.UUID, user_id: uuid.UUID) -> Membership:
    # Who changes members waits for each other, so that two owners cannot both be the last to leave.
    session.execute(sa.select(Owner.id).where(Owner.id == owner_id).with_for_update(key_share=True))
    member = session.get(Membership, (user_id, owner_id), populate_existing=True)
    if member is None:
        raise MemberNotFound
    return member


def _require_another_owner(session: Session, member: Membership) -> None:
    others = sa.exists().where(
        Membership.owner_id == member.owner_id, Membership.role == Role.OWNER, Membership.user_id != member.user_id
    )
    if not session.scalar(sa.select(others)):
        raise LastOwner
