"""Sessions are transactions, and what cannot be reached is told plainly."""

import pytest
import sqlalchemy as sa

from opentube.accounts.tables import Owner
from opentube.store.database import Database, DatabaseUnreachable, DatabaseUrlInvalid


def test_a_session_commits_at_its_end(database: Database) -> None:
    with database.session() as session:
        session.add(Owner(name="one"))

    with database.session() as session:
        assert session.scalars(sa.select(Owner.name)).all() == ["one"]


def test_a_session_forgets_everything_on_an_error(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.session() as session:  # noqa: PT012 - what comes before the error is the point
        session.add(Owner(name="one"))
        session.flush()
        raise ZeroDivisionError

    with database.session() as session:
        assert session.scalars(sa.select(Owner.name)).all() == []


def test_a_server_that_is_away_is_worth_another_try() -> None:
    with (
        Database("postgresql://127.0.0.1:1/nothing") as database,
        pytest.raises(DatabaseUnreachable, match="OPENTUBE_DATABASE_URL"),
        database.session(),
    ):
        pass


@pytest.mark.parametrize("url", ["", "not a url", "mysql://host/name", "sqlite:///file"])
def test_only_postgresql_is_taken(url: str) -> None:
    with pytest.raises(DatabaseUrlInvalid, match="postgresql://"):
        Database(url)
