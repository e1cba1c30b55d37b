"""A prefix tree of Korean patterns, walked over units with the text between them."""

from collections.abc import Iterable, Iterator
from typing import Final

from opentube.comments.profanity.hangul import INITIALS, is_syllable, parts, syllable
from opentube.comments.profanity.resources import Pattern

_DRAWN: Final = {
    "ㅣ": "이", "ㅢ": "이의", "ㅟ": "이위", "ㅏ": "아", "ㅑ": "아야", "ㅐ": "애에", "ㅔ": "에애", "ㅓ": "어", "ㅕ": "여어",
    "ㅗ": "오", "ㅛ": "요오", "ㅜ": "우", "ㅠ": "유우", "ㅡ": "으",
}  # fmt: skip


class Node:
    """Where a walk stands: what may come next, and what ends here."""

    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[str, Node] = {}
        self.ends: list[Pattern] = []


class PatternTrie:
    """The patterns of one list.

    ``pairs`` holds every two neighbouring units that a pattern begins with, ``singles`` the patterns of one unit, and
    ``drawn`` every two units that a drawn-out syllable of a pattern shows: a text without them holds none.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.root = Node()
        self.singles: set[str] = set()
        self.pairs: set[str] = set()
        self.drawn: set[str] = set()
        for pattern in patterns:
            node = self.root
            for unit in pattern.word:
                node = node.next.setdefault(unit, Node())
            node.ends.append(pattern)
            if len(pattern.word) == 1:
                self.singles.add(pattern.word)
            else:
                self.pairs.add(pattern.word[:2])
        for unit in {unit for word in self._words() for unit in word}:
            self.drawn.update(_drawn_out(unit))

    def _words(self) -> Iterator[str]:
        nodes = [self.root]
        while nodes:
            node = nodes.pop()
            yield from (pattern.word for pattern in node.ends)
            nodes += node.next.values()


def _drawn_out(unit: str) -> Iterator[str]:
    if is_syllable(unit):
        initial, vowel, final = parts(unit)
        opened = syllable(initial, vowel)
        for silent in _DRAWN.get(vowel, ""):
            yield opened + silent
            if final != " ":
                yield opened + syllable("ㅇ", parts(silent)[1], final)


def is_consonants(word: str) -> bool:
    """Whether a word is written with consonants only: ㅅㅂ."""
    return all(unit in INITIALS or unit == "ㅄ" for unit in word)
