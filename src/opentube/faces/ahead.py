"""Doing one thing while the next is prepared."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, Self, TypeVar

T = TypeVar("T")

MAX_WAITING = 2
POLL_S = 0.25


class Ahead(Generic[T]):
    """Makes calls in order on one further thread, a few behind the caller; or at once, when ``overlap`` is off.

    ``check`` is called on the caller's thread while it waits; what it raises, or a call raised, ends the work.
    """

    def __init__(self, *, overlap: bool, check: Callable[[], None]) -> None:
        self._check = check
        self._pool = ThreadPoolExecutor(1, "faces") if overlap else None
        self._waiting: deque[Future[T]] = deque()
        self._results: list[T] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def call(self, work: Callable[[], T]) -> None:
        """Have this done; blocks while too much is waiting."""
        if self._pool is None:
            self._check()
            self._results.append(work())
            return
        self._waiting.append(self._pool.submit(work))
        while len(self._waiting) > MAX_WAITING:
            self._take()

    def results(self) -> list[T]:
        """Return the results of all calls, in their order."""
        while self._waiting:
            self._take()
        return self._results

    def _take(self) -> None:
        future = self._waiting.popleft()
        while True:
            self._check()
            try:
                self._results.append(future.result(POLL_S))
            except TimeoutError:
                if not future.done():
                    continue
                raise
            return
