"""Bringing databases to the tables of this version."""

import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from opentube.accounts.tables import Owner
from opentube.store import migrate
from opentube.store.database import Database
from opentube.store.migrate import DatabaseNotUpgraded, current_revision, newest_revision, require_current, upgrade
from opentube.store.schema import metadata

UPGRADE = "import sys; from opentube.store import database, migrate; migrate.upgrade(database.Database(sys.argv[1]))"


def test_an_empty_database_gets_every_table(empty_url: str) -> None:
    with Database(empty_url) as database:
        assert current_revision(database) is None
        with pytest.raises(DatabaseNotUpgraded, match="open-tube db upgrade"):
            require_current(database)

        upgrade(database)

        require_current(database)
        assert current_revision(database) == newest_revision()


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    upgrade(database)
    require_current(database)


def test_two_processes_that_start_at_once_both_succeed(empty_url: str) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", UPGRADE, empty_url]) for _ in range(2)]

    assert [process.wait(60) for process in processes] == [0, 0]
    with Database(empty_url) as database:
        require_current(database)


def test_what_an_earlier_version_stored_is_kept(empty_url: str) -> None:
    with Database(empty_url) as database:
        with database.connection() as connection:
            command.upgrade(migrate._config(connection), "0002")
            connection.exec_driver_sql("INSERT INTO owner (id, name) VALUES (gen_random_uuid(), 'kept')")
        with pytest.raises(DatabaseNotUpgraded):
            require_current(database)

        upgrade(database)

        with database.session() as session:
            assert session.execute(sa.select(Owner.name, Owner.words_revision)).all() == [("kept", 0)]


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.connection() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert [difference for difference in differences if not _is_foreign(difference)] == []


def _is_foreign(difference: tuple[str, sa.Table | sa.Index]) -> bool:
    """The queue's own tables, and the index that needs pgvector."""
    subject = difference[1]
    table = subject.table if isinstance(subject, sa.Index) else subject
    return subject.name == "ix_track_embedding_sface" or (table is not None and table.name not in metadata.tables)
