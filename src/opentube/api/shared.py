"""What the processes of one server share: how often somebody asked, and one comments engine. It lives in a process of its own."""

import ctypes
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.managers import BaseManager

from opentube.api.rates import Rates
from opentube.reports.labelling import LabellingProcess

PR_SET_PDEATHSIG = 1


class _Host(BaseManager):
    """Its objects are called from other processes; errors travel back."""


_Host.register("Rates", Rates)
_Host.register("LabellingProcess", LabellingProcess, exposed=("label", "stems", "preload", "close"))


@dataclass(frozen=True, slots=True)
class SharedParts:
    """Stand-ins, which forked processes may use too."""

    rates: Rates
    labelling: LabellingProcess


@contextmanager
def shared_parts(rate_limit: str) -> Iterator[SharedParts]:
    """The process that holds them, for the length of a ``with`` block."""
    host = _Host(ctx=get_context("fork"))
    host.start(live_with_parent)
    with host:
        parts = SharedParts(host.Rates(rate_limit), host.LabellingProcess())  # type: ignore[attr-defined]
        try:
            yield parts
        finally:
            parts.labelling.close()


def live_with_parent() -> None:
    """Let Ctrl-C reach only the process that started this one, and let this one die when that one is killed."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
