"""Finding English words in folded text, letter by letter, through look-alikes, signs and repeats."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final, NamedTuple

from opentube.comments.profanity.resources import rows

_LEET: Final = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "6": "g", "@": "a", "$": "s",
    "!": "i", "|": "il", "+": "t", "(": "c", "€": "e", "£": "l", "¡": "i", "¢": "c", "¥": "y", "§": "s", "µ": "u", "v": "u",
}  # fmt: skip
_REPEATED = re.compile(r"(.)\1+")
_VOWELS: Final = "aeiou"
_WILD: Final = frozenset("*#%&?_-.+~^•●×")
_STARS: Final = frozenset("*#")
_NEVER_BETWEEN: Final = frozenset("'’`´,;:\"”“?")
_MAX_BETWEEN: Final = 3
_MAX_START: Final = 400
_SHORT: Final = 4
_DISGUISED: Final = 0.05
_MILD: Final = 0.5
_MILD_DISGUISED: Final = 0.3


@dataclass(frozen=True, slots=True)
class Word:
    """An English word to find.

    ``inside``: also within a longer run of letters (holyfuckingshit). ``split``: also in two pieces (fu ck). ``starred``:
    also as its first letter and stars. ``name``: not where it is written as a person's name. ``spared``: an owner allows it.
    """

    text: str
    score: float
    inside: bool = False
    split: bool = False
    starred: bool = False
    name: bool = False
    spared: bool = False


class _Node:
    __slots__ = ("next", "word")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.word: Word | None = None


class LatinTrie:
    """All words of one list."""

    def __init__(self, words: Iterable[Word]) -> None:
        self.root = _Node()
        self.halves: dict[tuple[str, str], Word] = {}
        words = tuple(words)
        self._squeezed = frozenset(_squeeze(word.text) for word in words)
        inside = "|".join(sorted({_squeeze(word.text) for word in words if word.inside}, key=len))
        self._inside = re.compile(inside) if inside else None
        common = _common()
        for word in words:
            node = self.root
            for letter in word.text:
                node = node.next.setdefault(letter, _Node())
            if node.word is None or node.word.score < word.score:
                node.word = word
            if word.split:
                for cut in range(1, len(word.text)):
                    halves = word.text[:cut], word.text[cut:]
                    if not common.issuperset(halves):
                        self.halves[halves] = word

    def may_hold(self, letters: str) -> bool:
        """Whether a run of ASCII letters may be or hold a word of the list."""
        squeezed = _squeeze(letters.lower())
        return (
            squeezed in self._squeezed
            or squeezed.replace("v", "u") in self._squeezed
            or (self._inside is not None and self._inside.search(squeezed) is not None)
        )


def _squeeze(letters: str) -> str:
    return _REPEATED.sub(r"\1", letters)


@dataclass(frozen=True, slots=True)
class Match:
    """A word at characters [start, end); ``signs`` of them stand for a letter or between letters."""

    start: int
    end: int
    word: Word
    signs: int

    @property
    def score(self) -> float:
        """The word's score: signs make a mild word worse, since nobody hides a harmless one."""
        if self.signs == 0:
            return self.word.score
        if self.word.score < _MILD:
            return self.word.score + _MILD_DISGUISED
        return self.word.score - _DISGUISED


class _Step(NamedTuple):
    """A way to read a chunk up to character ``at``; ``stuck``: the last character was left out."""

    node: _Node
    at: int
    last: str = ""
    digits: int = 0
    between: int = 0
    wild: int = 0
    real: int = 0
    stuck: bool = False


class Chunk:
    """Characters without a space between them, as the Latin letters that each may stand for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._options = [letters_of(char) for char in text]
        self._real = [
            (bool(letters) and char not in _LEET) or char == "v"
            for char, letters in zip(text, self._options, strict=True)
        ]
        if text.startswith("*") and text[1:2].isalpha() and len(text) > _SHORT:
            self._options[0] = "a"

    def matches(self, trie: LatinTrie) -> Iterator[Match]:
        """Give the words of a list, the least disguised reading of each."""
        for start in range(min(len(self._text), _MAX_START)):
            if not any(letter in trie.root.next for letter in self._options[start]):
                continue
            inner = self._is_letter(start - 1) or (self._is_digit(start - 1) and self._is_letter(start - 2))
            if not inner or self._real[start]:
                yield from self._from(trie.root, start, inner=inner)

    def _from(self, root: _Node, start: int, *, inner: bool) -> Iterator[Match]:
        best: dict[int, Match] = {}
        seen: set[tuple[int, int, int, str, bool]] = set()
        steps = [_Step(root, start)]
        while steps:
            step = steps.pop()
            key = (id(step.node), step.at, step.wild, step.last, step.stuck)
            if key in seen:
                continue
            seen.add(key)
            word = step.node.word
            if word is not None and self._ends(word, step, inner=inner):
                signs = step.digits + step.between + step.wild
                known = best.get(step.at)
                if known is None or (signs, -word.score) < (known.signs, -known.word.score):
                    best[step.at] = Match(start, step.at, word, signs)
            if step.at < len(self._text):
                steps += self._next(step, inner=inner)
        yield from best.values()

    def _next(self, step: _Step, *, inner: bool) -> Iterator[_Step]:
        at, char, real = step.at, self._text[step.at], self._real[step.at]
        node, _, last, digits, between, wild, shown, _ = step
        if last and last in self._options[at] and (real or self._text[at - 1] == char):
            yield _Step(node, at + 1, last, digits, between, wild, shown)
        if not inner and shown + digits and not real:
            if char not in _NEVER_BETWEEN and self._gap(at) <= _MAX_BETWEEN:
                yield _Step(node, at + 1, "", digits, between + 1, wild, shown, stuck=True)
            if char in _WILD:
                for letter, following in node.next.items():
                    if char in _STARS or letter in _VOWELS:
                        yield _Step(following, at + 1, "", digits, between, wild + 1, shown)
        for letter in self._options[at]:
            reached = node.next.get(letter)
            if reached is not None:
                plain = real and char.isascii() and (char != "v" or letter == "v")
                yield _Step(reached, at + 1, letter, digits + (not plain), between, wild, shown + real)

    def _ends(self, word: Word, step: _Step, *, inner: bool) -> bool:
        at, size = step.at, len(word.text)
        tail = self._is_letter(at) or (self._is_digit(at) and self._is_letter(at + 1))
        if inner or tail:
            return word.inside and step.digits + step.between + step.wild == 0
        if step.stuck or (not step.last and self._text[at - 1] not in _STARS):
            return False
        if step.between and not word.inside and self._is_letter(at + 1) and self._text[at] == self._text[at - 2]:
            return False
        if step.wild and not self._may_be_starred(word, step):
            return False
        shown = self._text[at - size : at]
        digits = sum(char.isdigit() for char in shown)
        most = 0 if size < _SHORT else size // 2
        return (step.real > 0 and digits <= most) or (digits == 1 and step.real > 1)

    def _may_be_starred(self, word: Word, step: _Step) -> bool:
        if step.real + step.digits == 1:
            return word.starred and step.wild == len(word.text) - 1
        last = self._text[step.at - 1]
        stars = not _STARS.isdisjoint(self._text[step.at - len(word.text) : step.at])
        return len(word.text) >= _SHORT or (stars and step.real > 1 and last not in _WILD)

    def _gap(self, at: int) -> int:
        begin = at
        while begin > 0 and not self._real[begin - 1]:
            begin -= 1
        return at - begin + 1

    def _is_letter(self, at: int) -> bool:
        return 0 <= at < len(self._text) and self._real[at]

    def _is_digit(self, at: int) -> bool:
        return 0 <= at < len(self._text) and (self._text[at].isdigit() or self._text[at] in "@$")


@cache
def letters_of(char: str) -> str:
    """Return the ASCII letters, lower case, that a character may stand for; none for most."""
    if "a" <= char <= "z":
        return "vu" if char == "v" else char
    if "A" <= char <= "Z":
        return letters_of(char.lower())
    known = _LEET.get(char) or _lookalikes().get(char)
    if known:
        return known
    if "\U0001f1e6" <= char <= "\U0001f1ff":
        return chr(ord(char) - 0x1F1E6 + ord("a"))
    if char.isascii() or "가" <= char <= "힣":
        return ""
    plain = unicodedata.normalize("NFKD", char)[:1].lower()
    return plain if "a" <= plain <= "z" else _lookalikes().get(plain, "")


@cache
def _lookalikes() -> dict[str, str]:
    return {char: letter for letter, chars in rows("latin_lookalike.tsv") for char in chars.replace(" ", "")}


@cache
def _common() -> frozenset[str]:
    return frozenset(word for (line,) in rows("en_common.txt") for word in line.split())


@cache
def english_words() -> tuple[Word, ...]:
    """Return every English word to find, in all its forms."""
    words: list[Word] = []
    for score, flags, prefixes, stems, suffixes in rows("en_hide.tsv"):
        chosen = {flag: True for flag in flags.split() if flag != "-"}
        for prefix, stem, suffix in product(prefixes.split(), stems.split(), suffixes.split()):
            words.append(Word((prefix + stem + suffix).replace("-", ""), float(score), **chosen))
    return tuple(words)


@cache
def spared_phrases() -> re.Pattern[str]:
    """Return what finds the phrases in which a listed word is harmless: blue tits, magna cum laude."""
    phrases = (r"\s+".join(map(re.escape, line.split())) for (line,) in rows("en_allow.txt"))
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.IGNORECASE)
