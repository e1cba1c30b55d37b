"""New passwords: by those who know the old one, and through a link."""

import uuid
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.access_tables import OneTimeLink
from opentube.accounts.audit import Action, record
from opentube.accounts.back_off import forgive
from opentube.accounts.links import LinkInvalid, LinkKind, new_link, use_link
from opentube.accounts.members import MemberNotFound
from opentube.accounts.passwords import hash_password, require_good
from opentube.accounts.principal import Principal, Role, principal_of_member
from opentube.accounts.service import list_workspaces
from opentube.accounts.sessions import SessionEnded, end_sessions
from opentube.accounts.sign_in import check_password
from opentube.accounts.tables import Membership, User
from opentube.accounts.users import get_user
from opentube.errors import UserError
from opentube.store.database import Database

LINK_VALID = timedelta(hours=24)


class MemberElsewhere(UserError):
    """This member belongs to other workspaces, too. Only `open-tube user reset` on the server gives them a new password."""

    code = "member_elsewhere"


def change_password(
    database: Database, principal: Principal, current: str, password: str, *, address: str | None
) -> None:
    """Change the password of the principal's user; all their other sessions end.

    Args:
        database: as in `sign_in`.
        principal: a session of the browser.
        current: the password so far.
        password: the new one.
        address: their network address.

    Raises:
        SessionEnded: the principal is no session of a browser.
        CredentialsWrong: ``current`` is not the password.
        SignInDelayed: too many attempts failed.
        PasswordLengthWrong, PasswordGuessable: the new one is refused.
    """
    if principal.user_id is None or principal.session_id is None:
        raise SessionEnded
    with database.session() as session:
        email = get_user(session, principal.user_id).email
    require_good(password, email)
    check_password(database, email, current, address=address)
    with database.session() as session:
        _set(session, principal.user_id, password)
        ended = end_sessions(session, principal.user_id, but=principal.session_id)
        record(session, principal, Action.PASSWORD_CHANGED, principal.user_id, sessions_ended=ended)


def reset_password_link(session: Session, principal: Principal, user_id: uuid.UUID) -> str:
    """Make a link with which a member of the principal's workspace chooses a new password, and return its token.

    It replaces earlier ones and is valid for 24 hours. Somebody who belongs to other workspaces, too, gets one from the
    command line alone: the owner of one must not get into the others.

    Raises:
        MemberNotFound: the user is no member.
        MemberElsewhere: they belong to other workspaces.
    """
    on_this_machine = principal.user_id is None and principal.key_id is None
    places = {each.owner_id for each in list_workspaces(session, user_id)}
    if not on_this_machine and principal.owner_id not in places:
        raise MemberNotFound
    if not on_this_machine and len(places) > 1:
        raise MemberElsewhere
    _forget_links(session, user_id)
    record(session, principal, Action.PASSWORD_LINK_MADE, user_id)
    return new_link(session, LinkKind.RESET, user_id, LINK_VALID)


def reset_password(session: Session, token: str, password: str) -> uuid.UUID:
    """Choose a new password through a link, and return whose it is; all their sessions end.

    Raises:
        LinkInvalid: the link is unknown, used or too old.
        PasswordLengthWrong, PasswordGuessable: the password is refused; the link stays good.
    """
    user_id = use_link(session, LinkKind.RESET, token)
    if user_id is None:
        raise LinkInvalid
    user = get_user(session, user_id)
    require_good(password, user.email)
    _set(session, user_id, password)
    ended = end_sessions(session, user_id)
    forgive(session, user.email, None)
    for membership in session.scalars(sa.select(Membership).where(Membership.user_id == user_id)):
        principal = principal_of_member(membership.owner_id, user_id, Role(membership.role))
        record(session, principal, Action.PASSWORD_RESET, user_id, sessions_ended=ended)
    return user_id


def _set(session: Session, user_id: uuid.UUID, password: str) -> None:
    _forget_links(session, user_id)
    session.execute(sa.update(User).where(User.id == user_id).values(password_hash=hash_password(password)))


def _forget_links(session: Session, user_id: uuid.UUID) -> None:
    session.execute(sa.delete(OneTimeLink).where(OneTimeLink.user_id == user_id, OneTimeLink.kind == LinkKind.RESET))
