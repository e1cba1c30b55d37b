"""WebVTT: cues with a title each, which players show as chapters (https://www.w3.org/TR/webvtt1/)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Cue:
    """A title from ``start_s`` to ``end_s``, seconds."""

    start_s: float
    end_s: float
    title: str


def as_webvtt(cues: Iterable[Cue]) -> str:
    """The file's text; every cue is a millisecond long at least."""
    blocks = ["WEBVTT\n"]
    for number, cue in enumerate(cues, start=1):
        start = round(cue.start_s * 1000)
        end = max(start + 1, round(cue.end_s * 1000))
        blocks.append(f"{number}\n{_timestamp(start)} --> {_timestamp(end)}\n{escaped(cue.title)}\n")
    return "\n".join(blocks)


def escaped(title: str) -> str:
    """A title as one line of cue text that reads as it was written."""
    return _BREAKS.sub(" ", title).strip().translate(_ESCAPES) or "&nbsp;"


def _timestamp(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"
