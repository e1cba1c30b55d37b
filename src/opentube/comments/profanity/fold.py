"""Text as a reader sees it, each character remembering where it stood in the original."""

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_INVISIBLE: Final = (
    "\u00ad\u034f\u0300-\u036f\u0483-\u0489\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u1ab0-\u1aff\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0\U000e0000-\U000e0fff"
)
_CONJOINING: Final = "\u1100-\u115e\u1161-\u11ff\ua960-\ua97c\ud7b0-\ud7fb"
_UNCLEAN = re.compile(f"[<&{_INVISIBLE}{_CONJOINING}\uff61-\uffdc\u3200-\u327f]")
_PIECE = re.compile(
    rf"(?P<break><br\s*/?>|</p>)|(?P<tag></?[a-z][^<>]{{0,500}}>|<!--|-->)|(?P<entity>&\#?\w{{1,31}};?)"
    rf"|(?P<invisible>[{_INVISIBLE}]+)|(?P<jamo>[\u1100-\u115e\ua960-\ua97c][\u1161-\u11a7\ud7b0-\ud7c6][\u11a8-\u11ff]?"
    rf"|[{_CONJOINING}])|(?P<open>[가-힣][\u11a8-\u11ff])|(?P<wide>[\uff61-\uffdc\u3200-\u327f])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Folded:
    """``chars[i]`` was made of the original's characters [starts[i], ends[i]); no offsets where nothing changed."""

    chars: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where characters [start, end), at least one, stood in the original."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Resolve HTML, drop invisible characters and combining marks, and compose Hangul (NFD, half-width, circled)."""
    if not _UNCLEAN.search(text):
        return Folded(text)
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def add(piece: str, start: int, end: int | None = None) -> None:
        chars.extend(piece)
        starts.extend(range(start, start + len(piece)) if end is None else [start] * len(piece))
        ends.extend(range(start + 1, start + len(piece) + 1) if end is None else [end] * len(piece))

    at = 0
    for piece in _PIECE.finditer(text):
        add(text[at : piece.start()], at)
        add(_readable(piece), *piece.span())
        at = piece.end()
    add(text[at:], at)
    return Folded("".join(chars), tuple(starts), tuple(ends))


def _readable(piece: re.Match[str]) -> str:
    match piece.lastgroup:
        case "break":
            return "\n"
        case "entity":
            return re.sub(f"[{_INVISIBLE}]", "", html.unescape(piece[0]))
        case "jamo" | "open":
            composed = unicodedata.normalize("NFC", piece[0])
            return "".join(map(_compatible, composed))
        case "wide":
            return "".join(map(_compatible, unicodedata.normalize("NFKC", piece[0])))
        case _:
            return ""


def _compatible(char: str) -> str:
    """Return a lone conjoining jamo as the letter that keyboards type."""
    name = unicodedata.name(char, "")
    if name.startswith(("HANGUL CHOSEONG ", "HANGUL JUNGSEONG ", "HANGUL JONGSEONG ")):
        try:
            return unicodedata.lookup("HANGUL LETTER " + name.split(" ", 2)[2])
        except KeyError:
            return char
    return char
