"""Both clients, asking a real server with a real worker."""

import asyncio
import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import aclosing, closing
from typing import Any

import pytest
import uvicorn

from opentube.accounts.keys import create_key
from opentube.accounts.principal import ROLE_SCOPES, Principal, Role, Scope
from opentube.accounts.service import local_owner
from opentube.api.app import create_app
from opentube.api.services import Services
from opentube.client import AsyncClient, Client
from opentube.reports.engines import Engines
from opentube.reports.work import Workshop
from tests.api.conftest import served
from tests.client.cutting import CuttingProxy
from tests.reports.conftest import engines
from tests.reports.installation import Installation

__all__ = ["engines"]


class Asking:
    """One of the clients; the same calls get results from both."""

    def __init__(self, client: Client | AsyncClient, loop: asyncio.Runner | None = None) -> None:
        self._client = client
        self._loop = loop

    def __call__(self, call: Callable[[Any], Any]) -> Any:
        """The result of a call."""
        if self._loop is None:
            return call(self._client)

        async def awaited() -> Any:
            return await call(self._client)

        return self._loop.run(awaited())

    def list(self, call: Callable[[Any], Any], most: int | None = None) -> list[Any]:
        """What a call gives one by one, at most so many."""
        if self._loop is None:
            with closing(call(self._client)) as items:
                return list(itertools.islice(items, most))
        return self._loop.run(_taken(call(self._client), most))


async def _taken(items: Any, most: int | None) -> list[Any]:
    taken: list[Any] = []
    async with aclosing(items):
        async for item in items:
            taken.append(item)
            if len(taken) == most:
                break
    return taken


@pytest.fixture(scope="module")
def services(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("client")
    with served(server, folder, heartbeat_s=0.5, stalled_after_s=2.0, rate_limit="100000/minute") as services:
        yield services


@pytest.fixture(scope="module")
def worker(services: Services, engines: Engines) -> Iterator[None]:
    """A process that makes reports and files."""
    workshop = Workshop(services.settings, services.database, services.blobs, engines)
    with Installation(workshop).worker(preload=False):
        yield


@pytest.fixture(scope="module")
def url(services: Services) -> Iterator[str]:
    """The address of a real server."""
    config = uvicorn.Config(create_app(services), log_config=None, lifespan="on", timeout_graceful_shutdown=2)
    running = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        running.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def key(services: Services) -> str:
    with services.database.session() as session:
        maker = Principal(local_owner(session), None, Role.OWNER, ROLE_SCOPES[Role.OWNER])
        return create_key(session, maker, "client", tuple(Scope)).key


@pytest.fixture
def proxy(url: str) -> Iterator[CuttingProxy]:
    """A way to the server that breaks when it is told to."""
    with CuttingProxy(int(url.rpartition(":")[2])) as proxy:
        yield proxy


Connect = Callable[[str], Asking]


@pytest.fixture(params=["blocking", "async"])
def connect(request: pytest.FixtureRequest, key: str) -> Iterator[Connect]:
    """Makes a client of either kind that asks at an address."""
    if request.param == "blocking":
        clients: list[Client] = []

        def blocking(url: str) -> Asking:
            clients.append(Client(url, key))
            return Asking(clients[-1])

        yield blocking
        for client in clients:
            client.close()
        return
    with asyncio.Runner() as loop:
        others: list[AsyncClient] = []

        def unblocking(url: str) -> Asking:
            others.append(AsyncClient(url, key))
            return Asking(others[-1], loop)

        yield unblocking
        for other in others:
            loop.run(other.aclose())


@pytest.fixture
def ask(connect: Connect, url: str) -> Asking:
    return connect(url)


@pytest.fixture
def ask_over(connect: Connect, proxy: CuttingProxy) -> Asking:
    """Asks over connections that break."""
    return connect(proxy.url)
