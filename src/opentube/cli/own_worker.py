"""Worker processes that live as long as one command."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from opentube.errors import OpenTubeError
from opentube.restarts import Restarts

STOP_WITHIN_S = 10.0


class WorkerDied(OpenTubeError):
    """The worker process ended several times without being asked to."""

    code = "worker_died"


class OwnWorkers:
    """Keeps ``count`` workers alive; their logs go to a file."""

    def __init__(self, count: int, log_path: Path, *, preload: bool) -> None:
        self.log_path = log_path
        self._options = ["--stop-with-input", "--preload" if preload else "--no-preload"]
        log_path.parent.mkdir(parents=True, exist_ok=True)
        self._restarts = Restarts()
        self._processes = [self._start() for _ in range(count)]

    def keep_alive(self) -> None:
        """Start again what died; called now and then.

        Raises:
            WorkerDied: it dies as soon as it is started.
        """
        for index, process in enumerate(self._processes):
            if process.poll() is None:
                continue
            if self._restarts.too_often():
                message = f"The worker process ended several times by itself; {self.log_path} says why."
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
