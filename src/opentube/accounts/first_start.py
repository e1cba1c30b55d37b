"""The first account of an installation, made through a link that only the terminal shows."""

import uuid
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.access_tables import OneTimeLink
from opentube.accounts.audit import Action, record
from opentube.accounts.links import LinkInvalid, LinkKind, new_link, use_link
from opentube.accounts.principal import Role, principal_of_member
from opentube.accounts.service import LOCAL_OWNER, local_owner
from opentube.accounts.tables import Membership
from opentube.accounts.users import create_user

VALID = timedelta(days=7)


def first_start_link(session: Session) -> str | None:
    """The token with which the first account is made, or None if there is one. Earlier tokens become invalid."""
    if _is_taken(session):
        return None
    session.execute(sa.delete(OneTimeLink).where(OneTimeLink.kind == LinkKind.FIRST_START))
    return new_link(session, LinkKind.FIRST_START, None, VALID)


def create_first_owner(session: Session, token: str, email: str, name: str, password: str) -> uuid.UUID:
    """Make the first account, the owner of what the command line made, and return the user's id.

    Raises:
        LinkInvalid: the token is wrong or too old, or somebody was faster.
        EmailInvalid, NameInvalid, PasswordLengthWrong, PasswordGuessable: see `create_user`.
    """
    use_link(session, LinkKind.FIRST_START, token)
    if _is_taken(session):
        raise LinkInvalid
    user = create_user(session, email, name, password)
    owner_id = local_owner(session)
    session.add(Membership(user_id=user.id, owner_id=owner_id, role=Role.OWNER))
    record(session, principal_of_member(owner_id, user.id, Role.OWNER), Action.FIRST_OWNER_CREATED, user.id)
    return user.id


def _is_taken(session: Session) -> bool:
    return bool(session.scalar(sa.select(sa.exists().where(Membership.owner_id == LOCAL_OWNER))))
