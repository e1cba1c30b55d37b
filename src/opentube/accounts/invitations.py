"""Invitations into a workspace: a link for one person."""

import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.access_tables import Invitation
from opentube.accounts.audit import Action, record
from opentube.accounts.links import LinkInvalid
from opentube.accounts.members import add_member
from opentube.accounts.principal import Principal, Role, principal_of_member
from opentube.accounts.tables import User
from opentube.accounts.tokens import digest, new_token
from opentube.accounts.users import create_user, get_user, normalise_email
from opentube.errors import UserError

VALID_DAYS = 7


class InvitationNotFound(UserError):
    """There is no such invitation, or it was used."""

    code = "invitation_not_found"


class InvitationNotYours(UserError):
    """This invitation is for another email address. Use that one, or ask for an invitation of your own."""

    code = "invitation_not_yours"


def invite(session: Session, principal: Principal, role: Role, email: str | None = None, days: int = VALID_DAYS) -> str:
    """Make an invitation into the principal's workspace, and return its token, which cannot be read again.

    Args:
        session: the transaction.
        principal: who invites.
        role: what the invited will be.
        email: the only address it is good for; None for whoever has the link.
        days: how long it is good.

    Raises:
        EmailInvalid: the email address is none.
    """
    token = new_token()
    row = Invitation(
        id=uuid.uuid4(),
        owner_id=principal.owner_id,
        invited_by_id=principal.user_id,
        token_digest=digest(token),
        role=role,
        email=None if email is None else normalise_email(email),
        expires_at=sa.func.now() + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    record(session, principal, Action.MEMBER_INVITED, row.id, role=role, email=row.email)
    return token


def list_invitations(
    session: Session, owner_id: uuid.UUID, after: tuple[datetime, uuid.UUID] | None, limit: int
) -> list[Invitation]:
    """At most ``limit`` invitations that can be accepted, newest first; ``after`` is ``(created_at, id)``."""
    query = sa.select(Invitation).where(Invitation.owner_id == owner_id, *_open())
    if after is not None:
        query = query.where(sa.tuple_(Invitation.created_at, Invitation.id) < after)
    return list(session.scalars(query.order_by(Invitation.created_at.desc(), Invitation.id.desc()).limit(limit)))


def revoke_invitation(session: Session, principal: Principal, invitation_id: uuid.UUID) -> None:
    """Take an invitation into the principal's workspace back.

    Raises:
        InvitationNotFound: this workspace has no such invitation, or it was used.
    """
    revoked = session.scalar(
        sa.delete(Invitation)
        .where(Invitation.id == invitation_id, Invitation.owner_id == principal.owner_id, Invitation.used_at.is_(None))
        .returning(Invitation.id)
    )
    if revoked is None:
        raise InvitationNotFound
    record(session, principal, Action.INVITATION_REVOKED, invitation_id)


def accept_invitation(session: Session, token: str, email: str, name: str, password: str) -> Principal:
    """Make an account by an invitation.

    Raises:
        LinkInvalid: the invitation is unknown, used or too old.
        InvitationNotYours: it is for another email address.
        EmailTaken: there is an account with this address: sign in, then `accept_as_member`.
        EmailInvalid, NameInvalid, PasswordLengthWrong, PasswordGuessable: see `create_user`.
    """
    invitation = _locked(session, token)
    _require_for(invitation, normalise_email(email))
    return use_invitation(session, invitation, create_user(session, email, name, password))


def accept_as_member(session: Session, user_id: uuid.UUID, token: str) -> Principal:
    """Let somebody who has an account into one more workspace.

    Raises:
        LinkInvalid, InvitationNotYours: see `accept_invitation`.
        UserNotFound: nobody has this id.
    """
    user = get_user(session, user_id)
    invitation = _locked(session, token)
    _require_for(invitation, user.email)
    return use_invitation(session, invitation, user)


def invitation_for(session: Session, email: str) -> Invitation | None:
    """The newest invitation that is for this email address alone, locked until the transaction ends."""
    return session.scalar(
        sa.select(Invitation)
        .where(Invitation.email == email, *_open())
        .order_by(Invitation.created_at.desc(), Invitation.id)
        .limit(1)
        .with_for_update()
    )


def use_invitation(session: Session, invitation: Invitation, user: User) -> Principal:
    """Make a user a member by a locked invitation, which is used up."""
    invitation.used_at = sa.func.now()
    role = Role(invitation.role)
    add_member(session, invitation.owner_id, user.id, role)
    principal = principal_of_member(invitation.owner_id, user.id, role)
    record(session, principal, Action.MEMBER_JOINED, user.id, role=role, invitation=str(invitation.id))
    return principal


def _open() -> tuple[sa.ColumnElement[bool], ...]:
    return Invitation.used_at.is_(None), Invitation.expires_at > sa.func.now()


def _locked(session: Session, token: str) -> Invitation:
    found = session.scalar(
        sa.select(Invitation).where(Invitation.token_digest == digest(token), *_open()).with_for_update()
    )
    if found is None:
        raise LinkInvalid
    return found


def _require_for(invitation: Invitation, email: str) -> None:
    if invitation.email not in (None, email):
        raise InvitationNotYours
