"""Finding the same face again in another analysis of a video: by its time and its place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIN_LIKENESS = 0.3
"""Mean intersection over union from which two outlines are of the same face: detectors differ in what they frame."""

MIN_SHARED = 0.5
SLACK_S = 0.05
"""About a frame: so far may the same track start or end elsewhere and still count as seen at the same time."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Where a face was from ``start_s`` to ``end_s``.

    Attributes:
        start_s: when it appears, seconds.
        end_s: when it disappears, seconds.
        times_s: (n,) float64, rising, when ``boxes`` were seen; between them it moved evenly.
        boxes: (n, 4) float32, normalised x, y, w, h of the upright frame.
    """

    start_s: float
    end_s: float
    times_s: NDArray[np.float64]
    boxes: NDArray[np.float32]

    def boxes_at(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """The (m, 4) boxes at these times; before the first sighting and after the last the nearest holds."""
        return np.stack([np.interp(times_s, self.times_s, self.boxes[:, k]) for k in range(4)], axis=1)

    def thinned(self, gap_s: float, most: int) -> "Outline":
        """The same with boxes at least ``gap_s`` apart, and no more than ``most``; first and last box stay."""
        if len(self.times_s) < 3:  # noqa: PLR2004 - the two ends
            return self
        gap_s = max(gap_s, (self.times_s[-1] - self.times_s[0]) / (most - 1))
        slots = np.floor((self.times_s - self.times_s[0]) / gap_s + 1e-6)
        kept = np.flatnonzero(np.diff(slots, prepend=-1.0))
        kept = np.unique(np.append(kept[: most - 1], len(slots) - 1))
        return Outline(self.start_s, self.end_s, self.times_s[kept], self.boxes[kept])


def resolve(anchor: Outline, tracks: Sequence[Outline], *, mostly_inside: bool = False) -> list[int]:
    """The tracks that show the face of ``anchor``, as indices in rising order.

    Those overlap it by half of the shorter of the two in time, and in place by the mean intersection over union of their
    boxes. Of tracks on screen together only the likest is taken. With ``mostly_inside``, half of the track itself must lie in
    the anchor's time: what is said of a moment is then not said of a long track around it.
    """
    first_s, last_s = anchor.start_s - SLACK_S, anchor.end_s + SLACK_S
    likeness = {
        index: _likeness(anchor, track, mostly_inside=mostly_inside)
        for index, track in enumerate(tracks)
        if track.start_s < last_s and track.end_s > first_s
    }
    taken: list[int] = []
    for index in sorted(likeness, key=lambda i: (-likeness[i], i)):
        if likeness[index] < MIN_LIKENESS:
            break
        if not any(_together(tracks[index], tracks[other]) for other in taken):
            taken.append(index)
    return sorted(taken)


def shared_s(one: Outline, other: Outline) -> float:
    """How long both are on screen, seconds; negative when they are apart."""
    return min(one.end_s, other.end_s) - max(one.start_s, other.start_s)


def _together(one: Outline, other: Outline) -> bool:
    return shared_s(one, other) > MIN_SHARED * min(one.end_s - one.start_s, other.end_s - other.start_s)


def _likeness(anchor: Outline, track: Outline, *, mostly_inside: bool) -> float:
    shared = shared_s(anchor, track) + SLACK_S
    length_s = track.end_s - track.start_s
    if not mostly_inside:
        length_s = min(length_s, anchor.end_s - anchor.start_s)
    if shared <= 0 or shared < MIN_SHARED * length_s or not len(anchor.times_s) or not len(track.times_s):
        return 0.0
    times_s = np.concatenate([_seen_during(anchor, track), _seen_during(track, anchor)])
    if not len(times_s):
        times_s = np.array([(max(anchor.start_s, track.start_s) + min(anchor.end_s, track.end_s)) / 2])
    return float(_iou(anchor.boxes_at(times_s), track.boxes_at(times_s)).mean())


def _seen_during(one: Outline, other: Outline) -> NDArray[np.float64]:
    return one.times_s[(one.times_s >= other.start_s - SLACK_S) & (one.times_s <= other.end_s + SLACK_S)]


def _iou(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    low = np.maximum(one[:, :2], other[:, :2])
    high = np.minimum(one[:, :2] + one[:, 2:], other[:, :2] + other[:, 2:])
    common = np.clip(high - low, 0, None).prod(axis=1)
    return np.asarray(common / (one[:, 2:].prod(axis=1) + other[:, 2:].prod(axis=1) - common + 1e-12), np.float64)
