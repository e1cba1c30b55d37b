"""People who use an installation: how its owner begins, how others join, and time that passes."""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from opentube.accounts.access_tables import (
    ApiKey,
    BrowserSession,
    Invitation,
    OneTimeLink,
    OpenIdRequest,
    SignInAttempts,
)
from opentube.accounts.first_start import create_first_owner, first_start_link
from opentube.accounts.principal import Principal, Role, principal_of_member
from opentube.accounts.sessions import NewSession
from opentube.accounts.sign_in import sign_in
from opentube.accounts.tables import Membership, Owner
from opentube.accounts.users import create_user
from opentube.store.database import Database

EMAIL = "mina@example.com"
PASSWORD = "우리 집 고양이는 셋"
HERE = "192.0.2.1"


def begin(database: Database) -> uuid.UUID:
    """The first account, made through the link."""
    with database.session() as session:
        token = first_start_link(session)
        assert token is not None
        return create_first_owner(session, token, EMAIL, "Mina", PASSWORD)


def sign_in_as(database: Database, email: str = EMAIL, password: str = PASSWORD, address: str = HERE) -> NewSession:
    return sign_in(database, email, password, address=address, agent="Firefox")


def join(
    database: Database, owner_id: uuid.UUID, role: Role, email: str = "joon@example.com", password: str | None = None
) -> Principal:
    """Somebody who belongs to a workspace."""
    with database.session() as session:
        user = create_user(session, email, email.partition("@")[0], password)
        session.add(Membership(user_id=user.id, owner_id=owner_id, role=role))
    return principal_of_member(owner_id, user.id, role)


def other_workspace(database: Database) -> uuid.UUID:
    """A workspace of nobody yet."""
    with database.session() as session:
        owner = Owner(id=uuid.uuid4(), name="elsewhere")
        session.add(owner)
    return owner.id


def let_pass(database: Database, time: timedelta) -> None:
    """Make everything that has a time as much older."""
    with database.connection() as connection:
        for table in (ApiKey, BrowserSession, Invitation, OneTimeLink, OpenIdRequest, SignInAttempts):
            times = [column for column in table.__table__.columns if isinstance(column.type, sa.DateTime)]
            connection.execute(sa.update(table).values({column.key: column - time for column in times}))
