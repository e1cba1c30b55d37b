"""Times as people write them."""

import re

from opentube.errors import UserError

SIXTY = 60
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)")


class TimeUnreadable(UserError):
    """A time looks like 83, 1:23, 1:23.5 or 1:02:03; a piece like 2:10-2:15."""

    code = "time_unreadable"


def clock(time_s: float) -> str:
    """Write a time as 2:03, 1:02:03 or, where it is not whole, 2:03.5; to the millisecond."""
    minutes, milliseconds = divmod(round(time_s * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    seconds, milliseconds = divmod(milliseconds, 1000)
    part = f".{milliseconds:03}".rstrip("0") if milliseconds else ""
    return (f"{hours}:{minutes:02}" if hours else f"{minutes}") + f":{seconds:02}{part}"


def parse_clock(text: str) -> float:
    """Read 83, 1:23, 1:23.5 or 1:02:03 as seconds.

    Raises:
        TimeUnreadable: it is none of these.
    """
    match = _CLOCK.fullmatch(text.strip())
    if not match:
        raise TimeUnreadable
    hours, minutes, seconds = match.groups()
    if (minutes and float(seconds) >= SIXTY) or (hours and int(minutes) >= SIXTY):
        raise TimeUnreadable
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)
