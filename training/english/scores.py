"""What the shipped file is worth on held-out texts, beside VADER alone and each of its parts alone."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from opentube.comments.english_text import english_cues, english_words
from opentube.comments.ngrams import hash_ngrams
from training.english.data import Example
from training.english.linear import HASHING

_FLAGS: Final = ("abuse", "question", "request")


def report(
    path: Path, tested: Sequence[Example], parts: Mapping[str, NDArray[np.float64]], preference: NDArray[np.float64]
) -> None:
    """Print scores of the file at ``path`` on ``tested``; ``parts`` are logits of the sides (tested, 3)."""
    read = _Reader(path)
    for domain in ("reddit", "viewer style"):
        for ambiguous in (False, True) if domain == "reddit" else (False,):
            rows = [
                row
                for row, e in enumerate(tested)
                if e.domain == domain and e.sentiment is not None and (ambiguous or not e.ambiguous)
            ]
            sides = np.array([tested[row].sentiment for row in rows])
            texts = [tested[row].text for row in rows]
            sentiment = read(texts)[0]
            vader = _vader(texts)
            print(
                json.dumps(
                    {
                        "domain": domain,
                        "ambiguous": "neutral" if ambiguous else "left out",
                        "n": len(rows),
                        "macro_f1": _f1(sides, (sentiment * preference).argmax(axis=1)),
                        "most probable class": _f1(sides, sentiment.argmax(axis=1)),
                        "vader": _f1(sides, np.where(vader >= 0.05, 2, np.where(vader <= -0.05, 0, 1))),
                        **{name: _f1(sides, logits[rows].argmax(axis=1)) for name, logits in parts.items()},
                        **calibration_errors(sentiment, sides),
                    }
                ),
                flush=True,
            )
    _report_flags(read, tested)


def calibration_errors(sentiment: NDArray[np.float32], sides: NDArray[np.int_]) -> dict[str, float]:
    """Return expected calibration errors in ten bins: of the class answered, and of the sign on polar rows."""
    polar = sides != 1
    score = (sentiment[:, 2] - sentiment[:, 0]) / np.maximum(sentiment[:, 2] + sentiment[:, 0], 1e-6)
    plain = sentiment[:, 2] - sentiment[:, 0]
    return {
        "ece_class": _ece(sentiment.max(axis=1), sentiment.argmax(axis=1) == sides),
        "ece_sign_given_polar": _ece((1 + np.abs(score[polar])) / 2, (score[polar] > 0) == (sides[polar] == 2)),
        "ece_sign_of_difference": _ece((1 + np.abs(plain[polar])) / 2, (plain[polar] > 0) == (sides[polar] == 2)),
        "sign_accuracy": round(float(np.mean((score[polar] > 0) == (sides[polar] == 2))), 4),
    }


class _Reader:
    def __init__(self, path: Path) -> None:
        self._session = ort.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])
        about = json.loads(self._session.get_modelmeta().custom_metadata_map["opentube"])
        self._numbers = {word: number for number, word in enumerate(about["vocabulary"])}

    def __call__(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        parts = []
        for start in range(0, len(texts), 64):
            chosen = texts[start : start + 64]
            words = [[self._numbers.get(word, 1) for word in english_words(text)] or [1] for text in chosen]
            padded = np.zeros((len(words), max(map(len, words)) + 4), dtype=np.int32)
            for row, numbers in enumerate(words):
                padded[row, 2 : 2 + len(numbers)] = numbers
            buckets, ends = hash_ngrams(chosen, HASHING.orders, HASHING.bits)
            inputs = {"buckets": buckets, "ends": ends, "cues": english_cues(chosen), "words": padded}
            parts.append(self._session.run(["sentiment", "flags"], inputs))
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def _report_flags(read: _Reader, tested: Sequence[Example]) -> None:
    written = [example for example in tested if example.domain == "viewer style"]
    flags = read([example.text for example in written])[1] >= 0.5
    truths = {
        "abuse": [example.abusive for example in written],
        "question": [example.question for example in written],
        "request": [example.request for example in written],
    }
    for column, name in enumerate(_FLAGS):
        truth = np.array(truths[name], dtype=bool)
        called = flags[:, column]
        print(
            json.dumps(
                {
                    "domain": "viewer style",
                    "flag": name,
                    "n": truth.size,
                    "yes": int(truth.sum()),
                    "found": int((called & truth).sum()),
                    "false_alarms": int((called & ~truth).sum()),
                    "f1": _f1(truth, called),
                }
            )
        )
    for kind in ("hate", "offensive", "neither"):
        texts = [example.text for example in tested if example.tweet == kind]
        print(
            json.dumps(
                {
                    "domain": "tweets",
                    "class": kind,
                    "n": len(texts),
                    "called_abusive": round(float((read(texts)[1][:, 0] >= 0.5).mean()), 4),
                }
            )
        )
    reddit = [example.text for example in tested if example.domain == "reddit"]
    called = read(reddit)[1] >= 0.5
    marked = np.array([text.endswith("?") for text in reddit])
    print(
        json.dumps(
            {
                "domain": "reddit",
                "n": len(reddit),
                "called_abusive": round(float(called[:, 0].mean()), 4),
                "called_request": round(float(called[:, 2].mean()), 4),
                "ending_in_?_called_question": round(float(called[marked, 1].mean()), 4),
                "others_called_question": round(float(called[~marked, 1].mean()), 4),
            }
        )
    )


def _vader(texts: Sequence[str]) -> NDArray[np.float64]:
    analyzer = SentimentIntensityAnalyzer()
    return np.array([analyzer.polarity_scores(text)["compound"] for text in texts])


def _f1(truth: NDArray[np.int_] | NDArray[np.bool_], called: NDArray[np.int_] | NDArray[np.bool_]) -> float:
    binary = truth.dtype == bool
    return round(float(f1_score(truth, called, average="binary" if binary else "macro", zero_division=0.0)), 4)


def _ece(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    bins = np.clip((confidence * 10).astype(int), 0, 9)
    gaps = [abs(right[bins == b].sum() - confidence[bins == b].sum()) for b in set(bins.tolist())]
    return round(float(sum(gaps) / max(1, right.size)), 4)
