"""The one place that opens sessions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import psycopg
import sqlalchemy as sa
from pydantic_core import from_json
from sqlalchemy.orm import Session, sessionmaker

from opentube.errors import RetryableError, UserError
from opentube.settings import Settings
from opentube.store.embedded import start_embedded
from opentube.tracing import tracer

OLDEST_SERVER = 150_000
CONNECTED_WITHIN_S = "10"
KEPT = 8
MOST = 16
"""Connections of a process: those that stay open, and all. A process of the API has 8 transactions and reads keys beside them."""


class DatabaseUnreachable(RetryableError):
    """The database does not answer. Check OPENTUBE_DATABASE_URL and that the server runs."""

    code = "database_unreachable"


class DatabaseTooOld(UserError):
    """Open-Tube needs PostgreSQL 15 or newer."""

    code = "database_too_old"


class DatabaseUrlInvalid(UserError):
    """OPENTUBE_DATABASE_URL must look like postgresql://user:password@host:5432/name."""

    code = "database_url_invalid"


class Database:
    """A PostgreSQL database: sessions that are transactions, and the address for others to connect."""

    def __init__(self, url: str) -> None:
        try:
            parsed = sa.make_url(url)
        except sa.exc.ArgumentError as error:
            raise DatabaseUrlInvalid from error
        if parsed.get_backend_name() not in {"postgresql", "postgres"}:
            raise DatabaseUrlInvalid
        parsed = parsed.update_query_dict({"connect_timeout": CONNECTED_WITHIN_S} | dict(parsed.query))
        self.conninfo = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
        """The address as libpq reads it."""
        self._engine = sa.create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            pool_size=KEPT,
            max_overflow=MOST - KEPT,
            pool_use_lifo=True,
            json_deserializer=from_json,
        )
        self._sessions = sessionmaker(self._engine, expire_on_commit=False)

    @classmethod
    def from_settings(cls, settings: Settings) -> "Database":
        """The owner's own database where one is set, else the embedded one."""
        return cls(settings.database_url or start_embedded((settings.data_dir / "postgres").absolute()))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that is one transaction: committed at the end, rolled back on any error.

        Raises:
            DatabaseUnreachable: no connection could be made, or it was lost on the way.
        """
        with tracer.start_as_current_span("transaction"), _told_plainly(), self._sessions() as session, session.begin():
            session.connection()
            yield session

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """One connection in one transaction, for what has no tables of ours."""
        with _told_plainly(), self._engine.connect() as connection, connection.begin():
            yield connection

    def server_version(self) -> int:
        """The server's version as PostgreSQL counts it: 15.3 is 150003."""
        with self.connection() as connection:
            return int(connection.scalar(sa.text("SHOW server_version_num")) or 0)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except psycopg.OperationalError as error:
        raise DatabaseUnreachable from error
    except sa.exc.DBAPIError as error:
        # Refused connections are operational errors that invalidate nothing, since there was nothing yet.
        if error.connection_invalidated or (error.statement is None and isinstance(error, sa.exc.OperationalError)):
            raise DatabaseUnreachable from error
        raise
