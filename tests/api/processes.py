"""The API and its workers as real processes on a database, which tests kill, starve and start again."""

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from opentube.settings import Settings
from tests.cli.conftest import PROGRAM

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")
PATIENCE_S = 120.0
Process = subprocess.Popen[bytes]


def wait_for(condition: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
    """Look every few milliseconds until ``condition`` holds."""
    end = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.02)


def surroundings(settings: Settings) -> dict[str, str]:
    """The environment in which processes find an installation."""
    return os.environ | {
        "OPENTUBE_DATA_DIR": str(settings.data_dir),
        "OPENTUBE_DATABASE_URL": str(settings.database_url),
        "OPENTUBE_MODELS_DIR": str(settings.models_path),
        "OPENTUBE_THREADS": str(settings.threads),
        "OPENTUBE_HEARTBEAT_S": str(settings.heartbeat_s),
        "OPENTUBE_STALLED_AFTER_S": str(settings.stalled_after_s),
        "OPENTUBE_RATE_LIMIT": settings.rate_limit,
        "COLUMNS": "200",
    }


@contextmanager
def started(settings: Settings, log: Path, *command: str) -> Iterator[Process]:
    """``open-tube`` with a command, killed at the end; what it says is added to a file."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as said:
        process = subprocess.Popen([*PROGRAM, *command], env=surroundings(settings), stdout=said, stderr=said)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def api_process(settings: Settings, log: Path, port: int = 0) -> Iterator[tuple[Process, int]]:
    """``open-tube api`` that answers, and its port."""
    before = log.stat().st_size if log.exists() else 0
    with started(settings, log, "api", "--port", str(port)) as process:

        def said() -> str:
            return log.read_bytes()[before:].decode()

        wait_for(lambda: process.poll() is not None or ADDRESS.search(said()) is not None, "an address")
        found = ADDRESS.search(said())
        assert found, said()
        address = f"http://127.0.0.1:{found[1]}"
        wait_for(lambda: answers(address), "an answer")
        yield process, int(found[1])


def answers(address: str) -> bool:
    """Whether the API can work."""
    try:
        return httpx.get(f"{address}/readyz").is_success
    except httpx.TransportError:
        return False
