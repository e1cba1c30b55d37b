"""Words that the dictionary lacks and the analyser splits, found by how they are used."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from opentube.comments.lexicon import words

_WRITTEN = re.compile("[가-힣]{2,12}")
_SHORTEST: Final = 2
_LONGEST: Final = 6
_LEAST_TEXTS: Final = 3
_LEAST_PARTICLES: Final = 3
_NOUN_SHARE: Final = 0.8
_FOLLOWED_SHARE: Final = 0.2
_COHESION: Final = 0.5
_TITLE_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Coinage:
    """A word found by its use: in how many texts it stands, and whether people address somebody with it."""

    word: str
    texts: int
    is_name: bool


@dataclass(slots=True)
class _Use:
    texts: int = 0
    bare: int = 0
    followed: int = 0
    titled: int = 0
    particles: frozenset[str] = frozenset()

    @property
    def is_name(self) -> bool:
        return self.titled >= _TITLE_SHARE * self.texts

    @property
    def is_noun(self) -> bool:
        return (
            self.texts >= _LEAST_TEXTS
            and len(self.particles) >= _LEAST_PARTICLES
            and self.bare + self.followed >= _NOUN_SHARE * self.texts
            and self.followed >= _FOLLOWED_SHARE * self.texts
        )


def find_coinages(texts: Iterable[str]) -> list[Coinage]:
    """Find beginnings of written words that are used as nouns are, in alphabetical order.

    A beginning of two to six syllables counts when nearly always it stands alone or before a particle or title, before
    several different ones, and holds together: the beginning one syllable shorter rarely goes on otherwise (cohesion).
    Most are words that every dictionary has: the caller asks an analyser which ones it would split.

    Args:
        texts: what ``normalise.words_only`` returns, some thousands; memory grows with their different words.
    """
    written: Counter[str] = Counter()
    for text in texts:
        written.update(set(_WRITTEN.findall(text)))
    uses: dict[str, _Use] = {}
    for word, count in written.items():
        _count(uses, word, count)
    return [
        Coinage(word, use.texts, use.is_name)
        for word, use in sorted(uses.items())
        if len(word) > 1 and use.is_noun and (len(word) == _SHORTEST or use.texts >= _COHESION * uses[word[:-1]].texts)
    ]


def _count(uses: dict[str, _Use], word: str, count: int) -> None:
    particles, titles = words("particles_ko.txt"), words("titles_ko.txt")
    for length in range(1, min(_LONGEST, len(word)) + 1):
        use = uses.setdefault(word[:length], _Use())
        use.texts += count
        rest = word[length:]
        if not rest:
            use.bare += count
        elif rest in particles or rest in titles:
            use.followed += count
            use.particles |= {rest}
            use.titled += count if rest in titles else 0
