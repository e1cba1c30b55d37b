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
_BINS: Final = 15


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
        rows, targets, domains = _known(examples, name)
        weight = _balanced(targets, domains, question, sides=name == "polar")
        seen = logits[np.ix_(rows, np.array(places))]
        if name == "neutral":
            seen = np.column_stack([seen, np.abs(answer_logits(logits[rows], answers["polar"]))])
        model = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=1000)
        model.fit(seen, targets, sample_weight=weight)
        found = [round(float(value), 5) for value in model.coef_.ravel()]
        spread = [0.0] * len(names)
        for place, value in zip(places, found, strict=False):
            spread[place] = value
        answers[name] = {"weights": spread, "bias": round(float(model.intercept_[0]), 5)}
        if name == "polar":
            factor = _temper(model.decision_function(seen), targets, domains)
            answers[name] = {"weights": [w * factor for w in spread], "bias": answers[name]["bias"] * factor}
        if name == "neutral":
            answers[name]["decided"] = found[-1]
        if name == "abuse":
            kmhas = domains == "kmhas"
            answers[name]["bias"] += _shift(model.decision_function(seen)[kmhas], targets[kmhas])
    return answers


def _known(examples: Sequence[Example], name: str) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.str_]]:
    """The rows whose answer is known, the answers, and the domains; plentiful rows are unlike what is judged."""
    domains = QUESTIONS[name].domains
    found = [
        (row, answer > 0.5, example.domain)
        for row, example in enumerate(examples)
        if example.domain in domains and not example.common
        if (answer := linear.HEADS[name].answer(example.targets)) is not None
    ]
    rows, targets, names = zip(*found, strict=True)
    return np.array(rows), np.array(targets), np.array(names)


def _balanced(
    targets: NDArray[np.bool_], domains: NDArray[np.str_], question: Question, *, sides: bool
) -> NDArray[np.float64]:
    weight = np.zeros(len(targets))
    for domain, share in question.domains.items():
        here = domains == domain
        weight[here] = share / here.sum()
        if sides:
            weight[here & targets] *= weight[here & ~targets].sum() / weight[here & targets].sum()
    return weight / weight.mean()


def answer_logits(logits: NDArray[np.float32], answer: Mapping[str, Any]) -> NDArray[np.float64]:
    """The log odds of an answer that rests on ``logits`` alone, (examples,)."""
    odds: NDArray[np.float64] = logits @ np.array(answer["weights"]) + answer["bias"]
    return odds


def neutral_threshold(neutral: NDArray[np.float64], polar: NDArray[np.float64], side: NDArray[np.int64]) -> float:
    """Return the probability, in steps of 0.01, from which neutral is the answer: the best macro F1 of three classes."""

    def macro_f1(threshold: float) -> float:
        return f1_of_classes(np.where(neutral >= threshold, 1, np.where(polar > 0, 2, 0)), side)

    return max((round(step / 100, 2) for step in range(20, 81)), key=macro_f1)


def _temper(odds: NDArray[np.float64], truth: NDArray[np.bool_], domains: NDArray[np.str_]) -> float:
    """The factor, in steps of 0.05, with the least calibration error in the worse of the two large domains."""

    def worst(factor: float) -> float:
        certain = 1 / (1 + np.exp(-np.abs(odds * factor)))
        right = (odds > 0) == truth
        return max(calibration_error(certain[domains == d], right[domains == d]) for d in ("reviews", "steam"))

    return min((round(step / 20, 2) for step in range(14, 25)), key=worst)


def calibration_error(confidence: NDArray[np.floating[Any]], right: NDArray[np.bool_]) -> float:
    """Expected calibration error (Guo et al. 2017) over 15 bins of equal width."""
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = [(bins == b).sum() * abs(confidence[bins == b].mean() - right[bins == b].mean()) for b in np.unique(bins)]
    return float(np.sum(gaps) / len(right))


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
