"""What hiding faces changed in a film, for the tests in a browser: `python judge_film.py ORIGINAL HIDDEN <BOXES`.

BOXES is the answer of `GET /reports/ID/boxes`. Prints JSON: whether the frames have the same times, whether there is sound, and
by person how much the faces changed in the middle of each track (mean absolute difference of pixels, 0..255).
"""  # noqa: INP001 - a script beside the tests that call it

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import TypedDict

import numpy as np

from opentube.media.frames import frame_at, read_frames
from opentube.media.probe import probe

TOLERANCE_S = 0.002


class Track(TypedDict):
    """Sightings of a face; boxes are x, y, w, h in ten-thousandths of the frame."""

    person_id: str | None
    times_s: list[float]
    boxes: list[list[int]]


def times(film: Path) -> list[float]:
    """When each frame begins, in seconds."""
    return [frame.time_s for frame in read_frames(film)]


def change(original: Path, hidden: Path, track: Track) -> float:
    """How much the face changed in the middle of its track."""
    middle = len(track["times_s"]) // 2
    before, after = (frame_at(film, track["times_s"][middle]).image().astype(int) for film in (original, hidden))
    height, width = before.shape[:2]
    x, y, w, h = (np.array(track["boxes"][middle]) / 10_000 * [width, height, width, height]).astype(int)
    return float(np.abs(before - after)[y : y + h, x : x + w].mean())


if __name__ == "__main__":
    films = Path(sys.argv[1]), Path(sys.argv[2])
    changed = defaultdict(list)
    for one in json.load(sys.stdin)["items"]:
        changed[one["person_id"]].append(round(change(*films, one), 2))
    starts = [times(film) for film in films]
    same = len(starts[0]) == len(starts[1]) and np.allclose(*starts, atol=TOLERANCE_S)
    json.dump({"same_times": same, "sound": probe(films[1]).has_audio, "changed": changed}, sys.stdout)
