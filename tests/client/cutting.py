"""A proxy on this machine that cuts connections after so many bytes."""

import contextlib
import socket
import struct
import threading
from collections import deque
from dataclasses import dataclass
from types import TracebackType
from typing import Self

CHUNK = 16384
RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Cut:
    """Ends a connection after so many bytes to the server (``up``) or to the client (``down``)."""

    up: int | None = None
    down: int | None = None


class CuttingProxy:
    """Forwards to a port; each new connection takes the next of ``cuts``, those after them are whole."""

    def __init__(self, port: int) -> None:
        self.cuts: deque[Cut] = deque()
        self.connections = 0
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _accept(self) -> None:
        pipes: list[threading.Thread] = []
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                cut = self.cuts.popleft() if self.cuts else Cut()
                server = socket.create_connection(("127.0.0.1", self._port))
                for source, target, most in ((client, server, cut.up), (server, client, cut.down)):
                    pipes.append(threading.Thread(target=_pipe, args=(source, target, most)))
                    pipes[-1].start()
        for pipe in pipes:
            pipe.join()


def _pipe(source: socket.socket, target: socket.socket, most: int | None) -> None:
    """Copy until one side ends or ``most`` bytes are over; then both sides are reset."""
    left = most
    with contextlib.suppress(OSError):
        while chunk := source.recv(CHUNK):
            target.sendall(chunk[:left])
            if left is not None and (left := left - len(chunk)) <= 0:
                break
    for side in (source, target):
        with contextlib.suppress(OSError):
            side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            side.shutdown(socket.SHUT_RDWR)
            side.close()
