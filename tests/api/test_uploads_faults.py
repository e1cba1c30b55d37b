"""Uploads to a real process that is killed, or has no more room."""

import resource
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from opentube.api import tus
from opentube.settings import Settings
from tests.api.conftest import Keys
from tests.api.processes import Process, api_process, wait_for
from tests.api.test_uploads_resumed import half_a_request
from tests.api.tus_client import begin, code, place, send


@pytest.fixture
def headers(key_of: Keys, owner_id: uuid.UUID) -> dict[str, str]:
    return key_of(owner_id)


@pytest.fixture
def content(sample: Path) -> bytes:
    return sample.read_bytes()


@pytest.fixture
def online(settings: Settings, tmp_path: Path, headers: dict[str, str]) -> Iterator[tuple[Process, httpx.Client]]:
    """The API as a process, and a client."""
    with api_process(settings, tmp_path / "api.log") as (process, port), client_of(port, headers) as client:
        yield process, client


def client_of(port: int, headers: dict[str, str]) -> httpx.Client:
    return httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1/", headers=headers, timeout=30)


def received(settings: Settings) -> int:
    """Bytes of all uploads that are under way."""
    return sum(path.stat().st_size for path in (settings.data_dir / "uploads").iterdir())


def stored(settings: Settings) -> list[bytes]:
    """The content of every file in the store."""
    return [path.read_bytes() for path in (settings.data_dir / "blobs").rglob("*") if path.is_file()]


def test_a_server_that_was_killed_goes_on_where_it_stopped(
    settings: Settings, headers: dict[str, str], tmp_path: Path, content: bytes
) -> None:
    first = content[: tus.BLOCK_BYTES + 1000]
    with api_process(settings, tmp_path / "api.log") as (process, port), client_of(port, headers) as client:
        address = begin(client, len(content))
        with half_a_request(client, address, 0, first, len(content) - len(first)):
            wait_for(lambda: received(settings) > 0, "the first bytes")
            process.kill()
            process.wait()

    with api_process(settings, tmp_path / "api.log", port), client_of(port, headers) as client:
        reached = place(client, address)
        assert 0 < reached <= len(first)
        assert send(client, address, reached, content[reached:]).status_code == 204
        assert client.get(address).json()["status"] == "ready"

    assert stored(settings) == [content]
    assert list((settings.data_dir / "uploads").iterdir()) == []


def limit_files(server: Process, size: int) -> None:
    """Whichever of its processes answers cannot write larger files."""
    for process in psutil.Process(server.pid).children(recursive=True):
        process.rlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_server_without_room_says_so_and_goes_on_when_there_is(
    settings: Settings, online: tuple[Process, httpx.Client], content: bytes
) -> None:
    process, client = online
    address = begin(client, len(content))
    least = len(content) // 3
    limit_files(process, least)

    assert code(send(client, address, 0, content)) == (507, "upload_disk_full")
    assert place(client, address) == least
    assert code(send(client, address, least, content[least:])) == (507, "upload_disk_full")
    assert client.get(address).json()["status"] == "receiving"
    assert stored(settings) == []

    limit_files(process, resource.RLIM_INFINITY)
    assert send(client, address, least, content[least:]).status_code == 204
    assert client.get(address).json()["status"] == "ready"
    assert stored(settings) == [content]
