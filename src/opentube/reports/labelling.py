"""The comments engine in a process of its own, for servers: loading it holds the interpreter for seconds."""

import multiprocessing
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any

from opentube.errors import RetryableError


class EngineBusy(RetryableError):
    """The comments engine is busy or was restarted. Try again in a moment."""

    code = "engine_busy"


@dataclass(frozen=True, slots=True)
class Labelled:
    """Labels of texts in their order, as plain values, and the models that made them."""

    labels: Sequence[Mapping[str, Any]]
    models: Sequence[tuple[str, str, str]]


class LabellingProcess:
    """Starts with the first request, and again after it died. Requests wait for each other.

    Args:
        patience_s: how long a request waits, loading included.
    """

    def __init__(self, patience_s: float = 60.0) -> None:
        self._patience_s = patience_s
        self._lock = Lock()
        self._pool: ProcessPoolExecutor | None = None

    def label(self, texts: Sequence[str], *, duration_s: float | None = None) -> Labelled:
        """Label texts.

        Raises:
            EngineBusy: it died, or did not answer in time.
        """
        pool = self._open()
        try:
            return pool.submit(_label, list(texts), duration_s).result(self._patience_s)
        except (BrokenProcessPool, TimeoutError) as error:
            self._forget(pool)
            raise EngineBusy from error

    def stems(self, words: Sequence[str], *, patience_s: float) -> list[tuple[str, ...]] | None:
        """The stems of words that somebody looks for; None when the engine is not loaded, or has no time for it."""
        pool = self._pool
        if pool is None:
            return None
        asked = pool.submit(_stems, list(words))
        try:
            return asked.result(patience_s)
        except (BrokenProcessPool, TimeoutError):
            asked.cancel()
            return None

    def preload(self) -> None:
        """Start loading, without waiting for it."""
        self._open().submit(_load)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool:
            pool.shutdown(wait=True, cancel_futures=True)

    def _open(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
            return self._pool

    def _forget(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None
        for process in multiprocessing.active_children():
            if process in (pool._processes or {}).values():  # noqa: SLF001 - it gives no other way to end one that hangs
                process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)


_analyzer: Any = None


def _load() -> None:
    global _analyzer  # noqa: PLW0603 - one engine a process, kept for the next request
    if _analyzer is None:
        from opentube.comments.analyzer import Analyzer  # noqa: PLC0415 - only this process loads Kiwi

        _analyzer = Analyzer(threads=1)


def _label(texts: list[str], duration_s: float | None) -> Labelled:
    _load()
    labels = _analyzer.label(texts, duration_s=duration_s)
    models = [(model.task, model.name, model.version) for model in _analyzer.models]
    return Labelled([asdict(one) for one in labels], models)


def _stems(words: list[str]) -> list[tuple[str, ...]]:
    _load()
    found: list[tuple[str, ...]] = _analyzer.stems(words)
    return found
