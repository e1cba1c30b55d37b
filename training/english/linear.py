"""The linear models: six columns over hashed character n-grams, the lexicon and cues."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from opentube.comments.english_text import CUE_UNIT, english_cues, english_words
from training.english.data import Example
from training.english.vectors import lexicon
from training.hashed import Hashing, inverse_frequency, ngrams

HASHING: Final = Hashing(orders=(1, 2, 3, 4, 5, 6), bits=18, shortness=10)
COLUMNS: Final = ("negative", "neutral", "positive", "abuse", "question", "request")
LEXICON_UNIT: Final = 16
SEED: Final = 20191
_CUE_SCALE: Final = 2.0
_DIRECTED: Final = re.compile(
    r"\b(?:you|u|ur|you're|your|he|she|they|he's|she's)\b(?:\W{1,3}(?!not\b)\w{1,12}){0,3}\W{1,3}"
    r"(?:bitch|hoe|whore|slut|cunt|pussy|fag|faggot|retard|retarded|idiot|stupid|dumb|ugly|fat|trash|loser|nigger|dick)\b"
    r"|\b(?:stupid|dumb|ugly|fat|nasty|fucking|lying|little|old)\W(?:ass\W)?(?:bitch|hoe|whore|slut|cunt|fag|faggot|nigger)\b"
    r"|\b(?:fuck|shut|kill|hate)\W(?:you|u|off|up|yourself)\b"
)
_REGULARISATION: Final = {"abuse": 0.5, "question": 1.0, "request": 1.0}


@dataclass(frozen=True, slots=True)
class Linear:
    """``table`` (buckets, 6), ``lexicon`` (2, 6) for praise and blame, ``cues`` (cues, 6), ``intercept`` (6,)."""

    table: NDArray[np.float32]
    lexicon: NDArray[np.float64]
    cues: NDArray[np.float64]
    intercept: NDArray[np.float64]


def valences(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return (len(texts), 2): the sums of VADER's valences above and below zero, in whole parts of LEXICON_UNIT."""
    known = lexicon()
    found = [[known.get(word, 0.0) for word in english_words(text)] for text in texts]
    rows = [[sum(v for v in row if v > 0), sum(v for v in row if v < 0)] for row in found]
    return np.asarray(rows).reshape(-1, 2)


def fit(examples: Sequence[Example]) -> Linear:
    """Fit each column on the examples that say something of it."""
    texts = [example.text for example in examples]
    seen = ngrams(texts, HASHING)
    idf = inverse_frequency(seen)
    seen.data *= idf[seen.indices]
    lexical, cues = valences(texts), english_cues(texts) / CUE_UNIT
    table = np.zeros((seen.shape[1], len(COLUMNS)), dtype=np.float32)
    lexical_weights, cue_weights = np.zeros((2, len(COLUMNS))), np.zeros((cues.shape[1], len(COLUMNS)))
    intercept = np.zeros(len(COLUMNS))
    for column, name in enumerate(COLUMNS):
        target, weight = _targets(examples, name)
        rows = np.flatnonzero(weight > 0)
        scaled = sparse.csr_matrix(np.hstack([lexical / 4, cues * _CUE_SCALE * (column >= 3)]))
        model = LogisticRegression(
            solver="liblinear",
            dual=True,
            C=_REGULARISATION.get(name, 0.15),
            tol=0.1 if column < 3 else 0.03,
            max_iter=60,
            random_state=SEED,
        )
        model.fit(sparse.hstack([seen, scaled]).tocsr()[rows], target[rows], sample_weight=weight[rows])
        weights = model.coef_.ravel()
        table[:, column] = weights[: idf.size] * idf
        lexical_weights[:, column] = weights[idf.size : idf.size + 2] / 4
        cue_weights[:, column] = weights[idf.size + 2 :] * _CUE_SCALE * (column >= 3)
        intercept[column] = model.intercept_[0]
    return Linear(table, lexical_weights, cue_weights, intercept)


def logits(model: Linear, texts: Sequence[str]) -> NDArray[np.float64]:
    """Return (len(texts), 6)."""
    evidence = ngrams(texts, HASHING) @ model.table + valences(texts) @ model.lexicon
    return np.asarray(evidence + english_cues(texts) / CUE_UNIT @ model.cues + model.intercept, dtype=np.float64)


def _targets(examples: Sequence[Example], column: str) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return what each example says of the column, and how much it counts; 0 where it says nothing."""
    said = [_said(example, column) for example in examples]
    return np.array([yes for yes, _ in said]), np.array([weight for _, weight in said])


def _said(example: Example, column: str) -> tuple[bool, float]:
    written = 6.0 if example.domain == "viewer style" else 1.5 if example.domain == "written" else 0.0
    if column == "abuse":
        if example.tweet is not None:
            return _abusive_tweet(example)
        return bool(example.abusive), written * (1 + bool(example.abusive)) or 0.5 * (example.sentiment in {1, 2})
    if column in {"question", "request"}:
        yes = example.question if column == "question" else example.request
        return bool(yes), 0.0 if yes is None else written or 0.5
    if example.sentiment is None:
        return False, 0.0
    return COLUMNS[example.sentiment] == column, written / 2 or (0.3 if example.ambiguous else 1.0)


def _abusive_tweet(example: Example) -> tuple[bool, float]:
    """Hate is abuse; an offensive tweet is only where it insults somebody, as most are about wording alone."""
    if example.tweet == "offensive":
        directed = bool(_DIRECTED.search(example.text))
        return directed, 0.8 if directed else 0.2
    return example.tweet == "hate", 1.5 if example.tweet == "hate" else 1.0
