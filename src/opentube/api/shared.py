"""The comments engine that the processes of one server share."""

import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.managers import BaseManager

from opentube.reports.labelling import LabellingProcess

PR_SET_PDEATHSIG = 1


class _Host(BaseManager):
    """Its objects are called from other processes; errors travel back."""


_Host.register("LabellingProcess", LabellingProcess, exposed=("label", "stems", "preload", "close"))


@contextmanager
def shared_labelling() -> Iterator[LabellingProcess]:
    """A stand-in for an engine, which processes forked in the ``with`` block may use too."""
    host = _Host(ctx=get_context("fork"))
    host.start(live_with_parent)
    with host:
        labelling = host.LabellingProcess()  # type: ignore[attr-defined]
        try:
            yield labelling
        finally:
            labelling.close()


def live_with_parent() -> None:
    """Let Ctrl-C reach only the process that started this one, and let this one die when that one is killed."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    parent = parent_process()
    if parent and os.getppid() != parent.pid:  # it died before this one could ask to be told
        os._exit(1)
