"""The embedded database, as commands start and leave it."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.cli.conftest import PROGRAM


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """A data folder outside pytest's own, which other users may not enter: as root the server is another user's."""
    with tempfile.TemporaryDirectory(prefix="opentube-test-") as name:
        yield Path(name)


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "OPENTUBE_DATABASE_URL"}
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        env=environment | {"OPENTUBE_DATA_DIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def servers_of(folder: Path) -> list[int]:
    found = psutil.process_iter(["pid", "name", "cmdline"])
    return [p.pid for p in found if p.info["name"] == "postgres" and str(folder) in " ".join(p.info["cmdline"] or [])]


def test_the_first_commands_make_the_database_and_the_last_stops_it(own_folder: Path) -> None:
    processes = [start(own_folder, "reports", "list", "--json") for _ in range(2)]
    ended = [process.communicate(timeout=120) for process in processes]

    assert [process.returncode for process in processes] == [0, 0], ended
    assert [printed.strip() for printed, _ in ended] == ["[]", "[]"]
    assert servers_of(own_folder) == []


def test_a_killed_command_does_not_keep_the_server_alive(own_folder: Path) -> None:
    killed = start(own_folder, "worker", "--no-preload")
    while not servers_of(own_folder):
        assert killed.poll() is None
    killed.kill()
    killed.communicate()

    after = start(own_folder, "reports", "list", "--json")
    printed, said = after.communicate(timeout=120)

    assert after.returncode == 0, said
    assert printed.strip() == "[]"
    assert servers_of(own_folder) == []
