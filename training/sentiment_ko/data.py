"""What the Korean sentiment model learns from, split so that no text is on two sides."""

import hashlib
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

from opentube.comments.normalise import model_text, plain, words_only

_QUESTION_ENDS = ("", "?", "??", " ㅋㅋㅋ")
_OTHER_ENDS = ("", ".", "..", " ㅋㅋㅋ")
"""intent_ko has no punctuation; viewers do."""


class Split(StrEnum):
    TRAIN = "train"
    CALIBRATION = "calibration"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Example:
    """``target`` is 1 for positive, 0 for negative, 0.5 for neither."""

    domain: str
    split: Split
    text: str
    target: float


def load(folder: Path) -> list[Example]:
    """Read reviews_ko, steam_ko and intent_ko below ``folder``. The reviews' own development file is their test.

    The split follows a hash of the letters, so that repetitions of a text stay on one side.
    """
    dev = {_key(row["text"]) for row in _rows(folder / "reviews_ko/dev.tsv.xz")}
    examples: list[Example] = []
    for domain, text, target in _polar(folder):
        key = _key(text)
        if key not in dev:
            examples.append(Example(domain, _split(domain, key), _prepare(text), target))
    examples += [
        Example("reviews", Split.TEST, _prepare(row["text"]), float(int(row["rating"]) > 5))
        for row in _rows(folder / "reviews_ko/dev.tsv.xz")
    ]
    return examples


def _polar(folder: Path) -> Iterator[tuple[str, str, float]]:
    """Reviews of 1-4 and 9-10 stars, a fifth of the praise outside NSMC; all of Steam; questions, orders, fragments."""
    lines = files(__package__).joinpath("viewer_style.tsv").read_text("utf-8").splitlines()
    for label, text in (line.split("\t") for line in lines if not line.startswith("#")):
        yield "viewer style", text, float(label)
    for row in _rows(folder / "steam_ko/train.tsv.xz"):
        yield "steam", row["text"], float(row["label"])
    for row in _rows(folder / "intent_ko/train.tsv.xz"):
        if row["label"] in {"0", "2", "3"}:
            ends = _QUESTION_ENDS if row["label"] == "2" else _OTHER_ENDS
            yield "utterances", row["text"] + ends[_bucket(_key(row["text"])[12:], len(ends))], 0.5
    for row in _rows(folder / "reviews_ko/train.tsv.xz"):
        rating, in_nsmc = int(row["rating"]), row["in_nsmc_train"] == "1"
        if rating <= 4 or (rating >= 9 and (in_nsmc or _bucket(_key(row["text"])[12:], 5) == 1)):
            yield "reviews", row["text"], float(rating > 5)
        elif rating in {6, 7} and _bucket(_key(row["text"]), 30) == 0:
            yield "lukewarm reviews", row["text"], 0.5


def _split(domain: str, key: str) -> Split:
    if domain == "lukewarm reviews":
        return Split.CALIBRATION
    if domain == "viewer style":
        return Split.TEST if _bucket(key, 5) == 0 else Split.TRAIN
    part = _bucket(key, 60 if domain == "reviews" else 12)
    if part == 0:
        return Split.CALIBRATION
    return Split.TEST if part in {5, 6} and domain != "reviews" else Split.TRAIN


def _prepare(text: str) -> str:
    return model_text(words_only(plain(text)))


def _key(text: str) -> str:
    return hashlib.sha256("".join(_prepare(text).split()).encode()).hexdigest()


def _bucket(key: str, count: int) -> int:
    return int(key[:12], 16) % count


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        header = next(lines).rstrip("\n").split("\t")
        for line in lines:
            yield dict(zip(header, line.rstrip("\n").split("\t"), strict=True))
