"""Seconds of the video that a comment points at."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from opentube.comments import pointing
from opentube.comments.normalise import MAX_CHARS

_ALIKE: Final = str.maketrans(
    "０１２３４５６７８９：∶︰；～〜∼–—−‐’′＇ʼ”″“＂\u00a0\u3000",
    "0123456789:::;~~~----''''\"\"\"\"  ",
)
_MAY_POINT = re.compile(r"\d\s?(?:[:;'분초시hms]|\u1107\u116e\u11ab|\u110e\u1169|\u1109\u1175)", re.IGNORECASE)
_JAMO = re.compile("[\u1100-\u1112][\u1161-\u1175](?:[\u11a8-\u11c2])?")
_HIDDEN = re.compile(r"</?[a-z][^<>]{0,500}>|(?:https?://|www\.)[^\s<>]+|&#?\w+;", re.IGNORECASE)
_NOT_IN_NUMBER: Final = r"(?<!\d)(?<!\d[.,:;])"

_CLOCK = re.compile(
    rf"(?<![A-Za-z_#&$'])(?<!(?<!:\d\d)/){_NOT_IN_NUMBER}"
    r"(?:(?P<h>\d{1,2}):(?P<hm>[0-5]?\d):|(?P<m>\d{1,3})(?::|;| : |: (?=\d\d(?:\s|$))))(?P<s>[0-5]\d)(?![\d%]|[:;.,]\d|/\D)"
)
_QUOTED = re.compile(rf"(?<![A-Za-z'\"]){_NOT_IN_NUMBER}(?P<m>\d{{1,3}})' ?(?P<s>[0-5]\d)(?:''|\")?(?![\w'\"]|[.,]\d)")
_KOREAN = re.compile(
    rf"{_NOT_IN_NUMBER}(?:(?P<h>\d{{1,2}})\s?시간\s?)?(?:(?P<m>\d{{1,3}})\s?분\s?)?(?P<s>\d{{1,3}})\s?초"
    rf"|{_NOT_IN_NUMBER}(?:(?P<h2>\d{{1,2}})\s?시간\s?)?(?P<m2>\d{{1,3}})\s?분"
    r"(?:\s?(?P<s2>[0-5]\d)(?=$|[\s~)\]ㅋㅎㅠㅜㄷ!?.,-]|에|부터|까지|쯤)(?!\s?(?:개|명|원|번|점|배|살|%|인분)))?"
)
_LATIN = re.compile(
    rf"(?<![A-Za-z_$/#]){_NOT_IN_NUMBER}"
    r"(?:(?:(?P<h>\d{1,2}) ?h(?:(?:ou)?rs?)?,? ?)?(?:(?P<m>\d{1,3}) ?m(?:in(?:ute)?s?)?,? ?(?:and )?)?"
    r"(?P<s>\d{1,3}) ?-?s(?:ec(?:ond)?s?)?\b"
    r"|(?P<h2>\d{1,2}) ?h(?:(?:ou)?rs?)?,? ?(?P<m2>[0-5]?\d) ?m(?:in(?:ute)?s?)?\b"
    r"|(?P<m3>\d{1,3})[ -]?min(?:ute)?s?\b)",
    re.IGNORECASE,
)
_TO = re.compile(r"초?[)\]]?\s?(?:~+|-+>?|→|부터|에서|to|till?|until)\s*[(\[]?$", re.IGNORECASE)
_ALSO = re.compile(r"[\s,;]*(?:및|and|~|-)?\s*")
_SHORT_END = re.compile(r"초?(?:\s?~\s?|-)(?P<s>[0-5]\d)(?=초|까지|\s|$|[)\]ㅋㅎㅠ!?,.])(?!\s?[개명원점%])")
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A mention of a second: characters [start, end) of the original text, and where in the video that is.

    Of a range the first second has ``end_s``, where the range ends, and the second that ``closes`` it follows.
    """

    start: int
    end: int
    at_s: float
    end_s: float | None = None
    closes: bool = False


def find_timestamps(text: str, duration_s: float | None = None) -> tuple[Timestamp, ...]:
    """Find every timestamp of a comment, in order: ``0:05``, ``1:02:03``, ``3：20``, ``3분 20초``, ``3'20"``, ``3m20s``.

    Both ends of a range are given. Seconds or minutes alone count where the words around point (``35초에``). Scores
    (3:0), ratios (16:9), times of day (오후 3:20), dates, verses, heights and lengths (3분 20초 동안) are left out, and
    so is everything later than ``duration_s`` seconds where that is known. Only the first ``MAX_CHARS`` characters
    are read.
    """
    text = text[:MAX_CHARS]
    if not _MAY_POINT.search(text.translate(_ALIKE)):
        return ()
    text, offsets = _readable(text)
    found = (t for t in _join(_separate(_candidates(text)), text) if duration_s is None or t.at_s <= duration_s)
    if duration_s is not None:
        found = (replace(t, end_s=None) if t.end_s is not None and t.end_s > duration_s else t for t in found)
    if offsets is None:
        return tuple(found)
    return tuple(replace(t, start=offsets[t.start], end=offsets[t.end]) for t in found)


def _readable(text: str) -> tuple[str, list[int] | None]:
    """The text with one way to write each mark, Hangul composed, tags and addresses blank; and where it came from."""
    offsets: list[int] | None = None
    if _JAMO.search(text):
        parts: list[str] = []
        offsets, last = [], 0
        for cluster in _JAMO.finditer(text):
            parts += [text[last : cluster.start()], _compose(cluster.group())]
            offsets += range(last, cluster.start() + 1)
            last = cluster.end()
        parts.append(text[last:])
        offsets += range(last, len(text) + 1)
        text = "".join(parts)
    return _HIDDEN.sub(lambda hidden: " " * len(hidden.group()), text.translate(_ALIKE)), offsets


def _compose(jamo: str) -> str:
    lead, vowel, tail = (ord(jamo[0]) - 0x1100, ord(jamo[1]) - 0x1161, ord(jamo[2]) - 0x11A7 if jamo[2:] else 0)
    return chr(0xAC00 + (lead * 21 + vowel) * 28 + tail)


def _candidates(text: str) -> Iterator[Timestamp]:
    refused, refused_end = _TO, -1
    for match in _CLOCK.finditer(text):
        before, after = pointing.around(text, match.start(), match.end())
        if refused_end >= 0 and refused.fullmatch(text, refused_end, match.start()):
            refused_end = match.end()
        elif pointing.is_verse(before, after):
            refused, refused_end = _ALSO, match.end()
        elif pointing.is_something_else(before, after, int(match["m"] or -1), int(match["s"])):
            refused, refused_end = _TO, match.end()
        else:
            yield _timestamp(match)
    for match in _QUOTED.finditer(text):
        before, after = pointing.around(text, match.start(), match.end())
        if not pointing.is_height(int(match["m"]), int(match["s"])) and not pointing.is_length(before, after):
            yield _timestamp(match)
    for pattern, points in ((_KOREAN, pointing.korean_points), (_LATIN, pointing.latin_points)):
        for match in pattern.finditer(text):
            before, after = pointing.around(text, match.start(), match.end())
            units = "".join(name[0] for name, value in match.groupdict().items() if value)
            seconds = int(match["s"] or 0)
            if (len(units) == 1 or seconds < _MINUTE) and points(before, after, units):
                yield _timestamp(match)


def _timestamp(match: re.Match[str]) -> Timestamp:
    seconds = 0
    for name, value in match.groupdict().items():
        seconds += int(value or 0) * (3600 if name.startswith("h") and name != "hm" else 60 if "m" in name else 1)
    return Timestamp(match.start(), match.end(), float(seconds))


def _separate(found: Iterable[Timestamp]) -> Iterator[Timestamp]:
    """In order of the text; of those that share characters, the first and longest."""
    end = 0
    for timestamp in sorted(found, key=lambda t: (t.start, -t.end)):
        if timestamp.start >= end:
            end = timestamp.end
            yield timestamp


def _join(found: Iterable[Timestamp], text: str) -> list[Timestamp]:
    """Ranges: an end that is written as a time, or as the bare second of the same minute (3:20~45)."""
    joined: list[Timestamp] = []
    for timestamp in found:
        last = joined[-1] if joined else None
        if (
            last
            and not last.closes
            and last.end_s is None
            and last.at_s < timestamp.at_s
            and _TO.fullmatch(text, last.end, timestamp.start)
        ):
            joined[-1] = replace(last, end_s=timestamp.at_s)
            joined.append(replace(timestamp, closes=True))
            continue
        joined.append(timestamp)
        short = _SHORT_END.match(text, timestamp.end)
        if short and (end_s := timestamp.at_s // _MINUTE * _MINUTE + int(short["s"])) > timestamp.at_s:
            joined[-1] = replace(timestamp, end_s=end_s)
            joined.append(Timestamp(short.start("s"), short.end("s"), end_s, closes=True))
    return joined
