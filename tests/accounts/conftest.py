"""A database for a whole file of tests, emptied before each, and quick hashes: both would take longer than the tests."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from opentube.accounts import passwords
from opentube.accounts.access_tables import OneTimeLink, OpenIdRequest, SignInAttempts
from opentube.accounts.tables import Owner, User
from opentube.store.database import Database
from tests.conftest import new_database


@pytest.fixture(scope="module")
def shared(server: str) -> Iterator[Database]:
    with new_database(server) as url, Database(url) as database:
        yield database


@pytest.fixture
def database(shared: Database) -> Database:
    """A database with every table and no row of an account; what belongs to somebody goes with them."""
    with shared.connection() as connection:
        for table in (Owner, User, OneTimeLink, OpenIdRequest, SignInAttempts):
            connection.execute(sa.delete(table))
    return shared


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes of passwords that take no time."""
    monkeypatch.setattr(passwords, "_argon2", PasswordHash([Argon2Hasher(time_cost=1, memory_cost=64)]))
    passwords._nobodys.cache_clear()
