"""What the spam model learns from: comments of four videos, lines written for this project, ordinary text."""

import csv
import hashlib
import itertools
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from opentube.comments.normalise import plain

VIDEOS: Final = ("Youtube01-Psy", "Youtube02-KatyPerry", "Youtube03-LMFAO", "Youtube04-Eminem")
ORDINARY: Final = {"reviews_ko/train": 80, "intent_ko/train": 12, "emotions_en/train": 3, "steam_ko/train": 12}
"""File without spam: one of how many of its texts is trained on; as many others are counted as false alarms."""
ALL_ELSE: Final = frozenset({"emotions_en/train"})
"""Of these, whatever is not counted is trained on: people there do speak of channels and links."""
MOST_OF_A_TEMPLATE: Final = 24
JOINED: Final = 6

_CHOICE = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Example:
    """``group`` is a video, ``written``, ``viewer style ko`` or ``en``, or a file of ordinary text."""

    group: str
    text: str
    spam: bool
    weight: float
    held_out: bool = False


def load(folder: Path) -> list[Example]:
    """Read spam_en and the ordinary text below ``folder``, and what was written for this project."""
    return [*_videos(folder), *_written(), *_viewer_style(), *_ordinary(folder)]


def _videos(folder: Path) -> Iterator[Example]:
    for video in VIDEOS:
        for row in _rows(folder / f"spam_en/{video}.tsv.xz"):
            yield Example(video, plain(row["text"]), row["spam"] == "1", 1.0)


def _written() -> Iterator[Example]:
    lines = files(__package__).joinpath("written.tsv").read_text("utf-8").splitlines()
    for label, template in (line.split("\t") for line in lines if not line.startswith("#")):
        texts = sorted(expand(template), key=lambda text: bucket(text, 1 << 40))[:MOST_OF_A_TEMPLATE]
        for text in texts:
            yield Example("written", plain(text), label == "1", 1 / len(texts))


def expand(template: str) -> list[str]:
    """Return every text of a template, e.g. ``{a|b} c`` → ``a c``, ``b c``."""
    parts = [part.split("|") if index % 2 else [part] for index, part in enumerate(_CHOICE.split(template))]
    return ["".join(choice) for choice in itertools.product(*parts)]


def _viewer_style() -> Iterator[Example]:
    folder = files("training").joinpath("viewer_style")
    for file in sorted(folder.iterdir(), key=lambda path: path.name):
        if file.name.endswith(".tsv"):
            for row in csv.DictReader(file.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
                text = plain(row["text"])
                group = f"viewer style {file.name[:2]}"
                yield Example(group, text, row["spam"] == "1", 1.0, bucket(text, 5) == 0)


def _ordinary(folder: Path) -> Iterator[Example]:
    """Texts, and Korean ones for training joined too: long comments meet many a cue by chance."""
    for name, share in ORDINARY.items():
        learned = []
        for row in _rows(folder / f"{name}.tsv.xz"):
            text = plain(row["text"])
            part = bucket(text, share)
            if part < 2 or name in ALL_ELSE:
                yield Example(name, text, spam=False, weight=1.0, held_out=part == 1)
                if part != 1 and name not in ALL_ELSE:
                    learned.append(text)
        for start in range(0, len(learned), JOINED):
            yield Example(name, " ".join(learned[start : start + JOINED]), spam=False, weight=1.0)


def bucket(text: str, count: int) -> int:
    """Return a number below ``count`` that depends on the letters alone, so that repetitions stay together."""
    return int(hashlib.sha256("".join(text.lower().split()).encode()).hexdigest()[:12], 16) % count


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        header = next(lines).rstrip("\n").split("\t")
        for line in lines:
            yield dict(zip(header, line.rstrip("\n").split("\t"), strict=True))
