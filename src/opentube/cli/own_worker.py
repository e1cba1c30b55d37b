"""Worker processes that live as long as one command."""

import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from opentube.errors import OpenTubeError

STOP_WITHIN_S = 10.0
MOST_RESTARTS, WITHIN_S = 5, 30.0
"""More than these mean that a worker cannot start. One killed by its job takes that job again only after a silence."""


class WorkerDied(OpenTubeError):
    """The worker process ended several times without being asked to."""

    code = "worker_died"


class OwnWorkers:
    """Keeps ``count`` workers alive; their logs go to a file."""

    def __init__(self, count: int, log_path: Path, *, preload: bool) -> None:
        self.log_path = log_path
        self._options = ["--stop-with-input", "--preload" if preload else "--no-preload"]
        log_path.parent.mkdir(parents=True, exist_ok=True)
        self._restarts: deque[float] = deque()
        self._processes = [self._start() for _ in range(count)]

    def keep_alive(self) -> None:
        """Start again what died; called now and then.

        Raises:
            WorkerDied: it dies as soon as it is started.
        """
        for index, process in enumerate(self._processes):
            if process.poll() is None:
                continue
            now = time.monotonic()
            self._restarts.append(now)
            while now - self._restarts[0] > WITHIN_S:
                self._restarts.popleft()
            if len(self._restarts) > MOST_RESTARTS:
                message = f"The worker process ended {len(self._restarts)} times by itself; {self.log_path} says why."
                raise WorkerDied(message)
            self._processes[index] = self._start()

    def stop(self) -> None:
        """End all of them, politely first."""
        for process in self._processes:
            with suppress(ProcessLookupError):
                process.terminate()
        for process in self._processes:
            try:
                process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdin:
                process.stdin.close()

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log_path.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "opentube.cli.main", "worker", *self._options],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=os.environ | {"PYTHONUNBUFFERED": "1"},
            )


@contextmanager
def own_workers(count: int, log_path: Path, *, preload: bool) -> Iterator[OwnWorkers]:
    """Workers for the length of a ``with`` block."""
    workers = OwnWorkers(count, log_path, preload=preload)
    try:
        yield workers
    finally:
        workers.stop()
