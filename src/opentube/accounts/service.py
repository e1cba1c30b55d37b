"""Workspaces, and who sits at this machine."""

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from opentube.accounts.access_tables import BrowserSession
from opentube.accounts.principal import Principal, Role, Scope, principal_of_member
from opentube.accounts.tables import Membership, Owner
from opentube.errors import UserError

LOCAL_OWNER = uuid.UUID(int=0)
"""The workspace of the command line of this machine, and of the first account."""


class WorkspaceNotFound(UserError):
    """There is no such workspace, or you are no member of it."""

    code = "workspace_not_found"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace, and what somebody is in it."""

    owner_id: uuid.UUID
    name: str
    role: Role


def local_owner(session: Session) -> uuid.UUID:
    """The workspace of what the command line makes, created with the first report."""
    session.execute(insert(Owner).values(id=LOCAL_OWNER, name="local").on_conflict_do_nothing())
    return session.execute(sa.select(Owner.id).where(Owner.id == LOCAL_OWNER)).scalar_one()


def local_principal(session: Session) -> Principal:
    """Whoever sits at the command line of this machine: they may do everything in its workspace."""
    return Principal(local_owner(session), None, Role.OWNER, frozenset(Scope))


def list_workspaces(session: Session, user_id: uuid.UUID) -> list[Workspace]:
    """The workspaces that a user belongs to, in the order in which they joined."""
    rows = session.execute(
        sa.select(Owner.id, Owner.name, Membership.role)
        .join(Membership, Membership.owner_id == Owner.id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.created_at, Owner.id)
    )
    return [Workspace(owner_id, name, Role(role)) for owner_id, name, role in rows]


def choose_workspace(session: Session, principal: Principal, owner_id: uuid.UUID) -> Principal:
    """Let the browser's session go on in another workspace.

    Raises:
        WorkspaceNotFound: there is none, its user does not belong to it, or the principal has no session.
    """
    role = session.scalar(
        sa.select(Membership.role).where(Membership.user_id == principal.user_id, Membership.owner_id == owner_id)
    )
    if role is None or principal.user_id is None or principal.session_id is None:
        raise WorkspaceNotFound
    session.execute(
        sa.update(BrowserSession).where(BrowserSession.id == principal.session_id).values(owner_id=owner_id)
    )
    return principal_of_member(owner_id, principal.user_id, Role(role), principal.session_id)
