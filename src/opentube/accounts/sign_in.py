"""Signing in with email address and password."""

import uuid
from datetime import timedelta

import sqlalchemy as sa
import structlog

from opentube.accounts.back_off import count_attempt, forgive
from opentube.accounts.passwords import verify_password
from opentube.accounts.sessions import REMEMBERED, NewSession, open_session
from opentube.accounts.tables import User
from opentube.accounts.users import normalise_email
from opentube.errors import UserError
from opentube.store.database import Database

log = structlog.get_logger(__name__)


class CredentialsWrong(UserError):
    """Email address and password do not belong together. Check both."""

    code = "credentials_wrong"


def sign_in(
    database: Database,
    email: str,
    password: str,
    *,
    address: str | None,
    agent: str | None = None,
    owner_id: uuid.UUID | None = None,
    idle: timedelta = REMEMBERED,
) -> NewSession:
    """Open a session for whoever knows the password. It takes as long whether or not the email address is known.

    Args:
        database: attempts are counted in a transaction of their own, and passwords checked outside of any.
        email: their email address, in any case.
        password: as it was typed.
        address: their network address.
        agent: their browser, as it calls itself.
        owner_id: the workspace; None for the one they joined first.
        idle: how long the session lives without use.

    Raises:
        CredentialsWrong: the email address is unknown, has no password, or has another.
        SignInDelayed: too many attempts failed.
        EmailInvalid, AccountDisabled, WorkspaceNotFound: see `normalise_email` and `open_session`.
    """
    user_id = check_password(database, email, password, address=address)
    with database.session() as session:
        return open_session(session, user_id, address=address, agent=agent, owner_id=owner_id, idle=idle)


def check_password(database: Database, email: str, password: str, *, address: str | None) -> uuid.UUID:
    """Who has this email address and this password; counts attempts, and renews hashes made with older parameters.

    Raises:
        CredentialsWrong, SignInDelayed, EmailInvalid: see `sign_in`.
    """
    email = normalise_email(email)
    with database.session() as session:
        count_attempt(session, email, address)
        user = session.scalar(sa.select(User).where(User.email == email))
    valid, updated = verify_password(password, user.password_hash if user else None)
    if user is None or not valid:
        log.info("sign_in.failed", address=address)
        raise CredentialsWrong
    with database.session() as session:
        forgive(session, email, address)
        if updated:
            session.execute(
                sa.update(User)
                .where(User.id == user.id, User.password_hash == user.password_hash)
                .values(password_hash=updated)
            )
    return user.id
