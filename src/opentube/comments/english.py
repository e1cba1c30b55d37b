"""Sentiment, abuse, questions and requests in English. See ``models/weights/english.md``."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from opentube.comments.english_text import english_cues, english_text, english_words
from opentube.comments.ngrams import hash_ngrams
from opentube.comments.readings import Readings
from opentube.models.session import open_bundled
from opentube.models.values import ModelRef

_TASKS: Final = ("sentiment", "abuse", "question", "request")
_UNKNOWN: Final = 1
_MARGIN: Final = 2
_MAX_WORDS_AT_ONCE: Final = 4096
_MAX_CHARS_AT_ONCE: Final = 100_000


class EnglishModels:
    """A linear model over hashed character n-grams and cues, beside a convolution over words; run by ONNX Runtime."""

    def __init__(self, *, threads: int = 1) -> None:
        self._session, about = open_bundled("english-ngrams-words", threads=threads)
        self.refs: tuple[ModelRef, ...] = tuple(ModelRef(task, about["name"], about["version"]) for task in _TASKS)
        self._preference = np.array(about["preference"], dtype=np.float32)
        self._orders = tuple(about["orders"])
        self._bits = int(about["bits"])
        self._numbers = {word: number for number, word in enumerate(about["vocabulary"])}

    def read(self, texts: Sequence[str]) -> Readings:
        """Read texts of ``normalise.words_only``. What else is in the batch changes nothing."""
        letters = [english_text(text) for text in texts]
        get = self._numbers.get
        words = [[get(word, _UNKNOWN) for word in english_words(text)] or [_UNKNOWN] for text in letters]
        sentiment = np.zeros((len(texts), 3), dtype=np.float32)
        flags = np.zeros((len(texts), 3), dtype=np.float32)
        for rows in _batches(letters, words):
            chosen = [letters[row] for row in rows]
            buckets, ends = hash_ngrams(chosen, self._orders, self._bits)
            inputs = {
                "buckets": buckets,
                "ends": ends,
                "cues": english_cues(chosen),
                "words": _padded([words[row] for row in rows]),
            }
            sentiment[rows], flags[rows] = self._session.run(["sentiment", "flags"], inputs)
        side = (sentiment * self._preference).argmax(axis=1)
        return Readings(sentiment, side, *flags.T)


def _batches(letters: Sequence[str], words: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Rows of similar length together, since a batch is as wide as its longest text."""
    rows: list[int] = []
    chars = 0
    for row in sorted(range(len(words)), key=lambda row: len(words[row])):
        too_wide = (len(rows) + 1) * len(words[row]) > _MAX_WORDS_AT_ONCE
        if rows and (too_wide or chars + len(letters[row]) > _MAX_CHARS_AT_ONCE):
            yield rows
            rows, chars = [], 0
        rows.append(row)
        chars += len(letters[row])
    if rows:
        yield rows


def _padded(words: Sequence[Sequence[int]]) -> NDArray[np.int32]:
    result = np.zeros((len(words), len(words[-1]) + 2 * _MARGIN), dtype=np.int32)
    for row, numbers in enumerate(words):
        result[row, _MARGIN : _MARGIN + len(numbers)] = numbers
    return result
