"""Nearly the same text again and again: campaigns, found with MinHash and checked exactly.

Bands of minima (Broder 1997; Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, chapter 3) propose texts that
may be alike; the Jaccard similarity of their three-letter shingles decides.
"""

import re
from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from opentube.comments.normalise import limit_runs, plain, words_only

LEAST_LETTERS: Final = 20
"""Shorter texts (thanks, laughter, greetings) are the same by chance."""
LEAST_ASCII_LETTERS: Final = 25
"""The same for texts in ASCII: "this is the best song ever" is what many people write."""
LEAST_COMMENTS: Final = 3
LEAST_SIMILARITY: Final = 0.7
"""Jaccard similarity of two texts of one campaign: a letter in twenty or a few words in a paragraph may differ."""

_LEAST_DISTINCT: Final = 9
_MAX_LETTERS: Final = 120
_MAX_CHARS: Final = 1_000
_SHINGLE: Final = 3
_BANDS: Final = 16
_ROWS: Final = 5
_LEADERS: Final = 8
_BATCH: Final = 2_000
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_CHANCE: Final = np.random.default_rng(1)
_MASKS: Final = _CHANCE.integers(0, 2**32, _BANDS * _ROWS, dtype=np.uint32)
_ODD: Final = _CHANCE.integers(0, 2**32, _BANDS * _ROWS, dtype=np.uint32) | np.uint32(1)
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class CampaignText:
    """One comment. ``author`` is None where it is hidden; ``video`` tells under which video it stands."""

    text: str
    author: Hashable = None
    video: Hashable = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """Comments that say nearly the same, by so many known authors under so many videos.

    ``comment_indexes`` are their places in what was given, increasing.
    """

    comment_indexes: tuple[int, ...]
    authors: int
    videos: int


def find_campaigns(items: Iterable[CampaignText]) -> list[Campaign]:
    """Return groups of three or more comments of enough letters that are nearly the same, largest first.

    They may be by one author, who then repeats himself, or by several, known or not. Only letters count: not case,
    spaces, digits, marks, emoji, links, mentions nor how long a run is. The first 120 letters are read. About 300 bytes are kept of each comment that is long enough, and nothing of the others.
    """
    kept = _Kept()
    numbered = enumerate(items)
    while batch := list(islice(numbered, _BATCH)):
        kept.add(batch)
    groups = (kept.campaign(group) for group in _joined(kept) if len(group) >= LEAST_COMMENTS)
    return sorted(groups, key=lambda campaign: (-len(campaign.comment_indexes), campaign.comment_indexes))


def letters_of(text: str) -> str:
    """Return what of a comment is compared: its letters in lower case, runs limited, at most 120 of them."""
    return limit_runs(_NOT_LETTERS.sub("", words_only(plain(text[:_MAX_CHARS])).casefold()))[:_MAX_LETTERS]


class _Kept:
    """What is kept of comments that are long enough, in rows: place, author, video, text, hash of the text, bands."""

    def __init__(self) -> None:
        self.hashes = array("q")
        self.bands: list[NDArray[np.uint32]] = []
        self._places = array("q")
        self._authors = array("q")
        self._videos = array("q")
        self._texts = bytearray()
        self._ends = array("q", [0])

    def add(self, batch: Iterable[tuple[int, CampaignText]]) -> None:
        texts: list[bytes] = []
        for place, item in batch:
            letters = letters_of(item.text)
            if (
                len(letters) < (LEAST_ASCII_LETTERS if letters.isascii() else LEAST_LETTERS)
                or len(set(letters)) < _LEAST_DISTINCT
            ):
                continue
            texts.append(letters.encode("utf-16-le"))
            self.hashes.append(hash(letters))
            self._places.append(place)
            self._authors.append(0 if item.author is None else hash(item.author) or 1)
            self._videos.append(hash(item.video))
            self._texts += texts[-1]
            self._ends.append(len(self._texts))
        if texts:
            self.bands.append(_bands(texts))

    def shingles(self, row: int) -> frozenset[str]:
        text = self._texts[self._ends[row] : self._ends[row + 1]].decode("utf-16-le")
        return frozenset(text[at : at + _SHINGLE] for at in range(len(text) - _SHINGLE + 1))

    def campaign(self, rows: Iterable[int]) -> Campaign:
        rows = sorted(rows)
        authors = {self._authors[row] for row in rows} - {0}
        videos = {self._videos[row] for row in rows}
        return Campaign(tuple(self._places[row] for row in rows), len(authors), len(videos))


def _bands(texts: Sequence[bytes]) -> NDArray[np.uint32]:
    """A key a band of each text, (len(texts), _BANDS): alike texts agree in some."""
    units = np.frombuffer(b"".join(texts), dtype="<u2").astype(np.uint64)
    ends = np.cumsum([len(text) // 2 for text in texts])
    inside = np.ones(units.size, dtype=bool)
    inside[ends - 1] = inside[ends - 2] = False
    grams = (units[:-2] << np.uint64(32)) | (units[1:-1] << np.uint64(16)) | units[2:]
    hashed = ((grams * _MIX) >> np.uint64(32)).astype(np.uint32)[inside[:-2]]
    starts = np.concatenate(([0], ends[:-1])) - 2 * np.arange(len(texts))
    keys = np.zeros((len(texts), _BANDS), dtype=np.uint64)
    for number, (mask, odd) in enumerate(zip(_MASKS, _ODD, strict=True)):
        keys[:, number // _ROWS] *= _MIX
        keys[:, number // _ROWS] += np.minimum.reduceat((hashed ^ mask) * odd, starts)
    return ((keys * _MIX) >> np.uint64(32)).astype(np.uint32)


def _joined(kept: _Kept) -> Iterator[list[int]]:
    """Rows of texts that are alike, in groups."""
    if not kept.bands:
        return
    _, first, text_of, copies = np.unique(
        np.array(kept.hashes), return_index=True, return_inverse=True, return_counts=True
    )
    # What was copied most comes first and leads: what was changed is nearer to it than to what was changed otherwise.
    order = np.lexsort((first, -copies))
    first, text_of = first[order], np.argsort(order)[text_of]
    bands = np.concatenate(kept.bands)[first]
    kept.bands.clear()
    root = list(range(first.size))
    shingles = lru_cache(maxsize=1 << 10)(lambda text: kept.shingles(int(first[text])))
    for band in bands.T:
        for bucket in _groups(band):
            leaders: list[int] = []
            for text in bucket:
                _join(text, leaders, root, shingles)
    yield from _groups(np.array([_find(root, text) for text in range(first.size)])[text_of])


def _join(text: int, leaders: list[int], root: list[int], shingles: Callable[[int], frozenset[str]]) -> None:
    joined = False
    for leader in leaders:
        one, two = _find(root, text), _find(root, leader)
        if one == two or _alike(shingles(text), shingles(leader)):
            root[max(one, two)] = min(one, two)
            joined = True
    if not joined and len(leaders) < _LEADERS:
        leaders.append(text)


def _alike(one: frozenset[str], two: frozenset[str]) -> bool:
    return len(one & two) >= LEAST_SIMILARITY * len(one | two)


def _find(root: list[int], text: int) -> int:
    while root[text] != text:
        root[text] = root[root[text]]
        text = root[text]
    return text


def _groups(keys: NDArray[Any]) -> Iterator[list[int]]:
    """The positions of each key that stands more than once, increasing."""
    order = np.argsort(keys, kind="stable")
    starts = np.concatenate(([0], np.flatnonzero(np.diff(keys[order])) + 1))
    ends = np.append(starts[1:], keys.size)
    several = ends - starts > 1
    for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
        yield order[start:end].tolist()
