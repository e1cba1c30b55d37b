"""Uploads over a real connection, which breaks."""

import socket
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from select import select

import httpx
import pytest
import uvicorn

from opentube.api import tus
from opentube.api.app import create_app
from opentube.api.services import Services
from tests.api.conftest import Keys
from tests.api.tus_client import VERSION, begin, place, send


@pytest.fixture
def online(services: Services, key_of: Keys, owner_id: uuid.UUID) -> Iterator[httpx.Client]:
    """The API on a real server."""
    listener = socket.create_server(("127.0.0.1", 0))
    running = uvicorn.Server(uvicorn.Config(create_app(services), log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    base = f"http://127.0.0.1:{listener.getsockname()[1]}/api/v1/"
    with httpx.Client(base_url=base, headers=key_of(owner_id), timeout=30) as client:
        yield client
    running.should_exit = True
    thread.join()
    listener.close()


def stands(client: httpx.Client, address: str, *, writer: socket.socket | None = None) -> int:
    """Where an upload stands once no request writes to it, or once ``writer`` does, or is refused since this was first."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        offset = place(client, address)
        if send(client, address, offset, b"").status_code == (423 if writer else 204):
            return offset
        if writer and select([writer], [], [], 0)[0]:
            return offset
        time.sleep(0.1)  # asking without a pause would use up the key's rate
    raise TimeoutError


def half_a_request(client: httpx.Client, address: str, offset: int, data: bytes, missing: int) -> socket.socket:
    """A request whose body does not end."""
    head = {"Upload-Offset": str(offset), "Content-Type": tus.BODY_TYPE, "Content-Length": str(len(data) + missing)}
    lines = [f"{name}: {value}" for name, value in (VERSION | head).items()]
    lines += [f"Authorization: {client.headers['authorization']}", "Host: localhost"]
    connection = socket.create_connection((client.base_url.host, client.base_url.port or 80))
    connection.sendall("\r\n".join([f"PATCH /api/v1/{address} HTTP/1.1", *lines, "", ""]).encode() + data)
    return connection


def test_a_client_that_went_away_goes_on_where_it_stopped(
    online: httpx.Client, services: Services, sample: Path
) -> None:
    content = sample.read_bytes()
    address = begin(online, len(content))
    sent = 0
    while sent < len(content) // 2:
        piece = content[sent : sent + 700_001]
        with half_a_request(online, address, sent, piece, len(content) - sent - len(piece)) as slow:
            stands(online, address, writer=slow)
        sent = stands(online, address)

    assert send(online, address, sent, content[sent:]).status_code == 204

    upload = online.get(address).json()
    assert upload["status"] == "ready"
    (blob,) = (path for path in (services.settings.data_dir / "blobs").rglob("*") if path.is_file())
    assert blob.read_bytes() == content


def test_of_many_who_write_at_once_one_is_heard(online: httpx.Client, services: Services) -> None:
    content = bytes(range(256)) * 4000
    address = begin(online, len(content))

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: send(online, address, 0, content).status_code, range(6)))

    assert answers.count(204) == 1
    assert set(answers) <= {204, 409, 423}
    assert online.get(address).json()["status"] == "refused"


def test_whoever_sends_nothing_is_not_waited_for(online: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tus, "STALLED_AFTER_S", 0.05)
    address = begin(online, 10)

    with half_a_request(online, address, 0, b"12345", 5) as slow:
        assert b" 408 " in slow.recv(1000)

    assert place(online, address) == 5
    assert send(online, address, 5, b"67890").status_code == 204
