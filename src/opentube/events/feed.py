"""What one owner's streams share: the newest events, read once for all of them."""

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter

from opentube.events.values import EventCursor, EventPage, EventRow

MOST_KEPT = 256


class Feed:
    """The events of one owner from ``floor`` to ``head``, without gaps, as far as they were read.

    ``woken`` is set when there may be more to read. ``changed`` is set when more was read, and replaced by a new one: whoever
    waits takes it before looking.
    """

    def __init__(self) -> None:
        self.woken = asyncio.Event()
        self.woken.set()
        self.changed = asyncio.Event()
        self.streams = 0
        self.head: EventCursor | None = None
        self._floor = EventCursor(0, 0)
        self._rows: list[EventRow] = []

    def begin(self, head: EventCursor) -> None:
        """Keep what comes after ``head``, and forget what came before."""
        self.head = self._floor = head
        self._rows = []
        self.tell()

    def extend(self, page: EventPage) -> None:
        """Add what was read after ``head``; only the last 256 events are kept."""
        self.head = page.cursor
        if not page.rows:
            return
        self._rows += page.rows
        if len(self._rows) > MOST_KEPT:
            self._floor = self._rows[-MOST_KEPT - 1].cursor
            del self._rows[:-MOST_KEPT]
        self.tell()

    def after(self, cursor: EventCursor) -> Sequence[EventRow] | None:
        """The events that were read after ``cursor``; None if those next to it are not here any more, or not yet."""
        if self.head is None or cursor < self._floor:
            return None
        return self._rows[bisect_right(self._rows, cursor, key=attrgetter("cursor")) :]

    def tell(self) -> None:
        """Wake every stream."""
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()
