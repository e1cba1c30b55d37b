"""`open-tube serve` that is killed."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.cli.conftest import PROGRAM
from tests.reports.installation import wait_until

pytestmark = pytest.mark.interop
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """A data folder that the server's user may enter."""
    with tempfile.TemporaryDirectory(prefix="opentube-test-") as name:
        yield Path(name)


@contextmanager
def started(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The product, and the address at which it answers."""
    said = folder.with_suffix(".log")
    with said.open("wb") as log:
        process = subprocess.Popen([*PROGRAM, "serve", "--port", "0"], env=surroundings(folder), stdout=log, stderr=log)
    try:
        wait_until(lambda: process.poll() is not None or ADDRESS.search(said.read_text()) is not None)
        found = ADDRESS.search(said.read_text())
        assert found, said.read_text()
        wait_until(lambda: answers(found[0]))
        yield process, found[0]
    finally:
        process.kill()
        process.wait()
        said.unlink()


def surroundings(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "OPENTUBE_DATABASE_URL"}
    return kept | {"OPENTUBE_DATA_DIR": str(folder), "COLUMNS": "200"}


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def workers_of(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    children = psutil.Process(process.pid).children(recursive=True)
    return [child for child in children if "worker" in child.cmdline()]


def test_killed_it_leaves_no_worker_behind(own_folder: Path) -> None:
    with started(own_folder) as (process, _):
        wait_until(lambda: bool(workers_of(process)))
        workers = workers_of(process)

        process.kill()
        process.wait(10)

        _, alive = psutil.wait_procs(workers, timeout=30)
        assert alive == []
        after = subprocess.run(
            [*PROGRAM, "reports", "list", "--json"], env=surroundings(own_folder), capture_output=True, check=False
        )
        assert after.returncode == 0
