"""The two clients: one blocks, the other does not."""

import os
from types import TracebackType
from typing import Self

import httpx

from opentube import __version__
from opentube.client.binding import Mode, Resource, listing, operation
from opentube.client.errors import NotConfigured
from opentube.client.following import events
from opentube.client.models.events import Event
from opentube.client.models.reports import Channel
from opentube.client.models.workspace import ErrorCodes, Installation, Usage
from opentube.client.protocol import Protocol
from opentube.client.resources.comments import Comments
from opentube.client.resources.exports import Exports
from opentube.client.resources.images import Images
from opentube.client.resources.persons import Library, Persons, Reviews, Tracks
from opentube.client.resources.reports import Reports
from opentube.client.resources.uploads import Uploads
from opentube.client.resources.webhooks import Webhooks
from opentube.client.resources.workspace import Keys, Words, WorkspaceSettings
from opentube.client.runners import AsyncRunner, BlockingRunner
from opentube.client.steps import Steps, Stream

URL, KEY = "OPENTUBE_URL", "OPENTUBE_KEY"
TIMEOUT_S, CONNECT_TIMEOUT_S = 60.0, 10.0
RETRIES = 4


class Api(Resource[Mode]):
    """All that can be asked, by part."""

    def __init__(self, runner: Mode, protocol: Protocol) -> None:
        super().__init__(runner, protocol)
        self.reports: Reports[Mode] = Reports(runner, protocol)
        self.comments: Comments[Mode] = Comments(runner, protocol)
        self.exports: Exports[Mode] = Exports(runner, protocol)
        self.uploads: Uploads[Mode] = Uploads(runner, protocol)
        self.persons: Persons[Mode] = Persons(runner, protocol)
        self.tracks: Tracks[Mode] = Tracks(runner, protocol)
        self.reviews: Reviews[Mode] = Reviews(runner, protocol)
        self.library: Library[Mode] = Library(runner, protocol)
        self.images: Images[Mode] = Images(runner, protocol)
        self.webhooks: Webhooks[Mode] = Webhooks(runner, protocol)
        self.keys: Keys[Mode] = Keys(runner, protocol)
        self.settings: WorkspaceSettings[Mode] = WorkspaceSettings(runner, protocol)
        self.words: Words[Mode] = Words(runner, protocol)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._runner.http.base_url)!r})"

    @listing
    def events(self, *, last_event_id: str | None = None) -> Stream[Event]:
        """What happens in the workspace, from now on or behind an event, without end and over lost connections."""
        return events(self._protocol, "events", last_event_id)

    @operation
    def channel(self) -> Steps[Channel]:
        """All videos together: their course, words that rise and fall, who comes back."""
        return self._protocol.get(Channel, "channel")

    @operation
    def usage(self) -> Steps[Usage]:
        """What was used, month by month."""
        return self._protocol.get(Usage, "usage")

    @operation
    def installation(self) -> Steps[Installation]:
        """The server's version and models."""
        return self._protocol.get(Installation, "installation")

    @operation
    def error_codes(self) -> Steps[ErrorCodes]:
        """Every code that an error may have, with its sentence in English and Korean."""
        return self._protocol.get(ErrorCodes, "errors")


class Client(Api[BlockingRunner]):
    """Asks Open-Tube, and waits for each answer.

    Threads may share one. Close it, or use it in ``with``.

    Args:
        url: where the server is, such as ``https://tube.example.org``; by default ``OPENTUBE_URL``.
        key: a key of its API; by default ``OPENTUBE_KEY``.
        timeout: how long to wait for an answer to begin or go on, in seconds.
        retries: how often to try again what may work later.
        transport: httpx's way to the server, for proxies and certificates of your own.

    Raises:
        NotConfigured: no address or no key is given.
    """

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        timeout: float = TIMEOUT_S,
        retries: int = RETRIES,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        base, headers = _told(url, key)
        limits = httpx.Timeout(timeout, connect=min(timeout, CONNECT_TIMEOUT_S))
        http = httpx.Client(base_url=base, headers=headers, timeout=limits, transport=transport)
        super().__init__(BlockingRunner(http), Protocol(retries))

    def close(self) -> None:
        """Close all connections."""
        self._runner.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(Api[AsyncRunner]):
    """Asks Open-Tube from an event loop, asyncio's or trio's. Otherwise as ``Client``."""

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        timeout: float = TIMEOUT_S,
        retries: int = RETRIES,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        base, headers = _told(url, key)
        limits = httpx.Timeout(timeout, connect=min(timeout, CONNECT_TIMEOUT_S))
        http = httpx.AsyncClient(base_url=base, headers=headers, timeout=limits, transport=transport)
        super().__init__(AsyncRunner(http), Protocol(retries))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._runner.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def _told(url: str | None, key: str | None) -> tuple[str, dict[str, str]]:
    url = url or os.environ.get(URL)
    key = key or os.environ.get(KEY)
    if not url or not url.startswith(("http://", "https://")) or not key:
        raise NotConfigured
    base = url.rstrip("/").removesuffix("/api/v1") + "/api/v1/"
    return base, {"Authorization": f"Bearer {key}", "User-Agent": f"opentube-python/{__version__}"}
