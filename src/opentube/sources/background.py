"""Work that blocks for long, in a thread that can be left at any time."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

_TICK_S = 0.2
_GRACE_S = 1.0

Result = TypeVar("Result")


class Abandoned(BaseException):
    """Nobody waits for this work any more. Not an Exception, so that libraries do not swallow it."""


def run_in_background(work: Callable[[Callable[[], None]], Result], *, on_tick: Callable[[], None]) -> Result:
    """Run ``work(gate)`` in a thread and return its result, or raise its error.

    ``on_tick`` is called in the calling thread every 0.2 s and after the end. If it raises, ``gate`` raises Abandoned
    in the thread at its next call, and the error goes on to the caller after at most one second more: work that hangs
    in a system call is left behind and must clean up after itself when it wakes.
    """
    abandoned = threading.Event()
    future: Future[Result] = Future()

    def gate() -> None:
        if abandoned.is_set():
            raise Abandoned

    def run() -> None:
        try:
            future.set_result(work(gate))
        except BaseException as error:  # noqa: BLE001 - handed to the caller
            future.set_exception(error)

    threading.Thread(target=run, name="background work", daemon=True).start()
    try:
        while not wait([future], timeout=_TICK_S).done:
            on_tick()
        on_tick()
    except BaseException:
        abandoned.set()
        wait([future], timeout=_GRACE_S)
        raise
    return future.result()
