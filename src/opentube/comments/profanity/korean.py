"""Finding Korean words in folded text."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from operator import add
from typing import Final, NamedTuple

from opentube.comments.profanity.fold import fold
from opentube.comments.profanity.hangul import is_syllable
from opentube.comments.profanity.lookalikes import lookalikes, may_be_mixed
from opentube.comments.profanity.resources import Pattern, expand, rows
from opentube.comments.profanity.trie import Node, PatternTrie, is_consonants
from opentube.comments.profanity.units import Units, hangul_units, readings
from opentube.comments.profanity.values import Hit

_NOT_HANGUL = re.compile("[^가-힣ㄱ-ㅣ]+")
_LETTER = re.compile("[ㄱ-ㅊㅌ-ㅍㅏ-ㅛㅝ-ㅟㅢㅣ]")
_JAMO = re.compile("[ㄱ-ㅣ]+")
_JAMO_BETWEEN = re.compile("[가-힣][ㄱ-ㅣ]+[가-힣]")
_DIGIT = re.compile(r"\d")
_SPELLING = re.compile("초성|자음|받침|모음|쌍자음|ㄱ\\s?ㄴ\\s?ㄷ")
_MAX_GAP: Final = 6
_MIN_TYPED: Final = 2
_AFTER_SPACED: Final = frozenset("놈년새것아야들임련롬ㅋㅎㅠㅜㅡ")
_PARTICLES: Final = frozenset("은는이가을를도만의에")
_BEFORE_JOINED: Final = frozenset("아야와개이그저휴에오하악존뭐왜ㅋㅎㅠㅜㅡ")
_LAUGHTER: Final = frozenset("ㅋㅎㄷㅉ")
_BESIDE_CONSONANTS: Final = frozenset("ㅋㅎㅉㄷㅇㅗ")
_NONE, _INK, _SPACE, _APART, _BOTH, _FAR = range(6)
_DISGUISED: Final = 0.05
_MILD: Final = 0.5
_MILD_DISGUISED: Final = 0.3


class KoreanMatcher:
    """Finds the patterns of some lists, but for what those of others spare."""

    def __init__(self, hide: Sequence[PatternTrie], allow: Sequence[PatternTrie]) -> None:
        self._hide = hide
        self._allow = allow
        self._pairs = frozenset[str]().union(*(trie.pairs for trie in hide))
        self._drawn = frozenset[str]().union(*(trie.drawn for trie in hide))
        self._singles = frozenset[str]().union(*(trie.singles for trie in hide))

    def find(self, text: str) -> list[Hit]:
        """Return what is found in folded text and not to be left alone, in no order, perhaps overlapping."""
        hangul = _NOT_HANGUL.sub("", text)
        hits: list[Hit] = []
        neighbours = set(map(add, hangul, hangul[1:]))
        if _JAMO_BETWEEN.search(hangul):
            bare = _JAMO.sub("", hangul)
            neighbours.update(map(add, bare, bare[1:]))
        lettered = bool(_LETTER.search(hangul))
        plain = lettered or not self._pairs.isdisjoint(neighbours) or not self._singles.isdisjoint(hangul)
        if plain or not self._drawn.isdisjoint(neighbours):
            written, *others = readings(hangul_units(text), self._drawn)
            hits += self._search(text, written, disguised=False)
            for reading in others:
                hits += self._search(text, reading, disguised=True)
        if may_be_mixed(text):
            for reading in readings(lookalikes(text), self._drawn):
                hits += self._search(text, reading, disguised=True)
        return hits

    def find_typed(self, units: Units, text: str) -> list[Hit]:
        """Return what is found in letters that came from a keyboard left in English; one syllable is no word."""
        *_, best = readings(units, frozenset())
        if sum(not is_syllable(char) for char in best.chars) > 1:
            return []
        return self._search(text, best, disguised=True, typed=True)

    def _search(self, text: str, units: Units, *, disguised: bool, typed: bool = False) -> list[Hit]:
        found: list[tuple[Match, Hit]] = []
        for match in _matches(self._hide, units, text):
            word = match.pattern.word
            if not (typed and (len(word) < _MIN_TYPED or not all(map(is_syllable, word)))) and match.is_meant():
                kind = _INK if typed or match.is_spelt() else match.kind
                found.append(
                    (match, Hit(match.start, match.end, _score(match.pattern.score, kind, disguised=disguised)))
                )
        if not found:
            return []
        spared = [match for match in _matches(self._allow, units, text) if match.fits()]
        return [hit for match, hit in found if not any(match.lies_in(other) for other in spared)]


class Match(NamedTuple):
    """A pattern at units [at, stop) of a text, with the kind of each gap."""

    pattern: Pattern
    at: int
    stop: int
    gaps: list[int]
    units: Units
    text: str

    @property
    def start(self) -> int:
        """The first character that is found, context left out."""
        return self.units.starts[self.at + self.pattern.core]

    @property
    def end(self) -> int:
        """The end of what is found."""
        return self.units.ends[self.at + self.pattern.end - 1]

    @property
    def kind(self) -> int:
        """The widest gap within what is found."""
        return max(self.gaps[self.pattern.core : self.pattern.end - 1], default=_NONE)

    def lies_in(self, other: "Match") -> bool:
        """Whether what is found lies within the other pattern, which may spare it."""
        if self.pattern.own and not other.pattern.own:
            return False
        return other.at <= self.at + self.pattern.core and self.at + self.pattern.end <= other.stop

    def is_spelt(self) -> bool:
        """Whether a syllable of it is written letter by letter: 닥ㅊㅕ."""
        places = range(self.at + self.pattern.core, self.at + self.pattern.end)
        return any("ㄱ" <= self.text[self.units.starts[k]] <= "ㅎ" and is_syllable(self.units.chars[k]) for k in places)

    def fits(self) -> bool:
        """Whether gaps and boundaries are what the pattern asks for."""
        pattern, units, text = self.pattern, self.units, self.text
        if any(tight and kind > _NONE for tight, kind in zip(pattern.tight, self.gaps, strict=True)):
            return False
        first, last = units.starts[self.at], units.ends[self.stop - 1]
        return not (pattern.left and _continues(_at(text, first - 1))) and not (
            pattern.right and _continues(_at(text, last))
        )

    def is_meant(self) -> bool:
        """Whether this is the word and not parts of its neighbours: 다시 발표, 몇 시 발, ㅈㅅㅂㄷ."""
        if not self.fits():
            return False
        word, kind = self.pattern.word, self.kind
        if is_consonants(word):
            return self._stands_alone()
        if kind == _NONE:
            return True
        before = _at(self.text, self.start - 1)
        joined = is_syllable(before)
        if kind == _INK:
            return not joined or before in _BEFORE_JOINED
        if joined or before.isdigit() or ("년" in word and _DIGIT.search(self.text, self.start, self.end)):
            return False
        curse = word[0] in "씨시"
        return self._may_end(curse=curse) and (not curse or _after_exclamation(self.text, self.start))

    def _may_end(self, *, curse: bool) -> bool:
        after = _at(self.text, self.end)
        return not is_syllable(after) or after in _AFTER_SPACED or (not curse and after in _PARTICLES)

    def _stands_alone(self) -> bool:
        if _SPELLING.search(self.text):
            return False
        starts, ends, chars = self.units.starts, self.units.ends, self.units.chars
        reach = 0 if self.kind < _SPACE else 2
        word = chars[self.at : self.stop]
        left, right = self.at, self.stop
        neighbours = []
        if left > 0 and starts[left] - ends[left - 1] <= reach:
            neighbours.append((chars[left - 1], chars[max(0, left - 2) : left]))
        if right < len(chars) and starts[right] - ends[right - 1] <= reach:
            neighbours.append((chars[right], chars[right : right + 2]))
        return all(
            not "ㄱ" <= unit <= "ㅎ" or unit in _BESIDE_CONSONANTS or word in _joined() or pair in _joined()
            for unit, pair in neighbours
        )


def _continues(char: str) -> bool:
    return is_syllable(char) or ("ㄱ" <= char <= "ㅎ" and char not in _LAUGHTER)


def _at(text: str, place: int) -> str:
    return text[place] if 0 <= place < len(text) else " "


def _matches(tries: Sequence[PatternTrie], units: Units, text: str) -> Iterator[Match]:
    for trie in tries:
        root = trie.root.next
        for at, unit in enumerate(units.chars):
            node = root.get(unit)
            if node is not None and (node.ends or units.chars[at + 1 : at + 2] in node.next):
                yield from _walk(node, units, text, at)


def _walk(node: Node, units: Units, text: str, start: int) -> Iterator[Match]:
    gaps: list[int] = []
    at = start
    while True:
        at += 1
        for pattern in node.ends:
            yield Match(pattern, start, at, gaps, units, text)
        following = node.next.get(units.chars[at]) if at < len(units.chars) else None
        if following is None:
            return
        kind = _gap(text, units.ends[at - 1], units.starts[at])
        if kind == _FAR:
            return
        gaps = [*gaps, kind]
        node = following


def _gap(text: str, start: int, end: int) -> int:
    if start >= end:
        return _NONE
    if end - start > _MAX_GAP:
        return _FAR
    between = text[start:end]
    if between.isspace():
        return _SPACE
    if any(map(str.isspace, between)):
        return _APART if between[0].isspace() and between[-1].isspace() else _BOTH
    return _INK


@cache
def _joined() -> frozenset[str]:
    """Consonants that often stand beside another such word: ㅅㅂㅅㄲ, ㅈㄴㅅㅂ."""
    return frozenset({"ㅅㄲ", "ㅅㅂ", "ㅆㅂ", "ㅈㄴ", "ㅂㅅ", "ㄴㅇ", "ㄴㄷ", "ㅈㄹ"})


def _after_exclamation(text: str, start: int) -> bool:
    """Whether 씨 발 may be a curse where it stands: not after a name or a number of hours."""
    words = text[max(0, start - 20) : start].split()
    if not words:
        return True
    word = words[-1].lower()
    return not any(map(is_syllable, word)) or not is_syllable(word[-1]) or word in _exclamations()


@cache
def _exclamations() -> frozenset[str]:
    return frozenset(word for (line,) in rows("ko_before.txt") for word in line.split())


def _score(score: float, kind: int, *, disguised: bool) -> float:
    if score < _MILD:
        return score + _MILD_DISGUISED if kind in {_INK, _APART} else score
    return score - _DISGUISED if disguised or kind > _NONE else score


def own_patterns(words: Sequence[str], *, allow: bool) -> Iterator[Pattern]:
    """Give an owner's Korean words as patterns: gaps are permitted in both lists."""
    for word in words:
        units = _NOT_HANGUL.sub("", fold(word).chars)
        if units and units == "".join(fold(word).chars.split()):
            yield from expand("_".join(units), -1.0 if allow else 1.0, own=True)
