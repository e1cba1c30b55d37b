"""CMX 3600 edit decision lists, which every editing program imports."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from opentube.errors import UserError
from opentube.exports.timecode import Timecode

MOST_EVENTS: Final = 999
_LINE: Final = 120


class TooManyEvents(UserError):
    """An EDL holds at most 999 events, and there are more. Choose persons, e.g. persons=ID."""

    code = "edl_too_many_events"


class EventsOverlap(UserError):
    """An EDL has one track of pictures, and these persons are on screen at once. Choose one person, or record=assembled."""

    code = "edl_events_overlap"


@dataclass(frozen=True, slots=True)
class Event:
    """A piece of the film, ``start_s`` to ``end_s`` in seconds, at least one frame long."""

    start_s: float
    end_s: float
    name: str


def as_edl(title: str, film: str, events: Sequence[Event], timecode: Timecode, *, assembled: bool) -> str:
    """The file's text.

    Args:
        title: of the list.
        film: name of the clip that all pieces are of.
        events: in the order in which they shall stand.
        timecode: of the film.
        assembled: pieces follow each other in the new film; otherwise each stays where it is.

    Raises:
        TooManyEvents: more than 999.
        EventsOverlap: two pieces would stay at the same place.
        PastMidnight: a time is 24 hours or later.
    """
    if len(events) > MOST_EVENTS:
        raise TooManyEvents
    lines = [f"TITLE: {_line(title)}", f"FCM: {'DROP' if timecode.drop else 'NON-DROP'} FRAME", ""]
    end_of_last = 0
    for number, event in enumerate(events, start=1):
        start = timecode.frame_at(event.start_s)
        end = max(start + 1, timecode.frame_at(event.end_s))
        if not assembled and start < end_of_last:
            raise EventsOverlap
        to = end_of_last if assembled else start
        times = (start, end, to, to + end - start)
        lines += [
            f"{number:03}  AX       V     C        {' '.join(timecode.text(frame) for frame in times)}",
            f"* FROM CLIP NAME: {_line(film)}",
            f"* COMMENT: {_line(event.name)}",
            "",
        ]
        end_of_last = to + end - start
    return "\r\n".join([*lines, ""])


def _line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:_LINE]
