"""A server and a file that nobody may touch."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


class Trap:
    """A server on this machine that remembers who came."""

    def __init__(self, server: HTTPServer, seen: list[str]) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}/secret.ts"
        self.seen = seen


@pytest.fixture
def trap() -> Iterator[Trap]:
    """A server that no file may make us ask."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield Trap(server, seen)
        server.shutdown()
        thread.join()
