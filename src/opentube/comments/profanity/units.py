"""A text's Hangul as units, in every reading that a disguise may need."""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import add
from typing import Final

from opentube.comments.profanity.hangul import FINALS, INITIALS, VOWELS, is_syllable, parts, same_sound, syllable

_MAX_GAP: Final = 3
_VOWELS: Final = frozenset(VOWELS)
_LETTERS: Final = frozenset(INITIALS + VOWELS)
_CLOSED_BY: Final = frozenset(FINALS) - frozenset(" ㅋㅎ")
_CLOSING: Final = frozenset("ㄴㄹㅇㅂㄱㅅ")


@dataclass(frozen=True, slots=True)
class Units:
    """Hangul syllables and letters only: unit k stands at characters [starts[k], ends[k]) of the text."""

    chars: str
    starts: list[int]
    ends: list[int]


def hangul_units(text: str) -> Units:
    """Return the units of a text as they are written."""
    places = [i for i, char in enumerate(text) if "가" <= char <= "힣" or "ㄱ" <= char <= "ㅣ"]
    return Units("".join(text[i] for i in places), places, [i + 1 for i in places])


def readings(units: Units, drawn: frozenset[str]) -> Iterator[Units]:
    """Give the units as written, then with letters composed to syllables, and drawn-out vowels cut short.

    ``drawn`` holds every two neighbouring units that are worth cutting short.
    """
    yield units
    last = units
    if not _VOWELS.isdisjoint(units.chars):
        last = composed(units)
        if last.chars != units.chars:
            yield last
    if not _VOWELS.isdisjoint(last.chars) or not drawn.isdisjoint(map(add, last.chars, last.chars[1:])):
        short = _shortened(last)
        if short.chars != last.chars:
            yield short
            last = short
    if not _LETTERS.isdisjoint(units.chars):
        bare = _bare(units)
        if bare.chars and bare.chars != units.chars:
            yield bare
    if not _CLOSING.isdisjoint(last.chars):
        closed = _closed(last)
        if closed.chars != last.chars:
            yield closed


def composed(units: Units) -> Units:
    """Join ㅅㅣㅂㅏㄹ to 시발, as a keyboard would."""
    chars, starts, ends = units.chars, units.starts, units.ends
    made = Units("", [], [])
    out: list[str] = []
    i, count = 0, len(chars)

    def near(k: int) -> bool:
        return k < count and starts[k] - ends[k - 1] <= _MAX_GAP

    while i < count:
        start, end, char = starts[i], ends[i], chars[i]
        if char in INITIALS and near(i + 1) and chars[i + 1] in VOWELS:
            final = " "
            i += 1
            vowel = chars[i]
            if near(i + 1) and chars[i + 1] in _CLOSED_BY and not (near(i + 2) and chars[i + 2] in VOWELS):
                final = chars[i + 1]
                i += 1
            char, end = syllable(char, vowel, final), ends[i]
        out.append(char)
        made.starts.append(start)
        made.ends.append(end)
        i += 1
    return Units("".join(out), made.starts, made.ends)


def _shortened(units: Units) -> Units:
    """Cut 씨이이발, 지이랄, 벼엉신 and 씨ㅣㅣ발 short."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for char, start, end in zip(units.chars, units.starts, units.ends, strict=True):
        if out and start == ends[-1] and is_syllable(out[-1]):
            if char == "ㅡ":
                ends[-1] = end
                continue
            initial, vowel, final = parts(out[-1])
            if final == " ":
                if char in VOWELS and same_sound(vowel, char):
                    ends[-1] = end
                    continue
                if is_syllable(char):
                    silent, drawn, closing = parts(char)
                    if silent == "ㅇ" and same_sound(vowel, drawn):
                        out[-1] = syllable(initial, vowel, closing)
                        ends[-1] = end
                        continue
        out.append(char)
        starts.append(start)
        ends.append(end)
    return Units("".join(out), starts, ends)


def _bare(units: Units) -> Units:
    """Leave letters between syllables out: 시ㅋㅋ발."""
    kept = [k for k, char in enumerate(units.chars) if is_syllable(char)]
    return Units("".join(units.chars[k] for k in kept), [units.starts[k] for k in kept], [units.ends[k] for k in kept])


def _closed(units: Units) -> Units:
    """Close an open syllable with the consonant after it: 병시ㄴ to 병신."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for char, start, end in zip(units.chars, units.starts, units.ends, strict=True):
        if out and char in _CLOSING and start == ends[-1] and is_syllable(out[-1]):
            initial, vowel, final = parts(out[-1])
            if final == " ":
                out[-1] = syllable(initial, vowel, char)
                ends[-1] = end
                continue
        out.append(char)
        starts.append(start)
        ends.append(end)
    return Units("".join(out), starts, ends)
