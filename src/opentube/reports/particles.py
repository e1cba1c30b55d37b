"""Korean particles that follow the sound a word ends in: 국물은, 고기는, 3으로, 7로, BTS는."""

import re
from typing import Final

_ASIDE = re.compile(r"\s*\([^()]*\)$")
_DIGITS: Final = {"0": 1, "1": 8, "3": 1, "6": 1, "7": 8, "8": 8}
_LIEUL: Final = 8
_SPELLED: Final = 2
"""Words of so few Latin letters are read letter by letter, as are those in capitals or without a vowel."""
_CLOSED = re.compile(r"(?:[lmn]e?|[aeiou][bckpt]|ng)$", re.IGNORECASE)


def with_particle(word: str, pair: str) -> str:
    """``word`` with the one of ``pair`` (``은/는``, ``으로/로``, the form after a consonant first) that fits its end.

    Numbers are read in Korean, Latin words by their likeliest sound; what stands in brackets is not read. Where that cannot be told both are given: 은(는).
    """
    closed, _, opened = pair.partition("/")
    final = _final(word)
    if final is None:
        return f"{word}({closed[:-1]}){opened}" if closed.endswith(opened) else f"{word}{closed}({opened})"
    if final == _LIEUL and pair == "으로/로":
        return word + opened
    return word + (closed if final else opened)


def _final(word: str) -> int | None:
    """The index of the final consonant of the last syllable, 0 for none, None where it cannot be told."""
    word = _ASIDE.sub("", word)
    found = _last_sound(word)
    if found is None:
        return None
    if "가" <= found <= "힣":
        return (ord(found) - 0xAC00) % 28
    if found in "%℃":
        return 0
    if found.isdecimal():
        return _DIGITS.get(str(int(found)), 0)
    if not found.isascii():
        return None
    return _latin(re.sub(r"[\W_]+$", "", word))


def _last_sound(word: str) -> str | None:
    heard = re.findall(r"[^\W_]|[%℃]", word)
    return heard[-1] if heard else None


def _latin(word: str) -> int:
    letters = re.findall(r"[A-Za-z]+$", word)[0]
    if letters.isupper() or len(letters) <= _SPELLED or not re.search("[aeiouy]", letters):
        letters = letters.upper()
        return _LIEUL if letters[-1] in "LR" else int(letters[-1] in "MN")
    if not _CLOSED.search(letters):
        return 0
    return _LIEUL if letters.lower().rstrip("e").endswith("l") else 1
