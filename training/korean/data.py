"""What the Korean models learn from, split so that no text is on two sides."""

import hashlib
import lzma
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final

from opentube.comments.normalise import model_text, plain, words_only

KMHAS_NONE: Final = 8
INTENTS: Final = 7
QUESTION: Final = 2
RHETORICAL_QUESTION: Final = 4
DEPENDS_ON_INTONATION: Final = 6
_POSITIVE_STARS: Final = 9
"""NSMC's own division."""
_BETWEEN: Final = MappingProxyType({5: 0.25, 6: 0.4, 7: 0.6, 8: 0.8})
"""How positive the stars between are: near what a model of the others says of them on average."""
_QUESTION_ENDS = ("", "?", "??", " ㅋㅋㅋ")
_OTHER_ENDS = ("", ".", "..", " ㅋㅋㅋ")
"""The utterances of intent_ko have no punctuation; viewers do."""


class Split(StrEnum):
    TRAIN = "train"
    CALIBRATION = "calibration"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what is known of it: ``targets`` by head, absent where the corpus says nothing.

    Heads: ``polar`` (0 negative to 1 positive), ``neutral``, ``question``, ``request``, ``hostile``
    (0 or 1), ``kmhas`` (bit set of nine), ``beep`` (0 none, 1 offensive, 2 hate), ``curse`` (0 or 1), ``intent``.
    ``common`` marks plentiful rows, of which each epoch sees a share. Reviews of 5 to 8 stars are partly positive.
    """

    domain: str
    split: Split
    text: str
    targets: dict[str, float] = field(default_factory=dict)
    common: bool = False


def load(folder: Path) -> list[Example]:
    """Read every Korean corpus below ``folder`` and the lines written for this project.

    The split follows a hash of the letters, so that repetitions of a text stay on one side, also across corpora. The
    reviews' own development file is their test.
    """
    held_out: dict[str, Split] = {}
    examples: list[Example] = []
    for domain, text, targets, common, split in _everything(folder):
        prepared = prepare(text)
        key = hashlib.sha256("".join(prepared.split()).encode()).hexdigest()
        side = split or _split(domain, key)
        if side is Split.TRAIN and held_out.get(key, side) is not Split.TRAIN:
            continue
        if side is not Split.TRAIN:
            held_out[key] = side
        if domain == "utterances" and side is Split.TRAIN:
            prepared += _ending(key, targets["intent"])
        if prepared:
            examples.append(Example(domain, side, prepared, targets, common))
    return examples


def of_parts(examples: Iterable[Example], parts: AbstractSet[Split]) -> list[Example]:
    """The examples of these parts to learn from: never the film reviews' development file."""
    return [e for e in examples if e.split in parts and not (e.domain == "reviews" and e.split is Split.TEST)]


def prepare(text: str) -> str:
    """The text as the models read it."""
    return model_text(words_only(plain(text)))


_Row = tuple[str, str, dict[str, float], bool, Split | None]


def _everything(folder: Path) -> Iterator[_Row]:
    for row in _rows(folder / "reviews_ko/dev.tsv.xz"):
        yield "reviews", row["text"], {"polar": float(int(row["rating"]) > 5)}, False, Split.TEST
    yield from _viewers()
    for row in _rows(folder / "steam_ko/train.tsv.xz"):
        yield "steam", row["text"], {"polar": float(row["label"])}, False, None
    yield from _hostile(folder)
    for row in _rows(folder / "intent_ko/train.tsv.xz"):
        yield _utterance(row["text"], int(row["label"]))
    for row in _rows(folder / "reviews_ko/train.tsv.xz"):
        stars, in_nsmc = int(row["rating"]), row["in_nsmc_train"] == "1"
        if stars in _BETWEEN:
            yield "middling reviews", row["text"], {"polar": _BETWEEN[stars]}, True, Split.TRAIN
        else:
            positive = stars >= _POSITIVE_STARS
            yield "reviews", row["text"], {"polar": float(positive)}, positive and not in_nsmc, None


def _viewers() -> Iterator[_Row]:
    folder = files("training.viewer_style")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.startswith("ko_") or not file.name.endswith(".tsv"):
            continue
        header, *lines = file.read_text("utf-8").splitlines()
        for line in lines:
            row = dict(zip(header.split("\t"), line.split("\t"), strict=True))
            flags = {"question": "question", "request": "request", "hostile": "abusive"}
            targets = {head: float(row[name]) for head, name in flags.items() if row[name]}
            targets["neutral"] = float(row["sentiment"] == "neutral")
            if row["sentiment"] != "neutral":
                targets["polar"] = float(row["sentiment"] == "positive")
            yield "viewers", row["text"], targets, False, None


def _hostile(folder: Path) -> Iterator[_Row]:
    for row in _rows(folder / "abuse_ko/beep_dev.tsv.xz"):
        yield "beep", row["text"], {"beep": _BEEP[row["hate"]]}, False, Split.TEST
    for row in _rows(folder / "abuse_ko/beep_train.tsv.xz"):
        yield "beep", row["text"], {"beep": _BEEP[row["hate"]]}, False, Split.TRAIN
    for row in _rows(folder / "abuse_ko/kmhas_valid.tsv.xz"):
        bits = sum(1 << int(label) for label in row["labels"].split(","))
        yield "kmhas", row["text"].strip('"'), {"kmhas": float(bits)}, False, None
    for row in _rows(folder / "abuse_ko/curse.tsv.xz"):
        yield "curse", row["text"], {"curse": float(row["abusive"])}, False, None


_BEEP: Final = {"none": 0.0, "offensive": 1.0, "hate": 2.0}


def _utterance(text: str, intent: int) -> _Row:
    targets = {"intent": float(intent)}
    if intent != DEPENDS_ON_INTONATION:
        targets["question"] = float(intent == QUESTION)
    if intent in {0, 2, 3}:
        targets["neutral"] = 1.0
    return "utterances", text, targets, False, None


def _ending(key: str, intent: float) -> str:
    """Three in four stay bare, so that questions are known without their marks."""
    if _bucket(key[24:], 4):
        return ""
    ends = _QUESTION_ENDS if intent in {QUESTION, RHETORICAL_QUESTION} else _OTHER_ENDS
    return ends[_bucket(key[12:], len(ends))]


def _split(domain: str, key: str) -> Split:
    if domain == "viewers":
        return {0: Split.TEST, 5: Split.CALIBRATION}.get(_bucket(key, 10), Split.TRAIN)
    part = _bucket(key, 60 if domain == "reviews" else 12)
    if part == 0:
        return Split.CALIBRATION
    return Split.TEST if part in {5, 6} and domain != "reviews" else Split.TRAIN


def _bucket(key: str, count: int) -> int:
    return int(key[:12], 16) % count


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        header = next(lines).rstrip("\n").split("\t")
        for line in lines:
            yield dict(zip(header, line.rstrip("\n").split("\t"), strict=True))
