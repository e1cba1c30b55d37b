"""One task over many items on all cores: answers in order, few items at a time, what it loaded shared."""

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import connection, get_context, parent_process
from typing import Any, Final, TypeVar

from opentube.errors import UserError

Item = TypeVar("Item")
Answer = TypeVar("Answer")

_WAITING_PER_WORKER: Final = 2
_METHOD: Final = "fork" if sys.platform == "linux" else "spawn"
_task: Callable[[Any], Any]


class WorkerLost(UserError):
    """The system ended a worker process, most often for want of memory; run again with --workers 1 (and --resume)."""

    code = "worker_lost"


def map_ordered(task: Callable[[Item], Answer], items: Iterable[Item], *, workers: int) -> Iterator[Answer]:
    """Yield ``task(item)`` for each item, in order, whatever the number of processes.

    A single item is answered in this process, and so is everything with one worker. On Linux workers are forked: they
    share what ``task`` has loaded, which must not have started threads. Elsewhere ``task`` is pickled to each worker.
    At most ``3 * workers`` items are out at a time. Workers end with this process, however it ends.

    Raises:
        WorkerLost: a worker was killed.
    """
    items = iter(items)
    first = list(islice(items, 2))
    items = chain(first, items)
    if workers == 1 or len(first) == 1:
        yield from map(task, items)
        return
    gc.collect()
    gc.freeze()  # the collector would write to pages that the workers share
    out: deque[Future[Answer]] = deque()
    with ProcessPoolExecutor(workers, get_context(_METHOD), _begin, (task,)) as pool:
        try:
            for item in items:
                out.append(pool.submit(_run, item))
                if len(out) > _WAITING_PER_WORKER * workers:
                    yield out.popleft().result()
            while out:
                yield out.popleft().result()
        except BrokenProcessPool:
            raise WorkerLost from None
        finally:
            pool.shutdown(cancel_futures=True)
            gc.unfreeze()


def _begin(task: Callable[[Any], Any]) -> None:
    global _task  # noqa: PLW0603 - a worker process has one task for life
    _task = task
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _run(item: Any) -> Any:
    return _task(item)


def _end_with_parent() -> None:
    if parent := parent_process():
        connection.wait([parent.sentinel])
        os._exit(1)
