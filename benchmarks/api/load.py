"""Requests that are due at fixed times, whatever becomes of the ones before: waiting for a slow answer hides nothing."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle

import numpy as np

from benchmarks.api.http import BrokenOff, Client
from benchmarks.api.reads import Read

GIVE_UP_S = 30


@dataclass
class Seen:
    """What became of the requests of one run: seconds from when each was due to the end of its answer, by route."""

    rate: float
    took_s: dict[str, list[float]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    def percentile_ms(self, percent: float, route: str | None = None) -> float:
        """Of one route or of all; 0 for none."""
        times = self.took_s.get(route, []) if route else [second for all_s in self.took_s.values() for second in all_s]
        return float(np.percentile(times, percent)) * 1000 if times else 0.0

    @property
    def count(self) -> int:
        """Requests that were answered."""
        return sum(map(len, self.took_s.values()))

    @property
    def failed(self) -> int:
        """Requests that were not, or with an error."""
        return sum(map(len, self.errors.values()))

    def line(self, name: str) -> str:
        """One line of a table."""
        times = " ".join(f"{self.percentile_ms(percent):8.1f}" for percent in (50, 95, 99, 100))
        return f"{name:44} {self.count:7,} {times} {self.failed:6}"


async def load(clients: Sequence[Client], reads: Sequence[Read], rate: float, duration_s: float) -> Seen:
    """Ask at a rate, each client in turn; returns when the last answer came.

    Args:
        clients: who asks.
        reads: what, in turn.
        rate: requests a second, all clients together.
        duration_s: for how long requests are made.
    """
    seen = Seen(rate)
    begun = time.perf_counter()
    asked = zip(cycle(clients), cycle(reads), strict=False)
    async with asyncio.TaskGroup() as running:
        for number, (client, read) in enumerate(asked):
            due = begun + number / rate
            if due > begun + duration_s:
                break
            await asyncio.sleep(due - time.perf_counter())
            running.create_task(_ask(client, read, due, seen))
    return seen


async def _ask(client: Client, read: Read, due: float, seen: Seen) -> None:
    try:
        async with asyncio.timeout(GIVE_UP_S):
            status, _ = await client.get(read.path)
    except (BrokenOff, OSError, TimeoutError) as error:
        seen.errors.setdefault(read.route, []).append(f"{type(error).__name__} {read.path}")
        return
    if status == 200:
        seen.took_s.setdefault(read.route, []).append(time.perf_counter() - due)
    else:
        seen.errors.setdefault(read.route, []).append(f"{status} {read.path}")
