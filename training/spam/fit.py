"""Logistic regression over n-grams and cues."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from opentube.comments.spam import CUE_UNIT, spam_cues, spam_text
from training.hashed import HashedLinear, Hashing, inverse_frequency, ngrams
from training.spam.data import Example

HASHING: Final = Hashing(orders=(2, 3, 4, 5, 6), bits=19, shortness=10)
SEED: Final = 20191


@dataclass(frozen=True, slots=True)
class Settings:
    """``cue_scale`` lets cues count beside n-grams; the weights are of whole groups, in comments of a video."""

    inverse_regularisation: float = 1.0
    cue_scale: float = 3.0
    written: float = 400.0
    viewer_style: float = 4.0
    ordinary: float = 5000.0


@dataclass(frozen=True, slots=True)
class Features:
    """Of all examples: n-grams (n, buckets) and cues (n, cues)."""

    ngrams: sparse.csr_matrix
    cues: NDArray[np.float64]


def features(texts: Sequence[str]) -> Features:
    """Return what the model sees of texts of ``normalise.plain``."""
    return Features(ngrams([spam_text(text) for text in texts], HASHING), spam_cues(texts) / CUE_UNIT)


def weights(examples: Sequence[Example], settings: Settings) -> NDArray[np.float64]:
    """Return how much each example counts."""
    weight = np.array([example.weight for example in examples])
    group = np.array([example.group for example in examples])
    written = group == "written"
    weight[written] *= settings.written / weight[written].sum()
    ordinary = np.char.endswith(group, "/train")
    weight[ordinary] *= settings.ordinary / weight[ordinary].sum()
    weight[np.char.startswith(group, "viewer style")] *= settings.viewer_style
    return weight


def fit(seen: Features, spam: NDArray[np.bool_], weight: NDArray[np.float64], settings: Settings) -> HashedLinear:
    """Fit on every row of ``seen``."""
    idf = inverse_frequency(seen.ngrams)
    matrix = seen.ngrams.copy()
    matrix.data *= idf[matrix.indices]
    scaled = sparse.csr_matrix(seen.cues * settings.cue_scale)
    model = LogisticRegression(
        solver="liblinear",
        dual=True,
        C=settings.inverse_regularisation,
        tol=0.03,
        max_iter=100,
        intercept_scaling=3,
        random_state=SEED,
    )
    model.fit(sparse.hstack([matrix, scaled]).tocsr(), spam, sample_weight=weight)
    coefficients = model.coef_.ravel()
    table = (coefficients[: idf.size] * idf).astype(np.float32)
    return HashedLinear(HASHING, table, coefficients[idf.size :] * settings.cue_scale, float(model.intercept_[0]))


def logits(model: HashedLinear, seen: Features) -> NDArray[np.float64]:
    """Return (n,) float64."""
    return np.asarray(seen.ngrams @ model.table + seen.cues @ model.cue_weights + model.intercept, dtype=np.float64)
