"""Train, calibrate, score and write the Korean sentiment model: ``python -m training.sentiment_ko.train --data DIR``."""

import argparse
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from opentube.comments.ngrams import hash_ngrams
from training.sentiment_ko.data import Example, Split, load
from training.sentiment_ko.export import export
from training.sentiment_ko.fit import BITS, ORDERS, features, fit, temperature

VERSION: Final = "1"
POLAR_DOMAINS: Final = ("reviews", "steam")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with reviews_ko, steam_ko and intent_ko")
    parser.add_argument("--out", type=Path, default=Path(str(files("opentube.models.weights"))) / "sentiment_ko.onnx")
    arguments = parser.parse_args()

    examples = load(arguments.data)
    counts = {
        f"{d}/{s}": sum(e.domain == d and e.split is s for e in examples) for d in _domains(examples) for s in Split
    }
    print(json.dumps({key: count for key, count in counts.items() if count}, indent=1))
    model = fit([example for example in examples if example.split is Split.TRAIN])

    picked = {domain: _pick(examples, domain, Split.CALIBRATION) for domain in _domains(examples)}
    held_out = {domain: chosen for domain, chosen in picked.items() if chosen}
    logits = {d: features([e.text for e in h]) @ model.table + model.intercept for d, h in held_out.items()}
    targets = {d: np.array([e.target for e in h]) for d, h in held_out.items()}
    factor = temperature([logits[d] for d in POLAR_DOMAINS], [targets[d] for d in POLAR_DOMAINS])
    band = _neutral_band({d: np.tanh(x * factor / 2) for d, x in logits.items()}, targets)
    export(model, factor, band, VERSION, arguments.out)

    session = ort.InferenceSession(arguments.out.read_bytes(), providers=["CPUExecutionProvider"])
    print(f"factor {factor:.3f}, neutral below {band:.2f}, {arguments.out.stat().st_size / 1e6:.1f} MB")
    for domain in _domains(examples):
        for split in (Split.CALIBRATION, Split.TEST):
            if chosen := _pick(examples, domain, split):
                print(json.dumps({"domain": domain, "split": split, **_scores(session, chosen, band)}))


def _domains(examples: Sequence[Example]) -> list[str]:
    return sorted({example.domain for example in examples})


def _pick(examples: Sequence[Example], domain: str, split: Split) -> list[Example]:
    return [example for example in examples if example.domain == domain and example.split is split]


def _neutral_band(scores: dict[str, NDArray[np.float64]], targets: dict[str, NDArray[np.float64]]) -> float:
    """Return the half width, in steps of 0.01, with the best mean recall of the three classes.

    Recall of negative and positive is the mean over reviews and Steam, that of neutral over utterances and lukewarm
    reviews.
    """

    def mean_recall(band: float) -> float:
        negative = np.mean([np.mean(scores[d][targets[d] == 0] <= -band) for d in POLAR_DOMAINS])
        positive = np.mean([np.mean(scores[d][targets[d] == 1] >= band) for d in POLAR_DOMAINS])
        neutral = np.mean([np.mean(np.abs(scores[d]) < band) for d in scores if d not in POLAR_DOMAINS])
        return float(negative + neutral + positive)

    return max((round(step / 100, 2) for step in range(1, 90)), key=mean_recall)


def _scores(session: ort.InferenceSession, examples: Sequence[Example], band: float) -> dict[str, float]:
    buckets, ends = hash_ngrams([example.text for example in examples], ORDERS, BITS)
    score = session.run(["score"], {"buckets": buckets, "ends": ends})[0]
    target = np.array([example.target for example in examples])
    result = {"n": len(examples), "called_neutral": float(np.mean(np.abs(score) < band))}
    answer = np.where(np.abs(score) < band, 0.5, (score > 0).astype(float))
    if 0.5 in target:
        return result | {"accuracy_of_three_classes": float(np.mean(answer == target))}
    positive = (1 + score) / 2
    bins = np.clip((np.abs(score) * 10).astype(int), 0, 9)
    right = (score > 0) == (target == 1)
    gaps = [
        (bins == b).sum() * abs(right[bins == b].mean() - np.maximum(positive, 1 - positive)[bins == b].mean())
        for b in set(bins)
    ]
    decided = np.abs(score) >= band
    return result | {
        "accuracy": float(right.mean()),
        "accuracy_where_not_neutral": float(right[decided].mean()),
        "expected_calibration_error": float(sum(gaps) / len(examples)),
    }


if __name__ == "__main__":
    main()
