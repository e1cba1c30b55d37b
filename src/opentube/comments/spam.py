"""Spam of single comments in Korean and English. See ``models/weights/spam.md``; campaigns are found elsewhere."""

import math
import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from opentube.comments.cues import find_cues, load_cues
from opentube.comments.ngrams import hash_ngrams
from opentube.models.session import open_bundled
from opentube.models.values import ModelRef

CUE_UNIT: Final = 256
"""Cues are whole numbers of this many parts, so that their weighted sum is exact in every batch."""

_MAX_CHARS_AT_ONCE: Final = 200_000
_VIDEO_LINK = re.compile(r"https?://(?:www\.)?youtu\S+", re.IGNORECASE)
_LINK = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_CAPITAL = re.compile(r"[A-Z]")
_DIGIT = re.compile(r"\d")
_RUN = re.compile(r"(.)\1{3,}", re.DOTALL)


class SpamModel:
    """A linear model over hashed character n-grams and cues (links, phone numbers, bait), run by ONNX Runtime."""

    def __init__(self, *, threads: int = 1) -> None:
        self._session, about = open_bundled("spam-ngrams-cues", threads=threads)
        self.ref = ModelRef("spam", about["name"], about["version"])
        self._orders = tuple(about["orders"])
        self._bits = int(about["bits"])

    def scores(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return how surely each text of ``normalise.plain`` is spam, (len(texts),) float32 in 0..1; spam from 0.5.

        A text's score does not depend on what else is in the batch.
        """
        parts: list[NDArray[np.float32]] = []
        start = chars = 0
        for index, text in enumerate(texts):
            if chars + len(text) > _MAX_CHARS_AT_ONCE and index > start:
                parts.append(self._run(texts[start:index]))
                start, chars = index, 0
            chars += len(text)
        if start < len(texts):
            parts.append(self._run(texts[start:]))
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def _run(self, texts: Sequence[str]) -> NDArray[np.float32]:
        buckets, ends = hash_ngrams([spam_text(text) for text in texts], self._orders, self._bits)
        (scores,) = self._session.run(["score"], {"buckets": buckets, "ends": ends, "cues": spam_cues(texts)})
        return np.asarray(scores, dtype=np.float32)


def spam_text(text: str) -> str:
    """Return what the n-grams see: links by kind, digits as 0, lower case, runs cut to three."""
    if "://" in text or "www." in text:
        text = _LINK.sub(" weblink ", _VIDEO_LINK.sub(" ytlink ", text))
    return " ".join(_DIGIT.sub("0", _RUN.sub(r"\1\1\1", text.lower())).split())


def spam_cues(texts: Sequence[str]) -> NDArray[np.int32]:
    """Return what ``lexicon/spam_cues.tsv`` finds and how each text is written, (len(texts), cues) int32.

    In parts of ``CUE_UNIT``. The last eight are its length twice, capitals, digits, lines, variety of words,
    exclamation marks and links.
    """
    cues = load_cues("spam_cues.tsv")
    rows = [[*find_cues(cues, text.lower()), *_manner(text)] for text in texts]
    return np.rint(np.array(rows, dtype=np.float64).reshape(len(texts), -1) * CUE_UNIT).astype(np.int32)


def _manner(text: str) -> tuple[float, ...]:
    length = len(text) + 1
    words = text.lower().split()
    return (
        math.log(length) / 2,
        min(length, 300) / 150,
        4 * len(_CAPITAL.findall(text)) / length,
        4 * len(_DIGIT.findall(text)) / length,
        min(text.count("\n"), 5) / 2,
        len(set(words)) / (len(words) + 1),
        min(text.count("!"), 6) / 3,
        min(text.count("://"), 3) / 2,
    )
