"""What the English models learn from, split so that no text is on two sides."""

import csv
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Final

from opentube.comments.english_text import english_text
from opentube.comments.normalise import plain, words_only
from training.spam.data import bucket, expand

POSITIVE: Final = frozenset(
    [
        "admiration",
        "amusement",
        "approval",
        "caring",
        "desire",
        "excitement",
        "gratitude",
        "joy",
        "love",
        "optimism",
        "pride",
        "relief",
    ]
)
NEGATIVE: Final = frozenset(
    [
        "anger",
        "annoyance",
        "disappointment",
        "disapproval",
        "disgust",
        "embarrassment",
        "fear",
        "grief",
        "nervousness",
        "remorse",
        "sadness",
    ]
)
AMBIGUOUS: Final = frozenset({"confusion", "curiosity", "realization", "surprise"})
_WISH: Final = re.compile(
    r"\b(?:please|pls|plz|can|could|would|will|wish|hope|need|make|do|let|want|should|how about|what about)\b"
)
MOST_OF_A_TEMPLATE: Final = 12
_SIDES: Final = {"negative": 0, "neutral": 1, "positive": 2}


class Split(StrEnum):
    TRAIN = "train"
    CALIBRATION = "calibration"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Example:
    """One text and what is known of it; None where its corpus does not say.

    ``text`` is of ``english_text``. ``sentiment`` is 0 negative, 1 neutral, 2 positive. ``emotions`` are GoEmotions'.
    ``tweet`` is Davidson's class. ``ambiguous``: GoEmotions' surprise and its kin alone, counted as neutral.
    """

    domain: str
    split: Split
    text: str
    sentiment: int | None = None
    ambiguous: bool = False
    emotions: tuple[int, ...] | None = None
    tweet: str | None = None
    abusive: bool | None = None
    question: bool | None = None
    request: bool | None = None


def load(folder: Path) -> list[Example]:
    """Read emotions_en and abuse_en below ``folder``, and what was written for this project.

    GoEmotions' own development file is its test; a tenth of its training file calibrates.
    """
    return [*_emotions(folder), *_tweets(folder), *_viewer_style(), *_written()]


def _emotions(folder: Path) -> Iterator[Example]:
    names = (folder / "emotions_en/labels.txt").read_text("utf-8").split()
    dev = {_prepare(row["text"]) for row in _rows(folder / "emotions_en/dev.tsv.xz")}
    for file in ("train", "dev"):
        for row in _rows(folder / f"emotions_en/{file}.tsv.xz"):
            text = _prepare(row["text"])
            if file == "train" and text in dev:
                continue
            train = Split.CALIBRATION if bucket(text, 10) == 0 else Split.TRAIN
            emotions = tuple(int(label) for label in row["labels"].split(","))
            named = {names[label] for label in emotions}
            sentiment, ambiguous = _side(named)
            yield Example(
                "reddit",
                Split.TEST if file == "dev" else train,
                text,
                sentiment=sentiment,
                ambiguous=ambiguous,
                emotions=emotions,
            )
            yield from _asked(text, train if file == "train" else Split.TEST)


def _asked(text: str, split: Split) -> Iterator[Example]:
    """Sentences of Reddit tell questions by their mark, with and without it; few are requests."""
    if split is Split.TRAIN:
        wish = None if _WISH.search(text) else False
        if text.endswith("?"):
            for shown in (text, text.rstrip("?").rstrip()):
                yield Example("reddit questions", split, shown, question=True, request=wish)
        elif "?" not in text and bucket(text, 3) == 0:
            yield Example("reddit questions", split, text, question=False, request=wish)


def _side(named: set[str]) -> tuple[int | None, bool]:
    """Return the one side that all emotions are on, or None; and whether they only are ambiguous."""
    sides = {0 if name in NEGATIVE else 2 if name in POSITIVE else 1 for name in named if name not in AMBIGUOUS}
    if not sides:
        return 1, True
    mixed = len(sides) > 1 or bool(named & AMBIGUOUS)
    return (None if mixed else sides.pop()), False


def _tweets(folder: Path) -> Iterator[Example]:
    for row in _rows(folder / "abuse_en/davidson.tsv.xz"):
        text = _prepare(row["text"].removeprefix('"').lstrip("! ").removeprefix("RT "))
        part = bucket(text, 10)
        split = Split.CALIBRATION if part == 0 else Split.TEST if part == 1 else Split.TRAIN
        yield Example("tweets", split, text, tweet=row["class"])


def _viewer_style() -> Iterator[Example]:
    lines = files("training").joinpath("viewer_style", "en.tsv").read_text("utf-8").splitlines()
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        text = _prepare(row["text"])
        yield Example(
            "viewer style",
            Split.TEST if bucket(text, 5) == 0 else Split.TRAIN,
            text,
            sentiment=_SIDES[row["sentiment"]],
            abusive=row["abusive"] == "1",
            question=row["question"] == "1",
            request=row["request"] == "1",
        )


def _written() -> Iterator[Example]:
    lines = files(__package__).joinpath("written.tsv").read_text("utf-8").splitlines()
    for side, question, request, abusive, template in (line.split("\t") for line in lines if not line.startswith("#")):
        texts = sorted(expand(template), key=lambda text: bucket(text, 1 << 40))[:MOST_OF_A_TEMPLATE]
        for text in texts:
            yield Example(
                "written",
                Split.TRAIN,
                _prepare(plain(text)),
                sentiment=_SIDES[side],
                abusive=abusive == "1",
                question=question == "1",
                request=request == "1",
            )


def _prepare(text: str) -> str:
    return english_text(words_only(plain(text)))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        header = next(lines).rstrip("\n").split("\t")
        for line in lines:
            yield dict(zip(header, line.rstrip("\n").split("\t"), strict=True))
