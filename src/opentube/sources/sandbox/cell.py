"""One process of the sandbox, as seen from outside."""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from multiprocessing.connection import Connection
from typing import Self

import structlog

from opentube.sources.sandbox.answers import FileBreaksReader, FileOverLimits, Found, Look, Refusal
from opentube.sources.sandbox.limits import Limits

MOST_HEADER_BYTES = 1 << 24
MOST_PAYLOAD_BYTES = 1 << 26
EXHAUSTED = frozenset({-signal.SIGXCPU, -signal.SIGKILL})
"""The kernel ended it: no processor time left, or no memory."""

ENVIRONMENT = {"LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
log = structlog.get_logger(__name__)


class Cell:
    """A process that has no environment, no open file of ours, and `Limits`. It ends with whoever started it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-m", "opentube.sources.sandbox", json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise OSError
        self._outbox = Connection(os.dup(self._process.stdin.fileno()), readable=False)
        self._inbox = Connection(os.dup(self._process.stdout.fileno()), writable=False)
        self._process.stdin.close()
        self._process.stdout.close()
        self._open = True

    def ask(self, look: Look, payload: bytes = b"", **arguments: str) -> Found | Refusal:
        """Have it look at something; whatever ends the process on the way is a refusal."""
        out_of_time = threading.Event()

        def end() -> None:
            out_of_time.set()
            self._process.kill()

        watch = threading.Timer(self._limits.wall_s, end)
        watch.start()
        try:
            self._outbox.send_bytes(json.dumps([look, arguments]).encode())
            self._outbox.send_bytes(payload)
            values, reason = json.loads(self._inbox.recv_bytes(MOST_HEADER_BYTES))
            read = self._inbox.recv_bytes(MOST_PAYLOAD_BYTES)
        except (EOFError, OSError, ValueError):
            return self._ended(timed_out=out_of_time.is_set())
        finally:
            watch.cancel()
        return Refusal(*reason) if reason else Found(values, read)

    def _ended(self, *, timed_out: bool) -> Refusal:
        self.close()
        code = self._process.returncode
        log.warning("sandbox.ended", returncode=code, timed_out=timed_out)
        return Refusal.of(FileOverLimits() if timed_out or code in EXHAUSTED else FileBreaksReader())

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._open and self._process.poll() is None

    def close(self) -> None:
        """End the process; one that ended by itself keeps its exit status."""
        if self._open:
            self._open = False
            self._outbox.close()
            self._inbox.close()
            try:
                self._process.wait(1.0)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
