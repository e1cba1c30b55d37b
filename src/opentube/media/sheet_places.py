"""Which parts of a film a contact sheet shows: equal ones, or shots."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from opentube.media.frames import read_frames
from opentube.media.shots import CutDetector


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a film that one picture stands for, seconds."""

    start_s: float
    end_s: float

    @property
    def middle_s(self) -> float:
        """Its middle, seconds."""
        return (self.start_s + self.end_s) / 2


def even_places(duration_s: float, count: int) -> list[Place]:
    """Divide a film into equal parts."""
    return [Place(duration_s * i / count, duration_s * (i + 1) / count) for i in range(count)]


def shot_places(cuts_s: Sequence[float], duration_s: float, count: int) -> list[Place]:
    """Choose the longest shots where there are more than ``count``; else divide long ones, each as often as is fair.

    ``cuts_s``: the rising times of the first frames of shots, the film's first one left out.
    """
    bounds = [0.0, *cuts_s, duration_s]
    shots = [Place(start, end) for start, end in pairwise(bounds) if end > start]
    if len(shots) >= count:
        longest = sorted(shots, key=lambda shot: (shot.start_s - shot.end_s, shot.start_s))[:count]
        return sorted(longest, key=lambda shot: shot.start_s)
    parts = [1] * len(shots)
    for _ in range(count - len(shots)):
        lengths = [(shot.end_s - shot.start_s) / part for shot, part in zip(shots, parts, strict=True)]
        parts[lengths.index(max(lengths))] += 1
    return [
        Place(shot.start_s + share.start_s, shot.start_s + share.end_s)
        for shot, part in zip(shots, parts, strict=True)
        for share in even_places(shot.end_s - shot.start_s, part)
    ]


def find_cuts(
    path: Path,
    *,
    threads: int = 1,
    check: Callable[[], None] = lambda: None,
    on_progress: Callable[[float], None] = lambda _: None,
) -> tuple[float, ...]:
    """Decode a whole film and return when shots begin, the first one left out; ``on_progress`` gets the time reached.

    Raises:
        UserError: see `opentube.media.errors`.
    """
    cuts = CutDetector()
    times = []
    for frame in read_frames(path, threads=threads, check=check):
        cuts.push(frame.thumbnail())
        times.append(frame.time_s)
        on_progress(frame.time_s)
    return tuple(time_s for index, time_s in enumerate(times) if cuts.is_cut(index))
