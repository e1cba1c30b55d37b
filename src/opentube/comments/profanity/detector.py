"""Vulgar wording, however disguised."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from opentube.comments.normalise import MAX_CHARS
from opentube.comments.profanity.english import EnglishMatcher
from opentube.comments.profanity.fold import fold
from opentube.comments.profanity.hangul import typed
from opentube.comments.profanity.korean import KoreanMatcher, own_patterns
from opentube.comments.profanity.latin import LatinTrie, Word, english_words
from opentube.comments.profanity.resources import expand, korean_allowed, korean_hidden, version
from opentube.comments.profanity.trie import PatternTrie
from opentube.comments.profanity.units import Units, composed
from opentube.comments.profanity.values import NOTHING, PROFANE_FROM, Hit, Profanity, WordLists
from opentube.models.values import ModelRef

_LATIN_WORD = re.compile(r"[A-Za-z]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_DISGUISED: Final = 0.05
_MILD_DISGUISED: Final = 0.3
_NO_WORDS: Final = WordLists()


class ProfanityDetector:
    """Finds vulgar words in Korean and English comments.

    Args:
        own: the owner's words beside the built-in ones.
    """

    def __init__(self, own: WordLists = _NO_WORDS) -> None:
        self.own = own
        hide = PatternTrie(own_patterns(own.hide, allow=False))
        allow = _spared(), PatternTrie(own_patterns(own.allow, allow=True))
        self._korean = KoreanMatcher((_korean(), _left_in_korean(), hide), allow)
        typed_korean = KoreanMatcher((_korean(), hide), allow)
        self._english = EnglishMatcher((_english(), LatinTrie(_own_words(own))), typed_korean)
        self._literal = _literally(word for word in own.hide if not _has_own_way(word))
        self._spared = _literally(word for word in own.allow if not _has_own_way(word))

    @property
    def ref(self) -> ModelRef:
        """Name and version; the version is a digest of the word lists."""
        return ModelRef("profanity", "word-patterns", version())

    def with_words(self, own: WordLists) -> "ProfanityDetector":
        """Return a detector with other words of an owner. Cheap: the built-in lists are shared."""
        return ProfanityDetector(own)

    def find(self, text: str) -> Profanity:
        """Return what is vulgar in a comment.

        Args:
            text: the comment as it was given, of any characters; only its first ``MAX_CHARS`` are read.
        """
        folded = fold(text[:MAX_CHARS])
        hits = [*self._korean.find(folded.chars), *self._english.find(folded.chars)]
        if self._literal:
            hits += [Hit(*match.span(), 1.0) for match in self._literal.finditer(folded.chars)]
        if not hits:
            return NOTHING
        if self._spared:
            spared = [match.span() for match in self._spared.finditer(folded.chars)]
            hits = [hit for hit in hits if not any(a <= hit.start and hit.end <= b for a, b in spared)]
        hits = [_hidden(hit, text[slice(*folded.original(hit.start, hit.end))]) for hit in hits]
        score = max((hit.score for hit in hits), default=0.0)
        return Profanity(
            round(score, 4), _joined(folded.original(h.start, h.end) for h in hits if h.score >= PROFANE_FROM)
        )


def _hidden(hit: Hit, written: str) -> Hit:
    """Count a mild word that has invisible characters within as disguised."""
    if hit.score < PROFANE_FROM and _INVISIBLE.search(written):
        return Hit(hit.start, hit.end, hit.score + _MILD_DISGUISED)
    return hit


def _joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


@cache
def _korean() -> PatternTrie:
    return PatternTrie(korean_hidden())


@cache
def _spared() -> PatternTrie:
    return PatternTrie(korean_allowed())


@cache
def _left_in_korean() -> PatternTrie:
    """Return English words as a keyboard left in Korean gives them: ㄹㅕㅊㅏ."""
    chosen = (word for word in english_words() if word.starred)
    return PatternTrie(
        pattern for word in chosen for pattern in expand(f"<{_in_korean(word.text)}>", word.score - _DISGUISED)
    )


def _in_korean(word: str) -> str:
    letters, places = typed(word)
    return composed(Units("".join(letters), places, [place + 1 for place in places])).chars


@cache
def _english() -> LatinTrie:
    return LatinTrie(english_words())


def _own_words(own: WordLists) -> Sequence[Word]:
    hidden = (
        Word(word.lower() + end, 1.0, split=True)
        for word in own.hide
        if _LATIN_WORD.fullmatch(word)
        for end in ("", "s")
    )
    allowed = (Word(word.lower(), 0.0, spared=True) for word in own.allow if _LATIN_WORD.fullmatch(word))
    return (*hidden, *allowed)


def _has_own_way(word: str) -> bool:
    return bool(_LATIN_WORD.fullmatch(word)) or next(own_patterns((word,), allow=False), None) is not None


def _literally(words: Iterable[str]) -> re.Pattern[str] | None:
    chosen = [r"\s+".join(map(re.escape, word.split())) for word in words]
    return re.compile("|".join(chosen), re.IGNORECASE) if chosen else None
