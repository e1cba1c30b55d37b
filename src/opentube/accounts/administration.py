"""What whoever runs the server does with accounts, from its command line."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.audit import Action, record
from opentube.accounts.members import LastOwner, add_member
from opentube.accounts.password_changes import reset_password_link
from opentube.accounts.principal import Principal, Role
from opentube.accounts.sessions import end_sessions
from opentube.accounts.tables import Membership, User
from opentube.accounts.users import UserNotFound, create_user, find_user


def add_account(session: Session, principal: Principal, email: str, name: str, role: Role) -> str:
    """Add a user to the principal's workspace, and return the token of the link where they choose a password.

    Raises:
        LastOwner: they would be the first, and not an owner.
        EmailInvalid, EmailTaken, NameInvalid: see `create_user`.
    """
    has_owner = sa.exists().where(Membership.owner_id == principal.owner_id, Membership.role == Role.OWNER)
    if role is not Role.OWNER and not session.scalar(sa.select(has_owner)):
        raise LastOwner
    user = create_user(session, email, name, None)
    add_member(session, principal.owner_id, user.id, role)
    record(session, principal, Action.MEMBER_JOINED, user.id, role=role)
    return reset_password_link(session, principal, user.id)


def reset_link_for(session: Session, principal: Principal, email: str) -> str:
    """The token of a link where the user with this email address chooses a new password.

    Raises:
        UserNotFound: nobody has it.
        EmailInvalid: it is none.
    """
    return reset_password_link(session, principal, _required(session, email).id)


def set_disabled(session: Session, principal: Principal, email: str, *, disabled: bool) -> None:
    """Keep a user out of every workspace, with all their sessions and keys, or let them in again; what they made stays.

    Raises:
        UserNotFound: nobody has this email address.
        EmailInvalid: it is none.
    """
    user = _required(session, email)
    user.disabled_at = sa.func.now() if disabled else None
    if disabled:
        end_sessions(session, user.id)
    record(session, principal, Action.USER_DISABLED if disabled else Action.USER_ENABLED, user.id)


def _required(session: Session, email: str) -> User:
    user = find_user(session, email)
    if user is None:
        raise UserNotFound
    return user
