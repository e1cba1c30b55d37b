"""Scores of the Korean answers on held-out texts, through the code that ships."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from opentube.comments.readings import Readings
from training.korean import linear
from training.korean.combine import calibration_error, columns, f1_of_classes
from training.korean.data import Example, Split


def scores(examples: Sequence[Example], read: Callable[[Sequence[str]], Readings]) -> Iterator[dict[str, Any]]:
    """Yield a row of figures for each domain and question of the test part."""
    for domain in sorted({example.domain for example in examples}):
        chosen = [example for example in examples if example.domain == domain and example.split is Split.TEST]
        if not chosen:
            continue
        readings = read([example.text for example in chosen])
        sides = np.array([_side(example) for example in chosen])
        if (sides >= 0).any():
            yield {"domain": domain, **_sentiment(readings, sides)}
        for name in ("abuse", "question", "request"):
            answers = [linear.HEADS[name].answer(example.targets) for example in chosen]
            known = np.array([answer is not None for answer in answers])
            if known.any():
                truth = np.array([bool(answer) for answer in answers])[known]
                yield {"domain": domain, "question": name, **_flag(getattr(readings, name)[known], truth)}


def each_alone(examples: Sequence[Example], logits: NDArray[np.float32]) -> Iterator[dict[str, Any]]:
    """Yield, for each domain of the test part with two sides, how often each model alone names the right one.

    ``logits`` (examples, ``combine.columns()``) are of these examples.
    """
    places = {"bi-lstm": columns().index("polar"), "linear": columns().index("linear polar")}
    for domain in sorted({e.domain for e in examples if e.split is Split.TEST and "polar" in e.targets}):
        rows = [
            r for r, e in enumerate(examples) if e.domain == domain and e.split is Split.TEST and "polar" in e.targets
        ]
        positive = np.array([examples[row].targets["polar"] > 0.5 for row in rows])
        right = {name: ((logits[rows, place] > 0) == positive).mean() for name, place in places.items()}
        yield {"domain": domain, "alone": {name: round(float(share), 4) for name, share in right.items()}}


def _side(example: Example) -> int:
    if example.targets.get("neutral"):
        return 1
    return int(2 * example.targets["polar"]) if "polar" in example.targets else -1


def _sentiment(readings: Readings, sides: NDArray[np.int64]) -> dict[str, Any]:
    negative, positive = readings.sentiment[:, 0], readings.sentiment[:, 2]
    score = (positive - negative) / (positive + negative)
    polar = (sides == 0) | (sides == 2)
    row: dict[str, Any] = {"n": int((sides >= 0).sum())}
    if polar.any():
        right = (score[polar] > 0) == (sides[polar] > 0)
        row["polar_accuracy"] = round(float(right.mean()), 4)
        row["polar_calibration_error"] = round(calibration_error((1 + np.abs(score[polar])) / 2, right), 4)
    if (sides == 1).any() and polar.any():
        row["macro_f1"] = round(f1_of_classes(readings.side[sides >= 0], sides[sides >= 0]), 4)
        best = readings.sentiment.argmax(axis=1)
        row["calibration_error"] = round(calibration_error(readings.sentiment.max(axis=1), best == sides), 4)
    row["called_neutral"] = round(float((readings.side == 1).mean()), 4)
    return row


def _flag(probability: NDArray[np.float32], truth: NDArray[np.bool_]) -> dict[str, Any]:
    said = probability >= 0.5
    both, wanted, given = (said & truth).sum(), truth.sum(), said.sum()
    return {
        "n": len(truth),
        "f1": round(float(2 * both / max(1, wanted + given)), 4),
        "macro_f1": round(f1_of_classes(said.astype(np.int64), truth.astype(np.int64)), 4),
        "precision": round(float(both / max(1, given)), 4),
        "recall": round(float(both / max(1, wanted)), 4),
    }
