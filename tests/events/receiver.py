"""A server that takes webhooks, on this machine's loopback."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address, ip_network

from standardwebhooks import Webhook

from opentube.events.guard import Guard
from opentube.events.sending import Sender

LOOPBACK = (ip_network("127.0.0.1/32"),)


@dataclass(frozen=True)
class Received:
    """One request."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    def verified(self, secret: str) -> object:
        """The body as its receiver reads it, after checking the signature."""
        return Webhook(secret).verify(self.body, dict(self.headers))


@dataclass
class Receiver:
    """Answers with ``statuses`` in turn, the last one for ever; where ``answering`` is given, once it is set."""

    port: int = 0
    statuses: list[int] = field(default_factory=lambda: [204])
    location: str | None = None
    answering: threading.Event | None = None
    received: list[Received] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?of=mine"

    @property
    def guard(self) -> Guard:
        """Lets webhooks come here, and only here; every name is this machine's."""
        return Guard(allow=LOOPBACK, ports=frozenset({self.port}), resolve=lambda _: [ip_address("127.0.0.1")])

    @property
    def sender(self) -> Sender:
        return Sender(self.guard)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.received.append(Received(handler.path, headers, body))
        if self.answering:
            self.answering.wait(60)
        handler.send_response(self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0])
        if self.location:
            handler.send_header("Location", self.location)
        handler.send_header("Content-Length", "0")
        handler.end_headers()


@contextmanager
def receiving(receiver: Receiver) -> Iterator[Receiver]:
    """The server for the length of a ``with`` block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            receiver.answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.port = server.server_port
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            serving.join()
