"""Several processes that answer on one address: an interpreter uses one core, however many threads wait in it."""

import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from multiprocessing import connection, get_context
from multiprocessing.context import ForkProcess
from types import FrameType
from typing import cast

import structlog
from prometheus_client.multiprocess import mark_process_dead

from opentube.api.shared import live_with_parent
from opentube.errors import OpenTubeError
from opentube.restarts import Restarts

LOOK_EVERY_S = 1.0
STOP_WITHIN_S = 20.0
"""More than requests under way are given."""
log = structlog.get_logger(__name__)
Answer = Callable[[socket.socket], None]


class ServerDied(OpenTubeError):
    """A process that answers requests ended several times as soon as it was started. The lines above say why."""

    code = "server_died"


class Processes:
    """One forked process for each socket; what dies is started again.

    Args:
        sockets: where they listen, one each.
        answer: answers on a socket until the process is asked to stop.
        watch: looks after other things, once a second.
    """

    def __init__(self, sockets: Sequence[socket.socket], answer: Answer, watch: Callable[[], None]) -> None:
        self._sockets = sockets
        self._answer = answer
        self._watch = watch
        self._running: dict[int, tuple[ForkProcess, socket.socket]] = {}
        self._stopping = False
        self._restarts = Restarts()

    def run(self) -> None:
        """Return when this process was asked to stop and they have ended well.

        Raises:
            ServerDied: they cannot run.
        """
        handlers = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            for listener in self._sockets:
                self._start(listener)
            while self._running and not self._stopping:
                self._wait()
                self._watch()
        finally:
            self._end()
            for number, handler in handlers.items():
                signal.signal(number, handler)

    def _wait(self) -> None:
        for sentinel in connection.wait(list(self._running), LOOK_EVERY_S):
            self._ended(cast("int", sentinel))

    def _end(self) -> None:
        """Ask them all to stop, again and again: one that has only just begun may not have heard it."""
        end = time.monotonic() + STOP_WITHIN_S
        while self._running:
            self._stop()
            if time.monotonic() > end:
                for process, _ in self._running.values():
                    process.kill()
            self._wait()

    def _start(self, listener: socket.socket) -> None:
        process = get_context("fork").Process(target=_run, args=(self._answer, listener))
        process.start()
        self._running[process.sentinel] = process, listener

    def _stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        self._stopping = True
        for process, _ in list(self._running.values()):
            process.terminate()

    def _ended(self, sentinel: int) -> None:
        process, listener = self._running.pop(sentinel)
        process.join()
        mark_process_dead(process.pid)  # type: ignore[no-untyped-call]
        if self._stopping:
            return
        log.error("server_process_died", pid=process.pid, exit_code=process.exitcode)
        if self._restarts.too_often():
            raise ServerDied
        self._start(listener)


def _run(answer: Answer, listener: socket.socket) -> None:
    live_with_parent()
    sys.stdin.close()
    answer(listener)
