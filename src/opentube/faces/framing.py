"""A narrow window over a film that keeps a face in view."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from opentube.faces.detection import DETECTION_SIDE, Detector
from opentube.media.crop import CropPath
from opentube.media.frames import read_frames
from opentube.media.shots import CutDetector
from opentube.media.span import Span

SAMPLE_S = 0.2
"""Faces are looked for this often."""

REACH = 0.2
"""Between two samples a face moves at most this far, in widths of the frame, and as much again a second."""

STILL = 0.5
"""A face that stays within this part of the window leaves it at rest."""

GRID_S = 0.1
SMOOTH_S = (0.8, 0.5, 0.3, 0.15)
"""Standard deviations of the smoothing that are tried until the face is inside."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FacesSeen:
    """The faces of one frame: ``boxes`` (n, 4) float64, x, y, width, height of the upright frame, 0..1."""

    time_s: float
    boxes: Floats


@dataclass(frozen=True, slots=True)
class _Sample:
    """Faces of a frame along the axis on which the window moves: middles and lengths in 0..1, and their areas."""

    time_s: float
    middles: Floats
    lengths: Floats
    areas: Floats


def follow_faces(
    path: Path,
    span: Span,
    detector: Detector,
    *,
    aspect: float = 9 / 16,
    threads: int = 1,
    check: Callable[[], None] = lambda: None,
) -> CropPath:
    """Choose where a window of ``aspect`` (width by height), as large as fits, lies during a span of a film.

    In each shot it follows the face that is largest for longest, smoothly, and rests while that face moves little. A
    shot without faces is shown in its middle.

    Raises:
        UserError: see `opentube.media.errors`.
    """
    cuts = CutDetector()
    times: list[float] = []
    seen: list[FacesSeen] = []
    size = (1, 1)
    due_s = -np.inf
    for frame in read_frames(path, span.start_s, span.end_s, before=1, threads=threads, check=check):
        times.append(frame.time_s)
        cuts.push(frame.thumbnail())
        if frame.time_s >= due_s:
            due_s = frame.time_s + SAMPLE_S
            size = frame.size
            seen.append(FacesSeen(frame.time_s, detector.detect(frame.image(DETECTION_SIDE)).boxes.astype(np.float64)))
    starts_s = [times[index] for index in range(len(times)) if index == 0 or cuts.is_cut(index)]
    shots = [Span(*bounds) for bounds in pairwise([*starts_s, span.end_s])]
    return frame_faces(seen, shots, size, aspect=aspect)


def frame_faces(
    seen: Sequence[FacesSeen], shots: Sequence[Span], size: tuple[int, int], *, aspect: float = 9 / 16
) -> CropPath:
    """Choose as `follow_faces` does among faces that are known: ``seen`` in order of time, a few times a second.

    ``shots`` follow each other; ``size`` is width and height of the upright frame in pixels.
    """
    width, height = size
    axis, window = (0, aspect * height / width) if width > aspect * height else (1, width / aspect / height)
    path_s: list[float] = []
    path_middles: list[float] = []
    for shot in shots:
        inside = [_sample(each, axis) for each in seen if shot.start_s <= each.time_s < shot.end_s]
        grid = np.append(np.arange(shot.start_s, shot.end_s, GRID_S), shot.end_s)
        path_s += grid.tolist()
        path_middles += _middles(inside, grid, window).tolist()
    if not path_s:
        return CropPath(np.zeros(1), np.full((1, 2), 0.5))
    places = np.full((len(path_s), 2), 0.5)
    places[:, axis] = path_middles
    return CropPath(np.array(path_s, np.float64), places)


def _sample(seen: FacesSeen, axis: int) -> _Sample:
    lengths = seen.boxes[:, axis + 2]
    return _Sample(seen.time_s, seen.boxes[:, axis] + lengths / 2, lengths, seen.boxes[:, 2] * seen.boxes[:, 3])


def _middles(samples: Sequence[_Sample], grid: Floats, window: float) -> Floats:
    """Where the window lies in one shot, at the times of ``grid``."""
    followed = _main_face(samples)
    if not followed:
        return np.full(len(grid), 0.5)
    times = np.array([samples[number].time_s for number, _ in followed])
    faces = np.array([samples[number].middles[row] for number, row in followed])
    lengths = np.array([samples[number].lengths[row] for number, row in followed])
    low, high = min(window / 2, 0.5), max(1 - window / 2, 0.5)
    targets = np.clip(faces, low, high)
    if np.ptp(targets) <= STILL * window - float(np.median(lengths)) / 2:
        return np.full(len(grid), (targets.min() + targets.max()) / 2)
    wanted = np.asarray(np.interp(grid, times, targets), np.float64)
    room = np.maximum(window / 2 - lengths * 0.6, window * 0.1)
    for smooth_s in SMOOTH_S:
        middles: Floats = np.asarray(gaussian_filter1d(wanted, smooth_s / GRID_S, mode="nearest"), np.float64)
        if (np.abs(np.interp(times, grid, middles) - targets) <= room).all():
            return middles
    return wanted


def _main_face(samples: Sequence[_Sample]) -> list[tuple[int, int]]:
    """Choose, as (sample, row), the face whose areas sum up to most over the samples through which it can be followed."""
    left = {(number, row) for number, sample in enumerate(samples) for row in range(len(sample.areas))}
    best: list[tuple[int, int]] = []
    weight = 0.0
    while left:
        start = max(left, key=lambda place: (samples[place[0]].areas[place[1]], place))
        chain = [*reversed(_chain(samples, start, left, -1)), start, *_chain(samples, start, left, 1)]
        left -= set(chain)
        total = sum(float(samples[number].areas[row]) for number, row in chain)
        if total > weight:
            best, weight = chain, total
    return best


def _chain(
    samples: Sequence[_Sample], start: tuple[int, int], left: set[tuple[int, int]], step: int
) -> list[tuple[int, int]]:
    """Follow a face from sample to sample, forwards or backwards, to the nearest one each time."""
    chain: list[tuple[int, int]] = []
    last = samples[start[0]]
    middle = last.middles[start[1]]
    last_s = last.time_s
    for number in range(start[0] + step, len(samples) if step > 0 else -1, step):
        sample = samples[number]
        rows = [row for row in range(len(sample.middles)) if (number, row) in left]
        row = min(rows, key=lambda row: abs(sample.middles[row] - middle), default=None)
        if row is None or abs(sample.middles[row] - middle) > REACH * (1 + abs(sample.time_s - last_s)):
            continue
        chain.append((number, row))
        middle, last_s = sample.middles[row], sample.time_s
    return chain
