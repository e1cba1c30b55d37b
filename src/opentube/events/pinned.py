"""Connections to addresses that were checked, with one moment at which everything ends."""

import ssl
import threading
import time
from collections.abc import Iterable
from queue import Empty, SimpleQueue
from typing import Any

import httpcore
from httpcore import SOCKET_OPTION

from opentube.errors import OpenTubeError
from opentube.events.guard import Address, Guard


class Pinned(httpcore.NetworkBackend):
    """Connects to addresses that were checked; whatever it does ends at one moment."""

    def __init__(self, guard: Guard, until_s: float) -> None:
        self._guard = guard
        self._until_s = until_s
        self._tcp = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError()
        for address in self._addresses(host):
            try:
                stream = self._tcp.connect_tcp(
                    str(address), port, _left(self._until_s, timeout), local_address, socket_options
                )
            except httpcore.ConnectError as error:
                failure = error
            else:
                return _Ending(stream, self._until_s)
        raise failure

    def _addresses(self, host: str) -> list[Address]:
        """The guard's answer, in time: resolvers know no time limit."""
        answers: SimpleQueue[list[Address] | OpenTubeError] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._guard.addresses(host))
            except OpenTubeError as refused:
                answers.put(refused)

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=_left(self._until_s, None))
        except Empty:
            raise httpcore.ConnectTimeout from None
        if isinstance(answer, OpenTubeError):
            raise answer
        return answer


class _Ending(httpcore.NetworkStream):
    """A connection on which nothing lasts beyond one moment, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, until_s: float) -> None:
        self._stream = stream
        self._until_s = until_s

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until_s, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until_s, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Ending(
            self._stream.start_tls(ssl_context, server_hostname, _left(self._until_s, timeout)), self._until_s
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until_s: float, timeout: float | None) -> float:
    left = until_s - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left if timeout is None else min(left, timeout)
