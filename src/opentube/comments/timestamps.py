"""Seconds of the video that a comment points at."""

import re
from dataclasses import dataclass
from typing import Final

from opentube.comments.normalise import MAX_CHARS

_COLON: Final = "[:：]"
_CLOCK = re.compile(
    rf"(?<![\d:：.,/])(?:(?P<h>\d{{1,2}}){_COLON}(?P<hm>[0-5]?\d)|(?P<m>\d{{1,3}})){_COLON}(?P<s>[0-5]\d)(?![\d:：/]|[.,]\d)"
)
_SPOKEN = re.compile(
    r"(?<![\d:：.,])(?:(?P<h>\d{1,2})\s?시간\s?)?(?P<m>\d{1,3})\s?분\s?(?P<s>[0-5]?\d)\s?초(?!\s?(?:동안|간|짜리|이내|안에|만에|걸))"
)
_TIME_OF_DAY = re.compile(r"(?:오전|오후|새벽|아침|점심|저녁|밤|낮|정오|자정|\b[ap]\.?m\.?)\s*$", re.IGNORECASE)
_HOUR_AFTER = re.compile(r"\s*(?:[ap]\.?m\b|시\b|에\s?(?:만나|출발|일어|퇴근|출근)|(?:vs|대)\b)", re.IGNORECASE)
_SCORE_BEFORE = re.compile(r"(?:스코어|점수|비율|화면비|score|ratio|aspect)\s*[은는이가]?\s*$", re.IGNORECASE)
_CONTEXT: Final = 16


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A mention of a second: characters [start, end) of the original text, and where in the video that is."""

    start: int
    end: int
    at_s: float


def find_timestamps(text: str, duration_s: float | None = None) -> tuple[Timestamp, ...]:
    """Find every timestamp of a comment, in order: ``0:05``, ``00:10``, ``1:02:03``, ``3：20``, ``3분 20초``.

    Both ends of a range are given. Scores (3:0), ratios (16:9), times of day (오후 3:20) and lengths (3분 20초 동안)
    are left out, and so is everything later than ``duration_s`` seconds where that is known. Only the first
    ``MAX_CHARS`` characters are read.
    """
    text = text[:MAX_CHARS]
    if not any(mark in text for mark in (":", "：", "분")):
        return ()
    matches = [m for m in _CLOCK.finditer(text) if not _is_something_else(text, m)]
    matches += _SPOKEN.finditer(text)
    found = (Timestamp(m.start(), m.end(), _seconds(m)) for m in sorted(matches, key=lambda m: m.start()))
    return tuple(t for t in found if duration_s is None or t.at_s <= duration_s)


def _is_something_else(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - _CONTEXT) : match.start()]
    return bool(_TIME_OF_DAY.search(before) or _SCORE_BEFORE.search(before) or _HOUR_AFTER.match(text, match.end()))


def _seconds(match: re.Match[str]) -> float:
    parts = match.groupdict()
    minutes = parts["m"] or parts.get("hm") or "0"
    return float(int(parts["h"] or 0) * 3600 + int(minutes) * 60 + int(parts["s"]))
