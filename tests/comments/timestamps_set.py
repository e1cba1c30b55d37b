"""How many of the seconds that made-up comments point at are found: ``python -m tests.comments.timestamps_set``."""

import sys
from pathlib import Path
from typing import NamedTuple

from opentube.comments.timestamps import find_timestamps

Seconds = tuple[tuple[int, int | None], ...]


class Line(NamedTuple):
    """A comment and the seconds it points at, each with the end of its range."""

    text: str
    expected: Seconds


def lines() -> list[Line]:
    """The labelled set."""
    read = []
    for line in Path(__file__).with_suffix("").with_name("timestamps.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            expected, text = line.split("\t")
            pairs = (item.partition("-") for item in expected.split())
            read.append(
                Line(text.replace("\\n", "\n"), tuple((int(at), int(end) if end else None) for at, _, end in pairs))
            )
    return read


def found_in(text: str) -> Seconds:
    """What the engine finds, in the form of the set."""
    return tuple(
        dict.fromkeys(
            (int(t.at_s), None if t.end_s is None else int(t.end_s)) for t in find_timestamps(text) if not t.closes
        )
    )


def precision_and_recall() -> tuple[float, float]:
    """Over all seconds of the set."""
    right = found = wanted = 0
    for line in lines():
        said = found_in(line.text)
        right += len(set(said) & set(line.expected))
        found += len(said)
        wanted += len(line.expected)
    return right / found, right / wanted


if __name__ == "__main__":
    for line in lines():
        if (said := found_in(line.text)) != line.expected:
            sys.stdout.write(f"{line.text!r}: found {said}, wanted {line.expected}\n")
    scores = precision_and_recall()
    sys.stdout.write(f"precision {scores[0]:.3f}, recall {scores[1]:.3f}, {len(lines())} comments\n")
