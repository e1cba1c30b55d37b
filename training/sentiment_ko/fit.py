"""The linear model: hashed character n-grams, inverse document frequencies, logistic regression."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from opentube.comments.ngrams import EMPTY_BUCKET, hash_ngrams
from training.sentiment_ko.data import Example

ORDERS: Final = (1, 2, 3, 4, 5)
BITS: Final = 21
SHORTNESS: Final = 30
"""Added to the number of n-grams under the root: a short comment gives less evidence."""
INVERSE_REGULARISATION: Final = 0.15
DOMAIN_WEIGHTS: Final = {"reviews": 1.0, "steam": 3.0, "utterances": 0.5, "viewer style": 10.0}
SEED: Final = 20191


@dataclass(frozen=True, slots=True)
class LinearModel:
    """``table`` (2**BITS,) float32, zero at ``EMPTY_BUCKET``; logit = features(text) @ table + intercept."""

    table: NDArray[np.float32]
    intercept: float


def features(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return (len(texts), 2**BITS) float32: n-gram counts over the root of (their number + SHORTNESS)."""
    blocks = []
    for start in range(0, len(texts), 4096):
        buckets, ends = hash_ngrams(texts[start : start + 4096], ORDERS, BITS)
        used = buckets != EMPTY_BUCKET
        per_text = np.add.reduceat(used.sum(axis=1), np.concatenate([[0], ends[:-1]]))
        pointers = np.concatenate([[0], np.cumsum(per_text)])
        values = np.repeat(1 / np.sqrt(per_text + SHORTNESS), per_text).astype(np.float32)
        block = sparse.csr_matrix((values, buckets[used], pointers), shape=(ends.size, 1 << BITS))
        block.sum_duplicates()
        blocks.append(block)
    return sparse.csr_matrix(sparse.vstack(blocks))


def fit(examples: Sequence[Example]) -> LinearModel:
    """Fit by dual coordinate descent. Neutral examples stand on both sides with half their weight."""
    matrix = features([example.text for example in examples])
    frequency = np.bincount(matrix.indices, minlength=matrix.shape[1])
    inverse_frequency = np.log(matrix.shape[0] / (1 + frequency)).astype(np.float32)
    matrix.data *= inverse_frequency[matrix.indices]
    target = np.array([example.target for example in examples])
    weight = np.array([DOMAIN_WEIGHTS[example.domain] for example in examples])
    for side in (0.0, 1.0):
        weight[target == side] *= weight[target != 0.5].sum() / 2 / weight[target == side].sum()
    neutral = np.flatnonzero(target == 0.5)
    weight[neutral] /= 2
    model = LogisticRegression(
        solver="liblinear",
        dual=True,
        C=INVERSE_REGULARISATION,
        tol=0.1,
        max_iter=30,
        intercept_scaling=0.1,
        random_state=SEED,
    )
    model.fit(
        sparse.vstack([matrix, matrix[neutral]]).tocsr(),
        np.concatenate([target >= 0.5, np.zeros(neutral.size, dtype=bool)]),
        sample_weight=np.concatenate([weight, weight[neutral]]),
    )
    table = (model.coef_.ravel() * inverse_frequency).astype(np.float32)
    return LinearModel(table, float(model.intercept_[0]))


def temperature(logits: Sequence[NDArray[np.float64]], targets: Sequence[NDArray[np.float64]]) -> float:
    """Return the factor on logits that minimises the log loss, each domain weighing the same (Platt without a shift)."""

    def loss(factor: float) -> float:
        margins = (
            np.where(target > 0.5, 1, -1) * logit * factor for logit, target in zip(logits, targets, strict=True)
        )
        return float(sum(np.logaddexp(0, -margin).mean() for margin in margins))

    return float(minimize_scalar(loss, bounds=(0.05, 5), method="bounded").x)
