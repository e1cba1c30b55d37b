"""The linear half: hashed character n-grams, weighed by rarity and by how much they tell, logistic regression."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from training.hashed import Hashing, ngrams, telling
from training.korean.data import KMHAS_NONE, Example, Split, of_parts

ORDERS: Final = (1, 2, 3, 4, 5)
LARGE_BITS: Final = 22
SMALL_BITS: Final = 18
SHORTNESS: Final = 30
"""Added to the number of n-grams under the root: a short comment gives less evidence."""
SEED: Final = 20191
TELLING: Final = 0.5
"""How much of an n-gram's factor is how unlike both sides use it."""
COMMON_STRIDE: Final = 2
"""One in so many plentiful rows is read."""


@dataclass(frozen=True, slots=True)
class Head:
    """How one yes-or-no question is learnt: from which domains, with which weight each, and how strongly regularised."""

    bits: int
    inverse_regularisation: float
    domains: Mapping[str, float]
    answer: Callable[[Mapping[str, float]], float | None]


def _hostile(targets: Mapping[str, float]) -> float | None:
    if "kmhas" in targets:
        return float(not int(targets["kmhas"]) >> KMHAS_NONE & 1)
    return targets.get("hostile")


HEADS: Final = MappingProxyType(
    {
        "polar": Head(LARGE_BITS, 0.1, {"reviews": 1.0, "steam": 3.0, "viewers": 3.0}, lambda t: t.get("polar")),
        "neutral": Head(SMALL_BITS, 0.5, {"viewers": 1.0}, lambda t: t.get("neutral")),
        "abuse": Head(SMALL_BITS, 0.5, {"kmhas": 1.0, "viewers": 0.5}, _hostile),
        "question": Head(SMALL_BITS, 1.5, {"utterances": 1.0, "viewers": 2.0}, lambda t: t.get("question")),
        "request": Head(SMALL_BITS, 1.5, {"viewers": 1.0}, lambda t: t.get("request")),
    }
)


@dataclass(frozen=True, slots=True)
class Linear:
    """``table`` (2**bits,) float32, zero at ``EMPTY_BUCKET``; logit = features(text) @ table + intercept."""

    table: NDArray[np.float32]
    intercept: float


def features(texts: Sequence[str], bits: int) -> sparse.csr_matrix:
    """Return (len(texts), 2**bits) float32: n-gram counts over the root of (their number + SHORTNESS)."""
    return ngrams(texts, Hashing(ORDERS, bits, SHORTNESS))


def fit_linear(examples: Sequence[Example], head: Head, parts: AbstractSet[Split] = frozenset({Split.TRAIN})) -> Linear:
    """Fit one head by dual coordinate descent on these parts of its domains; the film reviews' test is never read."""
    chosen = [
        (example, answer)
        for example in of_parts(examples, parts)
        if example.domain in head.domains
        if not (example.common and zlib.crc32(example.text.encode()) % COMMON_STRIDE)
        if (answer := head.answer(example.targets)) is not None
    ]
    matrix = features([example.text for example, _ in chosen], head.bits)
    target = np.array([answer for _, answer in chosen]) > 0.5
    factor = telling(matrix, target, TELLING)
    matrix.data *= factor[matrix.indices]
    domains = np.array([example.domain for example, _ in chosen])
    weight = np.array([head.domains[domain] for domain in domains])
    if head.bits == LARGE_BITS:
        for domain in head.domains:  # else a domain's larger side shifts what is even in the others
            here = domains == domain
            weight[here & target] *= weight[here & ~target].sum() / weight[here & target].sum()
    model = LogisticRegression(
        solver="liblinear",
        dual=True,
        C=head.inverse_regularisation,
        tol=0.1,
        max_iter=30,
        intercept_scaling=0.1,
        random_state=SEED,
    )
    model.fit(matrix, target, sample_weight=weight)
    return Linear((model.coef_.ravel() * factor).astype(np.float32), float(model.intercept_[0]))
