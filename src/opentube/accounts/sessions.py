"""Sessions of browsers: opened at sign-in, longer with every use, ended by signing out."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.access_tables import BrowserSession
from opentube.accounts.audit import Action, record
from opentube.accounts.principal import Principal, Role, principal_of_member
from opentube.accounts.service import WorkspaceNotFound
from opentube.accounts.tables import Membership, User
from opentube.accounts.tokens import digest, new_token
from opentube.accounts.touch import touch
from opentube.errors import UserError

REMEMBERED = timedelta(days=30)
"""How long a session lives without use, on a device of one's own."""
BRIEF = timedelta(hours=12)
"""The same, on a device of somebody else."""
LONGEST_AGENT = 300


class SessionEnded(UserError):
    """Your session has ended. Sign in again."""

    code = "session_ended"


class AccountDisabled(UserError):
    """This account is switched off. Ask the owner of the workspace."""

    code = "account_disabled"


class CsrfTokenWrong(UserError):
    """The request did not come from a page of this session. Reload it and try again."""

    code = "csrf_token_wrong"


_BY_TOKEN = (  # built once: every request of a browser asks this
    sa.select(
        BrowserSession.id,
        BrowserSession.user_id,
        BrowserSession.owner_id,
        BrowserSession.last_seen_at,
        Membership.role,
    )
    .join(
        Membership,
        sa.and_(Membership.user_id == BrowserSession.user_id, Membership.owner_id == BrowserSession.owner_id),
    )
    .join(User, User.id == BrowserSession.user_id)
    .where(
        BrowserSession.token_digest == sa.bindparam("digest"),
        BrowserSession.expires_at > sa.func.now(),
        User.disabled_at.is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that was opened. ``token`` is for the cookie and nothing else; it cannot be read again."""

    token: str
    csrf_token: str
    principal: Principal
    expires_at: datetime


def open_session(
    session: Session,
    user_id: uuid.UUID,
    *,
    address: str | None,
    agent: str | None,
    owner_id: uuid.UUID | None = None,
    idle: timedelta = REMEMBERED,
) -> NewSession:
    """Open a session for somebody who has proved who they are.

    Args:
        session: the transaction.
        user_id: who.
        address: their network address.
        agent: their browser, as it calls itself.
        owner_id: the workspace; None for the one they joined first.
        idle: how long it lives without use.

    Raises:
        AccountDisabled: they may not sign in any more.
        WorkspaceNotFound: they belong to no workspace, or not to this one.
    """
    found = session.execute(
        sa.select(Membership.owner_id, Membership.role, User.disabled_at, sa.func.now() + idle)
        .join(User, User.id == Membership.user_id)
        .where(Membership.user_id == user_id, Membership.owner_id == (owner_id or Membership.owner_id))
        .order_by(Membership.created_at, Membership.owner_id)
        .limit(1)
    ).one_or_none()
    if found is None:
        raise WorkspaceNotFound
    workspace, role, disabled_at, expires_at = found
    if disabled_at:
        raise AccountDisabled
    token, csrf_token = new_token(), new_token()
    row = BrowserSession(
        id=uuid.uuid4(),
        user_id=user_id,
        owner_id=workspace,
        token_digest=digest(token),
        csrf_token=csrf_token,
        idle=idle,
        last_seen_at=sa.func.now(),
        expires_at=expires_at,
        address=address,
        agent=agent and agent[:LONGEST_AGENT],
    )
    session.add(row)
    principal = principal_of_member(workspace, user_id, Role(role), row.id)
    record(session, principal, Action.SIGNED_IN, row.id, agent=row.agent)
    return NewSession(token, csrf_token, principal, expires_at)


def principal_of_session(session: Session, token: str) -> Principal:
    """Who has this session, with the role they have now. Seeing it is noted at most once a minute.

    Raises:
        SessionEnded: there is none, it was not used for too long, or its user is gone from the workspace.
    """
    found = session.execute(_BY_TOKEN, {"digest": digest(token)}).one_or_none()
    if found is None:
        raise SessionEnded
    id_, user_id, owner_id, last_seen_at, role = found
    touch(
        session,
        BrowserSession.id,
        id_,
        last_seen_at,
        {BrowserSession.last_seen_at: sa.func.now(), BrowserSession.expires_at: sa.func.now() + BrowserSession.idle},
    )
    return principal_of_member(owner_id, user_id, Role(role), id_)


def csrf_token(session: Session, principal: Principal) -> str:
    """What the pages of a session send with every change.

    Raises:
        SessionEnded: the principal has no session.
    """
    found = session.scalar(sa.select(BrowserSession.csrf_token).where(BrowserSession.id == principal.session_id))
    if found is None:
        raise SessionEnded
    return found


def check_csrf(session: Session, principal: Principal, given: str) -> None:
    """Do nothing if ``given`` is the session's own token, which pages of other sites cannot know.

    Raises:
        CsrfTokenWrong: it is not.
        SessionEnded: the principal has no session.
    """
    if not secrets.compare_digest(csrf_token(session, principal).encode(), given.encode(errors="surrogatepass")):
        raise CsrfTokenWrong


def sign_out(session: Session, principal: Principal) -> None:
    """End the principal's session.

    Raises:
        SessionEnded: the principal has none.
    """
    _require_session(principal)
    session.execute(sa.delete(BrowserSession).where(BrowserSession.id == principal.session_id))
    record(session, principal, Action.SIGNED_OUT, principal.session_id)


def sign_out_everywhere(session: Session, principal: Principal) -> int:
    """End every session of the principal's user, this one too, and return how many there were.

    Raises:
        SessionEnded: the principal has none: a key does not sign its maker out.
    """
    _require_session(principal)
    ended = end_sessions(session, principal.user_id)
    record(session, principal, Action.SIGNED_OUT_EVERYWHERE, principal.user_id, sessions=ended)
    return ended


def end_sessions(session: Session, user_id: uuid.UUID | None, *, but: uuid.UUID | None = None) -> int:
    """End the sessions of a user, except perhaps one, and return how many there were."""
    ending = sa.delete(BrowserSession).where(BrowserSession.user_id == user_id).returning(BrowserSession.id)
    if but is not None:
        ending = ending.where(BrowserSession.id != but)
    return len(session.scalars(ending).all())


def _require_session(principal: Principal) -> None:
    if principal.session_id is None:
        raise SessionEnded
