"""One calibrated answer a question: logits of both models weighed by logistic regression on held-out texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from training.korean import linear, network
from training.korean.data import KMHAS_NONE, Example, Split

CALIBRATION: Final = frozenset({Split.CALIBRATION})
_INVERSE_REGULARISATION: Final = 10.0


def columns() -> list[str]:
    """Names of all logits: those of the Bi-LSTM, then those of the linear model."""
    subwords = [f"{name}{place}" if size > 1 else name for name, size in network.HEADS.items() for place in range(size)]
    return subwords + [f"linear {name}" for name in linear.HEADS]


@dataclass(frozen=True, slots=True)
class Question:
    """The logits that an answer may rest on, and what each calibration domain weighs."""

    inputs: tuple[str, ...]
    domains: Mapping[str, float]


QUESTIONS: Final = MappingProxyType(
    {
        "polar": Question(("polar", "linear polar"), {"reviews": 1.0, "steam": 1.0, "viewers": 0.5}),
        "neutral": Question(("neutral", "linear neutral"), {"viewers": 1.0, "utterances": 0.1}),
        "abuse": Question(
            (f"kmhas{KMHAS_NONE}", "hostile", "beep0", "beep2", "curse", "linear abuse"),
            {"kmhas": 1.0, "viewers": 0.25},
        ),
        "question": Question(
            ("question", "intent2", "intent4", "linear question"), {"utterances": 1.0, "viewers": 0.5}
        ),
        "request": Question(("request", "linear request"), {"viewers": 1.0}),
    }
)


def combine(examples: Sequence[Example], logits: NDArray[np.float32]) -> dict[str, dict[str, Any]]:
    """Fit ``weights`` (one a column) and ``bias`` of every answer; ``logits`` (examples, columns) of calibration texts.

    ``decided`` of the neutral answer weighs how far the polar log odds are from zero.
    """
    names = columns()
    answers: dict[str, dict[str, Any]] = {}
    for name, question in QUESTIONS.items():
        places = [names.index(column) for column in question.inputs]
        rows, targets, weights = [], [], []
        for row, example in enumerate(examples):
            answer = linear.HEADS[name].answer(example.targets)
            if answer is not None and example.domain in question.domains and not example.common:
                rows.append(row)
                targets.append(answer > 0.5)
                weights.append(question.domains[example.domain])
        domains = np.array([examples[row].domain for row in rows])
        weight = np.array(weights)
        for domain in set(domains):
            weight[domains == domain] *= len(rows) / (domains == domain).sum()
            if name == "polar":
                positive = (domains == domain) & np.array(targets)
                weight[positive] *= weight[(domains == domain) & ~positive].sum() / weight[positive].sum()
        seen = logits[np.ix_(rows, places)]
        if name == "neutral":
            seen = np.column_stack([seen, np.abs(answer_logits(logits[rows], answers["polar"]))])
        model = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=1000)
        model.fit(seen, targets, sample_weight=weight / weight.mean())
        found = [round(float(value), 5) for value in model.coef_.ravel()]
        spread = [0.0] * len(names)
        for place, value in zip(places, found, strict=False):
            spread[place] = value
        answers[name] = {"weights": spread, "bias": round(float(model.intercept_[0]), 5)}
        if name == "neutral":
            answers[name]["decided"] = found[-1]
        if name == "abuse":
            kmhas = domains == "kmhas"
            answers[name]["bias"] += _shift(model.decision_function(seen)[kmhas], np.array(targets)[kmhas])
    return answers


def answer_logits(logits: NDArray[np.float32], answer: Mapping[str, Any]) -> NDArray[np.float64]:
    """The log odds of an answer that rests on ``logits`` alone, (examples,)."""
    odds: NDArray[np.float64] = logits @ np.array(answer["weights"]) + answer["bias"]
    return odds


def neutral_threshold(neutral: NDArray[np.float64], polar: NDArray[np.float64], side: NDArray[np.int64]) -> float:
    """Return the probability, in steps of 0.01, from which neutral is the answer: the best macro F1 of three classes."""

    def macro_f1(threshold: float) -> float:
        return f1_of_classes(np.where(neutral >= threshold, 1, np.where(polar > 0, 2, 0)), side)

    return max((round(step / 100, 2) for step in range(20, 81)), key=macro_f1)


def _shift(odds: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """What to add to log odds for the best macro F1, in steps of a tenth."""
    steps = (round(step / 10, 1) for step in range(-10, 16))
    return max(steps, key=lambda shift: f1_of_classes((odds + shift > 0).astype(np.int64), truth.astype(np.int64)))


def f1_of_classes(answer: NDArray[np.int64], truth: NDArray[np.int64]) -> float:
    """The mean F1 of the classes that occur."""
    scores = []
    for value in np.unique(truth):
        right = np.sum((answer == value) & (truth == value))
        scores.append(2 * right / (np.sum(answer == value) + np.sum(truth == value)))
    return float(np.mean(scores))
