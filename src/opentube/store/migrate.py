"""Bringing a database to the tables of this version."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from opentube.errors import UserError
from opentube.store.database import OLDEST_SERVER, Database, DatabaseTooOld

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 0x6F70_656E  # one number that all processes of Open-Tube agree on


class DatabaseNotUpgraded(UserError):
    """The database has other tables than this version needs. Run `open-tube db upgrade`."""

    code = "database_not_upgraded"


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """The revision that this version of the product needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current_revision(database: Database) -> str | None:
    """The revision that the database has; None when it is empty."""
    with database.connection() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database) -> None:
    """Create or bring up to date every table, in one transaction; a second process that starts at once waits.

    Raises:
        DatabaseTooOld: the server is older than PostgreSQL 15.
        DatabaseUnreachable: no connection could be made.
    """
    if (version := database.server_version()) < OLDEST_SERVER:
        message = f"Open-Tube needs PostgreSQL 15 or newer; this server is version {version // 10_000}."
        raise DatabaseTooOld(message)
    with database.connection() as connection:
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        command.upgrade(_config(connection), "head")


def require_current(database: Database) -> None:
    """Do nothing if the tables are those of this version.

    Raises:
        DatabaseNotUpgraded: they are not.
    """
    if current_revision(database) != newest_revision():
        raise DatabaseNotUpgraded
