"""People who prove elsewhere who they are."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from opentube.accounts.audit import Action, record
from opentube.accounts.invitations import invitation_for, use_invitation
from opentube.accounts.members import add_member
from opentube.accounts.principal import Role
from opentube.accounts.sessions import REMEMBERED, NewSession, open_session
from opentube.accounts.tables import ExternalIdentity, Membership, Owner, User
from opentube.accounts.users import LONGEST_NAME, create_user, find_user, normalise_email
from opentube.errors import UserError


class EmailUnverified(UserError):
    """The sign-in service does not vouch for your email address. Verify it there, and sign in again."""

    code = "email_unverified"


class NotInvited(UserError):
    """Nobody has invited this email address yet. Ask the owner of the workspace for an invitation."""

    code = "not_invited"


@dataclass(frozen=True, slots=True)
class ExternalProfile:
    """Somebody as an issuer knows them: ``subject`` never changes and is theirs alone, the rest may change."""

    issuer: str
    subject: str
    email: str | None
    email_verified: bool
    name: str | None


def sign_in_external(
    session: Session,
    profile: ExternalProfile,
    *,
    address: str | None,
    agent: str | None = None,
    allow_sign_up: bool = False,
    idle: timedelta = REMEMBERED,
) -> NewSession:
    """Open a session for somebody whom a trusted issuer vouches for.

    Known by issuer and subject, they are who they were. Else the verified email address tells: a member's account is linked, and
    an invitation for just this address is accepted. With ``allow_sign_up`` everybody else gets a workspace of their own.

    Raises:
        EmailUnverified: they are new, and the issuer does not vouch for their email address.
        NotInvited: they are new, and there is neither an account nor an invitation.
        EmailInvalid, AccountDisabled, WorkspaceNotFound: see `normalise_email` and `open_session`.
    """
    identity = sa.select(ExternalIdentity.user_id).where(
        ExternalIdentity.issuer == profile.issuer, ExternalIdentity.subject == profile.subject
    )
    user_id = session.scalar(identity)
    if user_id is not None:
        return open_session(session, user_id, address=address, agent=agent, idle=idle)
    user = _newcomer(session, profile, allow_sign_up=allow_sign_up)
    session.execute(
        insert(ExternalIdentity)
        .values(user_id=user.id, issuer=profile.issuer, subject=profile.subject)
        .on_conflict_do_nothing()
    )
    opened = open_session(session, session.scalars(identity).one(), address=address, agent=agent, idle=idle)
    record(session, opened.principal, Action.IDENTITY_LINKED, user.id, issuer=profile.issuer)
    return opened


def _newcomer(session: Session, profile: ExternalProfile, *, allow_sign_up: bool) -> User:
    if not profile.email or not profile.email_verified:
        raise EmailUnverified
    email = normalise_email(profile.email)
    user = find_user(session, email)
    invitation = invitation_for(session, email)
    if invitation is None and (user is None or not _belongs(session, user)) and not allow_sign_up:
        raise NotInvited
    if user is None:
        name = (profile.name or "").strip() or email.partition("@")[0]
        user = create_user(session, email, name[:LONGEST_NAME], None)
    if invitation is not None:
        use_invitation(session, invitation, user)
    elif not _belongs(session, user):
        owner = Owner(name=user.name)
        session.add(owner)
        session.flush()
        add_member(session, owner.id, user.id, Role.OWNER)
    return user


def _belongs(session: Session, user: User) -> bool:
    return bool(session.scalar(sa.select(sa.exists().where(Membership.user_id == user.id))))
