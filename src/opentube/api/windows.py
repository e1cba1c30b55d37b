"""Counts of sliding windows, in memory that a process shares with those forked from it."""

import fcntl
import mmap
import secrets
import struct
import tempfile
import time
import weakref
from dataclasses import dataclass
from hashlib import blake2b
from math import ceil, floor
from threading import Lock

SLOT = struct.Struct("<8sqII")
"""Who, by hash; which window, counted from 1970; how many in it; how many in the one before."""
SLOTS = 1 << 14
PLACES = 8
"""Slots in which somebody may be; who came longest ago makes room."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What became of a request: whether it is within the limit, how many are left, and for how long to wait, in s."""

    allowed: bool
    left: int
    wait_s: int


class Windows:
    """Counts of requests: those of the running window, and of the one before in proportion to what still touches it.

    Some thousands of counts are kept. They end with the last process.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as this is
        weakref.finalize(self, self._file.close)
        self._file.truncate(SLOTS * SLOT.size)
        self._memory = mmap.mmap(self._file.fileno(), SLOTS * SLOT.size)
        self._secret = secrets.token_bytes(16)
        self._lock = Lock()

    def hit(self, who: str, limit: int, window_s: int, cost: int = 1) -> Hit:
        """Count a request that is within the limit.

        Args:
            who: whose count it is; other limits and windows need other names.
            limit: most requests in a window.
            window_s: its length.
            cost: as how many it counts.
        """
        window, passed_s = divmod(time.time(), window_s)
        digest = blake2b(who.encode(), digest_size=8, key=self._secret).digest()
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX)  # which a killed process lets go of
            try:
                place, count, before = self._find(digest, int(window))
                weighted = floor(before * (1 - passed_s / window_s)) + count
                if allowed := weighted + cost <= limit:
                    count += cost
                    SLOT.pack_into(self._memory, place, digest, int(window), count, before)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)
        if allowed:
            return Hit(allowed=True, left=limit - weighted - cost, wait_s=ceil(window_s - passed_s))
        wait_s = _wait_s(limit - cost, window_s, count, before, passed_s)
        return Hit(allowed=False, left=max(0, limit - weighted), wait_s=ceil(wait_s))

    def _find(self, digest: bytes, window: int) -> tuple[int, int, int]:
        """Where somebody's counts are, and the counts."""
        first = int.from_bytes(digest[:4], "little")
        places = [(first + step) % SLOTS * SLOT.size for step in range(PLACES)]
        oldest, free = window + 1, places[0]
        for place in places:
            found, last, count, before = SLOT.unpack_from(self._memory, place)
            if found == digest:
                return place, *{0: (count, before), 1: (0, count)}.get(window - last, (0, 0))
            if last < oldest:
                oldest, free = last, place
        return free, 0, 0


def _wait_s(room: int, window_s: int, count: int, before: int, passed_s: float) -> float:
    """How long until ``room`` is enough for the counts. If they never shrink so far, until the next window."""
    if before and 0 <= room - count < before:
        return max(1.0, window_s * (1 - (room - count) / before) - passed_s)
    rest_s = window_s - passed_s
    return rest_s + (window_s * (1 - room / count) if 0 <= room < count else 0.0) or 1.0
