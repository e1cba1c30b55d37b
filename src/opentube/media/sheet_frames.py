"""Frames worth showing: sharp, bright, near their place, and not in the middle of a fade."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.media.frames import Frame, read_frames
from opentube.media.sheet_places import Place
from opentube.media.timeline import ROUNDING_S

STEP_S = 0.2
REACH_S = 0.6
"""Looked at are frames this far from the middle of their place, this far apart."""

FAR_S = 8.0
FAR_STEPS = 12
"""Where all of those are poor, how far from the middle to look instead, and at how many frames on each side."""

JOIN_S = 2.5
"""Reading on over a gap of this length costs less than finding the key frame after it."""

POOR = 0.8
"""Worth below this: black, flat, or blurred beyond use."""

OFF_MIDDLE = 0.3
DARK, LIGHT = (16.0, 64.0), (255.0, 235.0)
"""Mean luma at which a frame is worth nothing, and from where on it is bright, or not too bright."""

FADE_CHANGE = 3.0
FADE_LIKENESS = 0.35
FADING = 0.2
"""In a fade, a frame is what lies between the frames before and after it; then it is worth this part."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A frame for a place: (height, width, 3) uint8 BGR."""

    time_s: float
    picture: NDArray[np.uint8]
    worth: float


@dataclass(frozen=True, slots=True)
class _Seen:
    time_s: float
    picture: NDArray[np.uint8]
    tiny: NDArray[np.float32]


def best_frames(
    path: Path,
    places: Sequence[Place],
    width: int,
    *,
    threads: int = 1,
    check: Callable[[], None] = lambda: None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> list[Candidate]:
    """Choose a frame for each place, in order of time; a place in which no frame begins has none.

    Pictures are about ``width`` pixels wide. Only what lies near the middles is decoded, and more where nothing good
    is there. ``on_progress`` gets the number of places done.

    Raises:
        UserError: see `opentube.media.errors`.
    """
    best: dict[int, Candidate] = {}
    _look(path, list(enumerate(places)), best, _Reading(width, REACH_S, None, threads, check, on_progress))
    poor = [(n, place) for n, place in enumerate(places) if n not in best or best[n].worth < POOR]
    if poor:
        _look(path, poor, best, _Reading(width, FAR_S, FAR_STEPS, threads, check, lambda _: None))
    return [best[number] for number in sorted(best)]


@dataclass(frozen=True, slots=True)
class _Reading:
    width: int
    reach_s: float
    steps: int | None
    threads: int
    check: Callable[[], None]
    on_progress: Callable[[int], None]

    def window(self, place: Place) -> tuple[float, float, float]:
        """Start, end and step of what to look at."""
        half_s = (place.end_s - place.start_s) / 2
        reach_s = min(half_s, self.reach_s)
        step_s = reach_s / self.steps if self.steps else min(STEP_S, half_s / 2)
        margin_s = reach_s + 1.5 * step_s  # a frame is judged by those beside it
        return place.middle_s - margin_s, place.middle_s + margin_s, step_s


def _look(path: Path, places: Sequence[tuple[int, Place]], best: dict[int, Candidate], reading: _Reading) -> None:
    windows = [reading.window(place) for _, place in places]
    starts = [place.start_s for _, place in places]
    for first, last in _joined(windows):
        step_s = min(step for _, _, step in windows[first : last + 1])
        frames = read_frames(
            path, max(0.0, windows[first][0]), windows[last][1], threads=reading.threads, check=reading.check
        )
        for before, now, after in _threes(_thinned(frames, step_s, reading.width)):
            index = bisect_right(starts, now.time_s) - 1
            if index < 0:
                continue
            number, place = places[index]
            start_s, end_s, step_s = windows[index]
            off_s = abs(now.time_s - place.middle_s)
            reach_s = (end_s - start_s) / 2 - 1.5 * step_s
            if now.time_s >= place.end_s or off_s > reach_s + ROUNDING_S:
                continue
            worth = _worth(now) * (1 - OFF_MIDDLE * off_s / reach_s)
            if before and after and _fades(before, now, after):
                worth = min(worth * FADING, POOR / 2)
            if number not in best or worth > best[number].worth:
                best[number] = Candidate(now.time_s, now.picture, worth)
            reading.on_progress(number + 1)


def _joined(windows: Sequence[tuple[float, float, float]]) -> Iterator[tuple[int, int]]:
    """Give first and last of the windows that are read in one go."""
    first = 0
    for index in range(1, len(windows) + 1):
        if index == len(windows) or windows[index][0] - windows[index - 1][1] > JOIN_S:
            yield first, index - 1
            first = index


def _thinned(frames: Iterable[Frame], step_s: float, width: int) -> Iterator[_Seen]:
    next_s = 0.0
    for frame in frames:
        if frame.time_s >= next_s:
            next_s = frame.time_s + step_s * 0.99
            picture = frame.image(round(width * max(1.0, frame.size[1] / frame.size[0])))
            tiny = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), (64, 36), interpolation=cv2.INTER_AREA)
            yield _Seen(frame.time_s, picture, np.asarray(tiny, np.float32))


def _threes(items: Iterable[_Seen]) -> Iterator[tuple[_Seen | None, _Seen, _Seen | None]]:
    before: _Seen | None = None
    now: _Seen | None = None
    for after in items:
        if now:
            yield before, now, after
        before, now = now, after
    if now:
        yield before, now, None


def _worth(seen: _Seen) -> float:
    """Mean strength of edges, 0 for flat frames and low for blurred ones, less when dark or glaring."""
    grey = cv2.cvtColor(seen.picture, cv2.COLOR_BGR2GRAY)
    detail = float(np.abs(cv2.Laplacian(grey, cv2.CV_16S)).mean())
    luma = float(seen.tiny.mean())
    bright = min((luma - DARK[0]) / (DARK[1] - DARK[0]), (LIGHT[0] - luma) / (LIGHT[0] - LIGHT[1]))
    return detail * min(max(bright, 0.02), 1.0)


def _fades(before: _Seen, now: _Seen, after: _Seen) -> bool:
    change = float(np.abs(after.tiny - before.tiny).mean())
    between = (before.tiny + after.tiny) / 2
    return change > FADE_CHANGE and float(np.abs(now.tiny - between).mean()) < FADE_LIKENESS * change
