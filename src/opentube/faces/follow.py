"""Following a face that a person has drawn, from frame to frame, without a detector."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.media.frames import Frame, frame_at, read_frames
from opentube.media.shots import CONTEXT_AFTER, CONTEXT_BEFORE, CutDetector

SIDE = 640
MAX_SIDE = 1280
MIN_FACE_PX = 40
"""Frames are followed in at `SIDE`, larger when the face would be smaller than this."""

PIECE_S = 2.0
"""So much of the video is held at a time."""

DEFAULT_FRAME_S = 1 / 25

GRID = 12
MIN_POINTS = 12
MAX_RETURN_PX = 1.0
"""A point that is followed on and back comes this near to where it was, or it was not followed."""

PATCH = 24
MIN_LIKENESS = 0.55
FRESH_LIKENESS = 0.8
MAX_STEP_GROWTH = 1.25
MIN_INSIDE = 0.5
"""How much of a face is inside the frame for as long as it counts as seen."""


@dataclass(frozen=True, slots=True)
class FollowedFace:
    """Where one face is in ``n`` consecutive frames of one shot.

    ``times_s``: (n,) presentation times, ascending; ``until_s``: (n,) when the next frame replaces each. ``boxes``: (n, 4)
    float32 x, y, width, height inside 0..1 of the upright frame.
    """

    times_s: tuple[float, ...]
    until_s: tuple[float, ...]
    boxes: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Look:
    """One frame: (height, width) uint8 grey; ``opens``: a shot starts with it."""

    time_s: float
    until_s: float
    grey: NDArray[np.uint8]
    opens: bool


def follow_face(
    path: Path,
    time_s: float,
    box: Sequence[float],
    *,
    start_s: float,
    end_s: float,
    check: Callable[[], None] = lambda: None,
) -> FollowedFace:
    """Follow ``box`` (x, y, w, h in 0..1), drawn on the frame on screen at ``time_s``, back and on through its shot.

    The face is followed until it is lost, covered or leaves the frame, a cut, or ``start_s <= time < end_s`` ends. A
    grid of points is moved by optical flow and checked by following it back (Median Flow, Kalal et al. 2010).
    Memory is bounded whatever the length. ``check`` is called at every packet.

    Raises:
        ValueError: the box is empty or not inside the frame, or ``time_s`` is outside ``start_s`` to ``end_s``.
        UserError: see `opentube.media.errors`.
    """
    x, y, w, h = box
    if not (w > 0 and h > 0 and x >= 0 and y >= 0 and x + w <= 1 + 1e-6 and y + h <= 1 + 1e-6):
        raise ValueError("a box has a size and lies inside the frame")
    if not start_s <= time_s < end_s:
        raise ValueError("the time lies outside the interval")
    side = int(min(MAX_SIDE, max(SIDE, MIN_FACE_PX / min(w, h))))
    drawn = np.asarray(box, np.float64)
    anchor_s = frame_at(path, time_s, check=check).time_s
    onwards = _looks(path, anchor_s, end_s, side, check)
    anchor = next(onwards)
    later = _follow(anchor, drawn, _until_cut(onwards))
    earlier = _follow(anchor, drawn, _backwards(path, anchor, start_s, side, check))
    seen = [*earlier[::-1], (anchor, drawn), *later]
    boxes = np.array([found for _, found in seen], np.float64)
    corners = np.clip(np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1), 0, 1)
    return FollowedFace(
        tuple(look.time_s for look, _ in seen),
        tuple(look.until_s for look, _ in seen),
        np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], axis=1).astype(np.float32),
    )


def _until_cut(looks: Iterable[_Look]) -> Iterator[_Look]:
    for look in looks:
        if look.opens:
            return
        yield look


def _backwards(path: Path, look: _Look, start_s: float, side: int, check: Callable[[], None]) -> Iterator[_Look]:
    """Give the frames before ``look``, latest first, down to the one that opens the shot."""
    while not look.opens and look.time_s > start_s:
        piece = list(_looks(path, max(start_s, look.time_s - PIECE_S), look.time_s, side, check))
        if not piece:
            return
        while piece and not look.opens:
            look = piece.pop()
            yield look


def _looks(path: Path, start_s: float, end_s: float, side: int, check: Callable[[], None]) -> Iterator[_Look]:
    """Give the frames with ``start_s <= time < end_s``."""
    cuts = CutDetector()
    waiting: deque[tuple[Frame, NDArray[np.uint8] | None]] = deque()
    frames = read_frames(path, start_s, end_s, before=CONTEXT_BEFORE, after=CONTEXT_AFTER + 1, check=check)
    judged = 0
    for frame in chain(frames, repeat(None, CONTEXT_AFTER + 1)):
        if frame is not None:
            cuts.push(frame.thumbnail())
            waiting.append((frame, frame.grey(side) if start_s <= frame.time_s < end_s else None))
            if len(waiting) <= CONTEXT_AFTER + 1:
                continue
        if not waiting:
            return
        first, grey = waiting.popleft()
        until_s = waiting[0][0].time_s if waiting else first.time_s + (first.duration_s or DEFAULT_FRAME_S)
        if grey is not None:
            yield _Look(first.time_s, until_s, grey, cuts.is_cut(judged))
        judged += 1


def _follow(look: _Look, box: NDArray[np.float64], looks: Iterable[_Look]) -> list[tuple[_Look, NDArray[np.float64]]]:
    """Follow ``box`` from ``look`` through ``looks`` until it is lost."""
    height, width = look.grey.shape
    size = np.array([width, height, width, height], np.float64)
    flow = Flow(look.grey, box * size)
    found = []
    for other in looks:
        moved = flow.step(other.grey)
        if moved is None:
            break
        found.append((other, moved / size))
    return found


class Flow:
    """A box that follows what is in it. Boxes are x, y, w, h in pixels, pictures (height, width) uint8 grey."""

    def __init__(self, grey: NDArray[np.uint8], box: NDArray[np.float64]) -> None:
        self._grey = grey
        self._box = box
        self._pattern = _pattern(grey, box)

    def step(self, grey: NDArray[np.uint8]) -> NDArray[np.float64] | None:
        """Return where the box is in the next picture, None when it is lost there."""
        x, y, w, h = self._box
        across, down = np.meshgrid(np.linspace(0.1, 0.9, GRID), np.linspace(0.1, 0.9, GRID))
        start = np.stack([x + across.ravel() * w, y + down.ravel() * h], axis=1).astype(np.float32)[:, None]
        there, seen, _ = cv2.calcOpticalFlowPyrLK(self._grey, grey, start, start.copy())
        back, seen_back, _ = cv2.calcOpticalFlowPyrLK(grey, self._grey, there, start.copy())
        off = np.linalg.norm((back - start)[:, 0], axis=1)
        kept = (seen[:, 0] == 1) & (seen_back[:, 0] == 1) & (off <= MAX_RETURN_PX)
        if kept.sum() < MIN_POINTS:
            return None
        moved = _moved(self._box, start[kept, 0].astype(np.float64), there[kept, 0].astype(np.float64))
        if moved is None or _inside(moved, grey.shape[1], grey.shape[0]) < MIN_INSIDE:
            return None
        pattern = _pattern(grey, moved)
        likeness = float((pattern * self._pattern).mean())
        if likeness < MIN_LIKENESS:
            return None
        if likeness >= FRESH_LIKENESS:
            self._pattern = pattern
        self._grey, self._box = grey, moved
        return moved


def _moved(
    box: NDArray[np.float64], start: NDArray[np.float64], there: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Move and scale a box as the median of its points did; None when it would grow too fast to be true."""
    shift = np.median(there - start, axis=0)
    upper = np.triu_indices(len(start), 1)
    before = np.linalg.norm(start[upper[0]] - start[upper[1]], axis=1)
    after = np.linalg.norm(there[upper[0]] - there[upper[1]], axis=1)
    growth = float(np.median(after[before > 1] / before[before > 1]))
    if not 1 / MAX_STEP_GROWTH <= growth <= MAX_STEP_GROWTH:
        return None
    middle = box[:2] + box[2:] / 2 + shift
    size = box[2:] * growth
    return np.concatenate([middle - size / 2, size])


def _inside(box: NDArray[np.float64], width: int, height: int) -> float:
    """Share of a box that is inside the picture."""
    low = np.maximum(box[:2], 0)
    high = np.minimum(box[:2] + box[2:], [width, height])
    return float(np.prod(np.maximum(high - low, 0)) / max(np.prod(box[2:]), 1e-9))


def _pattern(grey: NDArray[np.uint8], box: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what is in a box as (PATCH, PATCH) of mean 0 and deviation 1; 0 throughout when it is flat."""
    scale = box[2:] / PATCH
    matrix = np.array([[scale[0], 0, box[0] + scale[0] / 2 - 0.5], [0, scale[1], box[1] + scale[1] / 2 - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    patch = cv2.warpAffine(grey, matrix, (PATCH, PATCH), flags=flags, borderMode=cv2.BORDER_REPLICATE).astype(
        np.float64
    )
    patch -= patch.mean()
    return np.asarray(patch / max(float(patch.std()), 1.0))
