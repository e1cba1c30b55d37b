"""Events as they are read."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from opentube.errors import UserError
from opentube.events.kinds import EventKind

CURSOR = re.compile(r"([0-9]{1,18})-([0-9]{1,18})", re.ASCII)


class EventCursorInvalid(UserError):
    """This is no place in the stream of events. Send the `id` of an event as it came, or none."""

    code = "event_cursor_invalid"


@dataclass(frozen=True, slots=True, order=True)
class EventCursor:
    """A place in the order of events: everything up to it was read. ``xid`` is the transaction that wrote it."""

    xid: int
    id: int

    def __str__(self) -> str:
        return f"{self.xid}-{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The cursor that ``str`` wrote.

        Raises:
            EventCursorInvalid: it is none.
        """
        if not (match := CURSOR.fullmatch(text)):
            raise EventCursorInvalid
        return cls(int(match[1]), int(match[2]))


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thing that happened. ``body`` holds JSON values."""

    cursor: EventCursor
    kind: EventKind
    report_id: uuid.UUID | None
    body: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events in order.

    ``cursor`` is where to go on. ``unsettled``: there is more, to be read now or as soon as transactions that began earlier
    have ended.
    """

    rows: Sequence[EventRow]
    cursor: EventCursor
    unsettled: bool
