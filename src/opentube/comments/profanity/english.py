"""English words in a whole comment: its chunks, letters set apart, words in two pieces, keyboards left in English."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from opentube.comments.profanity.hangul import typed
from opentube.comments.profanity.korean import KoreanMatcher
from opentube.comments.profanity.latin import Chunk, LatinTrie, Match, spared_phrases
from opentube.comments.profanity.units import Units
from opentube.comments.profanity.values import PROFANE_FROM, Hit

_CHUNK = re.compile(r"[^\s가-힣ㄱ-ㆎ]+")
_EMPHASIS = re.compile(r"^(\*{1,3}|_{1,2}|~{2})(.*[^*_~].*?)\1[.,!?:;]*$")
_ADDRESS = re.compile(r"https?://|www\.|\w@\w+\.\w", re.IGNORECASE)
_APART = re.compile(r"(?<![^\s#(\"'])\S(?:[^\S\n]{1,2}\S){2,39}(?![^\s.,!?;:)\"'])")
_EDGE: Final = ".,!?:;()[]{}\"'…“”‘’~-"
_NAME_BESIDE = re.compile(r"[A-Z][a-z]+(?:\s[A-Z]\.)?\s$|[A-Z]\.\s?$")
_NAME_AFTER = re.compile(r"\s(?:[A-Z][a-z]|[vV]an\s|[dD]e\s)")
_LATIN = re.compile("[A-Za-z\u00b5-\uabff\uac00-\uffff\U0001d400-\U0001d7ff\U0001f130-\U0001f1ff]")
_NOT_KEYS = re.compile("[^A-Za-z]+")
_KEYS = re.compile(r"[A-Za-z]")
_SYLLABLES = re.compile(r"[yuiophjklbnm]?(?:[qwertasdfgzxcv][yuiophjklbnm]{1,2}[qwertasdfgzxcv]{0,2})+", re.IGNORECASE)
_ARTICLES: Final = frozenset("aAIuU")
_MILD_APART: Final = 0.3
_MIN_KEYS: Final = 4
_CLEAN_KEPT: Final = 50_000
_LONGEST_KEPT: Final = 40


class EnglishMatcher:
    """Finds English words, and Korean ones typed on a keyboard left in English.

    Chunks without a finding are remembered, so that common words are looked at once.
    """

    def __init__(self, tries: Sequence[LatinTrie], korean: KoreanMatcher) -> None:
        self._tries = tries
        self._korean = korean
        self._clean: set[str] = set()
        self._halves = {first for trie in tries for first, _ in trie.halves}

    def find(self, text: str) -> list[Hit]:
        """Return what is found in folded text, in no order, perhaps overlapping."""
        apart = _APART.search(text)
        if not apart and self._clean.issuperset(_CHUNK.findall(text)):
            return []
        hits: list[Hit] = []
        before: re.Match[str] | None = None
        for chunk in _CHUNK.finditer(text):
            word = chunk[0]
            if before is not None:
                hits += self._two_pieces(before, chunk)
            before = None
            if word in self._clean:
                continue
            for hit, name in self._in_chunk(word):
                if not (name and _is_name(text, chunk)):
                    hits.append(Hit(hit.start + chunk.start(), hit.end + chunk.start(), hit.score))
            if word.strip(_EDGE).lower() in self._halves:
                before = chunk
        if apart:
            hits += self._set_apart(text)
        if hits:
            spared = [match.span() for match in spared_phrases().finditer(text)]
            hits = [hit for hit in hits if not any(a <= hit.start and hit.end <= b for a, b in spared)]
        return hits

    def _in_chunk(self, word: str) -> Iterator[tuple[Hit, bool]]:
        if _ADDRESS.search(word):
            return
        emphasis = _EMPHASIS.match(word)
        if emphasis:
            for hit, name in self._in_chunk(emphasis[2]):
                shift = emphasis.start(2)
                yield Hit(hit.start + shift, hit.end + shift, hit.score), name
            return
        mention = word.startswith("@")
        found, typed_found = self._matches(word), list(self._typed(word))
        if not found and not typed_found and word.strip(_EDGE).lower() not in self._halves:
            self._remember(word)
        for match in found:
            if not (mention and (match.start or word[match.end :].strip(_EDGE))):
                capital = word[match.start].isupper() and not word.isupper()
                yield Hit(match.start, match.end, match.score), match.word.name and capital
        for hit in typed_found:
            yield hit, False

    def _matches(self, word: str) -> list[Match]:
        letters = word.strip(_EDGE).replace("'", "")
        if letters.isascii() and letters.isalpha():
            if not any(trie.may_hold(letters) for trie in self._tries):
                return []
        elif not _LATIN.search(word):
            return []
        chunk = Chunk(word)
        found = [match for trie in self._tries for match in chunk.matches(trie)]
        spared = [match for match in found if match.word.spared]
        return [
            match
            for match in found
            if not match.word.spared and not any(s.start <= match.start and match.end <= s.end for s in spared)
        ]

    def _typed(self, word: str) -> Iterator[Hit]:
        written = _NOT_KEYS.sub("", word)
        if len(written) < _MIN_KEYS or not _SYLLABLES.fullmatch(written):
            return
        keys = [i for i, char in enumerate(word) if _KEYS.match(char)]
        for text in dict.fromkeys((written, written.lower())):
            letters, last = typed(text)
            ends = [keys[place] + 1 for place in last]
            starts = [keys[0], *(keys[place + 1] for place in last[:-1])]
            yield from self._korean.find_typed(Units("".join(letters), starts, ends), word)

    def _two_pieces(self, before: re.Match[str], chunk: re.Match[str]) -> Iterator[Hit]:
        first, second = before[0].lstrip(_EDGE), chunk[0].rstrip(_EDGE)
        if chunk.start() - before.end() <= 1:
            for trie in self._tries:
                word = trie.halves.get((first.lower(), second.lower()))
                if word:
                    yield Hit(before.end() - len(first), chunk.start() + len(second), word.score - 0.05)

    def _set_apart(self, text: str) -> Iterator[Hit]:
        for run in _APART.finditer(text):
            places = [i for i in range(run.start(), run.end()) if not text[i].isspace()]
            skipped = (0, 1) if text[places[0]] in _ARTICLES else (0,)
            for first in skipped:
                joined = "".join(text[i] for i in places[first:])
                for match in self._matches(joined):
                    score = match.score if match.score >= PROFANE_FROM else match.score + _MILD_APART
                    yield Hit(places[first + match.start], places[first + match.end - 1] + 1, score)
                for hit in self._typed(joined):
                    yield Hit(places[first + hit.start], places[first + hit.end - 1] + 1, hit.score)

    def _remember(self, word: str) -> None:
        if len(self._clean) >= _CLEAN_KEPT:
            self._clean.clear()
        if len(word) <= _LONGEST_KEPT:
            self._clean.add(word)


def _is_name(text: str, chunk: re.Match[str]) -> bool:
    """Whether a capitalised word stands beside a part of a name: Moby Dick, Dick Van Dyke."""
    return bool(
        _NAME_BESIDE.search(text[max(0, chunk.start() - 24) : chunk.start()]) or _NAME_AFTER.match(text, chunk.end())
    )
