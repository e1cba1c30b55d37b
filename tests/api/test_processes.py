"""One address, several processes."""

import os
import re
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import httpx
import psutil
import pytest

from opentube.accounts.keys import create_key
from opentube.accounts.principal import ROLE_SCOPES, Principal, Role
from opentube.accounts.service import local_owner
from opentube.api.processes import Processes, ServerDied
from opentube.settings import Settings
from opentube.store.database import Database
from tests.api.processes import api_process, started, wait_for

REQUESTS = 40
NO_NEW_WINDOW = "600/year"
"""A window of counts that does not end amid a test; from one to the next they do not go down one by one."""
Served = tuple[int, str, dict[str, str]]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def served(settings: Settings, database: Database, log: Path) -> Iterator[Served]:
    """The supervisor's id, an address, and the headers of somebody who may do everything."""
    with database.session() as session:
        owner = Principal(local_owner(session), None, Role.OWNER, ROLE_SCOPES[Role.OWNER])
        headers = {"Authorization": f"Bearer {create_key(session, owner, 'asks', ROLE_SCOPES[Role.OWNER]).key}"}
    with api_process(settings.model_copy(update={"rate_limit": NO_NEW_WINDOW}), log) as (process, port):
        yield process.pid, f"http://127.0.0.1:{port}", headers


def ask(served: Served, path: str = "/api/v1/reports") -> httpx.Response:
    """Over a connection of its own, so that any process may be the one that answers."""
    _, address, headers = served
    return httpx.get(f"{address}{path}", headers=headers, timeout=30)


def answering(supervisor: int) -> list[int]:
    """The processes that have a connection to answer on: all but the one that holds the comments engine."""
    return [child.pid for child in psutil.Process(supervisor).children()][1:]


def test_they_count_together(served: Served) -> None:
    assert len(answering(served[0])) > 1

    left = [int(re.search(r"r=(\d+)", ask(served).headers["RateLimit"])[1]) for _ in range(REQUESTS)]  # type: ignore[index]

    assert left == list(range(left[0], left[0] - REQUESTS, -1))
    figures = ask(served, "/metrics").text
    assert f'opentube_requests_total{{method="GET",route="/reports",status="200"}} {REQUESTS}.0' in figures
    assert "opentube_reports{" not in figures  # there is none
    assert re.search(r'opentube_database_connections\{state="active"\} [1-9]', figures)
    assert re.search(r"opentube_disk_free_bytes [1-9]", figures)


def test_one_that_is_killed_is_started_again(served: Served, log: Path) -> None:
    before = answering(served[0])

    os.kill(before[0], signal.SIGKILL)

    wait_for(lambda: len(set(answering(served[0])) - set(before)) == 1, "a new process")
    assert {ask(served).status_code for _ in range(REQUESTS)} == {200}
    assert b"server_process_died" in log.read_bytes()


def test_they_die_with_the_one_that_started_them(served: Served) -> None:
    children = psutil.Process(served[0]).children(recursive=True)

    os.kill(served[0], signal.SIGKILL)

    _, alive = psutil.wait_procs(children, timeout=30)
    assert not alive


def test_nobody_else_can_listen_there(served: Served, settings: Settings, tmp_path: Path) -> None:
    said = tmp_path / "second"
    with started(settings, said, "api", "--port", served[1].rpartition(":")[2]) as second:
        wait_for(lambda: second.poll() is not None, "the end")

    assert second.returncode == 1
    assert "Choose another with --port" in " ".join(said.read_text().split())


def test_they_have_one_comments_engine(served: Served) -> None:
    _, address, headers = served
    texts = {"texts": ["정말 좋아요"]}

    answers = [
        httpx.post(f"{address}/api/v1/comments:analyze", json=texts, headers=headers, timeout=120) for _ in range(8)
    ]

    assert {answer.json()["items"][0]["sentiment"] for answer in answers} == {"positive"}
    holder = psutil.Process(served[0]).children()[0]
    engines = [child for child in holder.children() if "spawn_main" in " ".join(child.cmdline())]
    assert len(engines) == 1
    assert not [child for pid in answering(served[0]) for child in psutil.Process(pid).children()]


def test_a_worker_that_is_killed_is_started_again(settings: Settings, database: Database, log: Path) -> None:
    with started(settings, log, "serve", "--port", "0") as server:

        def workers() -> list[int]:
            found = []
            for child in psutil.Process(server.pid).children():
                with suppress(psutil.Error):  # it has ended
                    found += [child.pid] if "--stop-with-input" in child.cmdline() else []
            return found

        wait_for(lambda: b"answers on" in log.read_bytes() and bool(workers()), "a worker")
        first = workers()[0]
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: bool(workers()) and workers()[0] != first, "another worker")
        server.send_signal(signal.SIGTERM)
        wait_for(lambda: server.poll() is not None, "the end")
        assert server.returncode == 0


def deaf(listener: socket.socket, *, hears: int) -> None:
    """A process that does not stop before it was asked so often."""
    asked = 0
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    while asked < hears:
        signal.sigwait([signal.SIGTERM])
        asked += 1


def stop_at_once() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))


@pytest.mark.usefixtures("figures")
@pytest.mark.parametrize("hears", [1, 2, 1000])
def test_what_does_not_hear_that_it_should_stop_is_stopped(hears: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opentube.api.processes.STOP_WITHIN_S", 3)
    before = signal.getsignal(signal.SIGTERM)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        Processes([listener, listener], partial(deaf, hears=hears), stop_at_once).run()

    assert not [child for child in psutil.Process().children() if child.status() == psutil.STATUS_RUNNING]
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.usefixtures("figures")
def test_what_cannot_run_is_not_started_for_ever() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(ServerDied):
        Processes([listener], lambda _: os._exit(3), lambda: None).run()
