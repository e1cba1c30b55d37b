"""Names of two words, found by how often the words stand side by side."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import pairwise
from typing import Final, NamedTuple

from opentube.comments.english_terms import lemma
from opentube.comments.lexicon import words

_WORD = re.compile(r"[가-힣]+|[A-Za-z]+(?:['’][A-Za-z]+)?")
_SENTENCE_END: Final = '.!?"\n'
_LEAST_TEXTS: Final = 3
_SHARE_OF_RARER: Final = 0.5
_SHARE_OF_COMMONER: Final = 0.25
_CAPITAL_SHARE: Final = 0.6


class Phrase(NamedTuple):
    """Two terms that are one: ``megan fox``."""

    first: str
    second: str


def find_phrases(texts: Iterable[str], terms: Collection[str]) -> list[Phrase]:
    """Find terms that mostly stand beside each other, a single space between them, in alphabetical order.

    Both words of a phrase need the other: side by side in at least half of the texts of the rarer word and a quarter of
    the texts of the commoner one. Korean words may be followed by a particle, the first of two by none.
    """
    known = frozenset(terms)
    single: Counter[str] = Counter()
    pairs: Counter[Phrase] = Counter()
    for text in texts:
        found = [(_term(match[0], known), match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]
        single.update({term for term, *_ in found if term})
        pairs.update(
            {
                Phrase(one, other)
                for (one, _, end, written), (other, start, _, _) in pairwise(found)
                if one and other and one != other and text[end:start] == " " and (written.isascii() or written == one)
            }
        )
    return sorted(
        phrase
        for phrase, count in pairs.items()
        if count >= _LEAST_TEXTS
        and count >= _SHARE_OF_RARER * min(single[phrase.first], single[phrase.second])
        and count >= _SHARE_OF_COMMONER * max(single[phrase.first], single[phrase.second])
    )


def find_capitalised(texts: Iterable[str], terms: Collection[str]) -> frozenset[str]:
    """Return the English terms that most people write with a capital inside a sentence: names."""
    known = frozenset(terms)
    inside: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        if text.isupper():
            continue
        for match in _WORD.finditer(text):
            written = match[0]
            before = text[: match.start()].rstrip(" ")[-1:]
            if not written.isascii() or not before or before in _SENTENCE_END:
                continue
            term = _term(written, known)
            if term:
                inside[term] += 1
                capital[term] += written[0].isupper() and not written.isupper()
    return frozenset(term for term, count in inside.items() if capital[term] >= _CAPITAL_SHARE * count)


def _term(written: str, known: frozenset[str]) -> str | None:
    if written.isascii():
        word = written.lower().removesuffix("'s")
        return next((term for term in (word, lemma(word)) if term in known), None)
    particles = words("particles_ko.txt")
    for length in range(len(written), 0, -1):
        if written[:length] in known and (length == len(written) or written[length:] in particles):
            return written[:length]
    return None
