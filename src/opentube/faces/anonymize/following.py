"""From what is detected now and then to tracks without gaps: faces are followed where the detector loses them."""

from bisect import bisect
from collections import deque
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from opentube.faces.anonymize.values import FoundTrack
from opentube.faces.detection import Detections
from opentube.faces.follow import Flow
from opentube.faces.values import EMBEDDING_SIZE

START_SCORE = 0.3
SURE_SCORE = 0.6
"""Scores from which a detection opens a track, and from which one is believed alone; lower ones only go on."""

LOST_S = 2.0
BACK_S = 1.0
WEAK_S = 0.3
"""For how long a face is followed without being detected: on, back, and either way for one seen once and weakly."""

REACH = 0.6
SPEED = 3.0
NEW_SPEED = 6.0
PAN = 0.4
MAX_GROWTH = 1.7
"""How far from where it was expected a face may be found, in face sizes, plus so many for each second; more while it is not
known how it moves, and at least so many frame widths, for the camera may move."""

SETTLED_S = LOST_S + BACK_S + 0.5
"""A face that turns up changes nothing so long before it, masks that come before their face included."""

UNLIKE = 0.1
"""Cosine similarity below which two faces are different humans wherever they are."""

NEEDED_BEFORE = 3
"""What is drawn between two boxes depends on one more on either side."""

FORBIDDEN = 1e6


@dataclass(frozen=True, slots=True)
class Look:
    """A frame that was looked at.

    ``grey``: (height, width) uint8. ``opens_s``: None, or when the last frame before the shot that this frame opens starts, -1 where there is none.
    ``vectors``: (n, 128) float32, NaN where a face was not embedded.
    """

    time_s: float
    until_s: float
    grey: NDArray[np.uint8]
    found: Detections
    vectors: NDArray[np.float32]
    opens_s: float | None


@dataclass(slots=True)
class _Open:
    times_s: list[float]
    boxes: list[NDArray[np.float64]]
    scores: list[float]
    shot_start_s: float
    detected_s: float
    sightings: int = 0
    vectors: list[NDArray[np.float32]] = field(default_factory=list)

    def expected(self, time_s: float) -> NDArray[np.float64]:
        """Where the face goes if it moves on as it did."""
        box = self.boxes[-1].copy()
        if len(self.boxes) > 1:
            step_s = self.times_s[-1] - self.times_s[-2]
            ahead = min(time_s - self.times_s[-1], step_s) / max(step_s, 1e-6)
            box[:2] += (_middle(self.boxes[-1]) - _middle(self.boxes[-2])) * ahead
        return box

    def see(self, time_s: float, box: NDArray[np.float64], score: float, vector: NDArray[np.float32] | None) -> None:
        self.times_s.append(time_s)
        self.boxes.append(box)
        self.scores.append(score)
        if score > 0:
            self.detected_s = time_s
            self.sightings += 1
        if vector is not None and not np.isnan(vector[0]):
            self.vectors.append(vector)


class Follower:
    """Takes looks in order of time and gives tracks at the end.

    Another thread may ask meanwhile for those there are: up to ``settled_s`` they do not change any more.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self.settled_s = -np.inf
        self._active: list[_Open] = []
        self._done: list[FoundTrack] = []
        self._recent: deque[Look] = deque()
        self._shot_start_s = -1.0
        self._until_s = 0.0

    def take(self, look: Look) -> None:
        """Take the next look."""
        with self._lock:
            self._take(look)
            known_s = min((track.times_s[-NEEDED_BEFORE:][0] for track in self._active), default=np.inf)
            self.settled_s = max(self.settled_s, self._shot_start_s, min(look.time_s - SETTLED_S, known_s))

    def _take(self, look: Look) -> None:
        if look.opens_s is not None:
            self._close(self._active, self._until_s)
            self._active = []
            self._recent.clear()
            self._shot_start_s = look.opens_s
        lost = [track for track in self._active if look.time_s - track.detected_s > LOST_S]
        self._close(lost, np.inf)
        self._active = [track for track in self._active if look.time_s - track.detected_s <= LOST_S]
        boxes = look.found.boxes.astype(np.float64)
        pairs = self._pairs(look, boxes)
        for number, track in enumerate(self._active):
            if number in pairs:
                row = pairs[number]
                track.see(look.time_s, boxes[row], float(look.found.scores[row]), look.vectors[row])
            elif self._recent and track.times_s[-1] == self._recent[-1].time_s:
                moved = _flow(self._recent[-1], look, track.boxes[-1])
                if moved is not None:
                    track.see(look.time_s, moved, 0.0, None)
        for row in sorted(set(range(len(boxes))) - set(pairs.values())):
            if look.found.scores[row] >= START_SCORE:
                self._active.append(self._opened(look, row, boxes[row]))
        self._recent.append(look)
        while self._recent[0].time_s < look.time_s - BACK_S:
            self._recent.popleft()
        self._until_s = look.until_s

    def since(self, time_s: float) -> tuple[FoundTrack, ...]:
        """Return what there is of tracks since then, with a little before it."""
        with self._lock:
            done = [track for track in self._done if track.times_s[-1] >= time_s - SETTLED_S]
            return (*done, *(_found(track, np.inf, time_s) for track in self._active))

    def finish(self) -> tuple[FoundTrack, ...]:
        """Return all tracks, in order of time."""
        with self._lock:
            self._close(self._active, np.inf)
            self._active = []
            self.settled_s = np.inf
            return tuple(sorted(self._done, key=lambda track: (track.times_s[0], *track.boxes[0])))

    def _pairs(self, look: Look, boxes: NDArray[np.float64]) -> dict[int, int]:
        """Tracks and the detections that go on with them, least movement in all (Kuhn 1955)."""
        if not self._active or not len(boxes):
            return {}
        cost = np.full((len(self._active), len(boxes)), FORBIDDEN)
        for number, track in enumerate(self._active):
            expected = track.expected(look.time_s)
            size = np.maximum(boxes[:, 2:], expected[2:])
            shift = np.linalg.norm((boxes[:, :2] + boxes[:, 2:] / 2 - _middle(expected)) / size, axis=1)
            growth = np.exp(np.abs(np.log(boxes[:, 2:] / expected[2:])).mean(axis=1))
            speed = SPEED if len(track.boxes) > 1 else NEW_SPEED
            reach = REACH + max(speed, PAN / float(expected[2])) * (look.time_s - track.times_s[-1])
            allowed = (shift <= reach) & (growth <= MAX_GROWTH)
            if track.vectors:
                allowed &= ~(look.vectors @ track.vectors[-1] < UNLIKE)
            cost[number, allowed] = shift[allowed] + np.log(growth[allowed])
        matched = zip(*(side.tolist() for side in linear_sum_assignment(cost)), strict=True)
        return {number: row for number, row in matched if cost[number, row] < FORBIDDEN}

    def _opened(self, look: Look, row: int, box: NDArray[np.float64]) -> _Open:
        """Open a track with a detection, and follow it back to where it came from."""
        track = _Open([], [], [], self._shot_start_s, look.time_s)
        later, known = look, box
        for earlier in reversed(self._recent):
            moved = _flow(later, earlier, known)
            if moved is None:
                break
            track.times_s.insert(0, earlier.time_s)
            track.boxes.insert(0, moved)
            track.scores.insert(0, 0.0)
            later, known = earlier, moved
        track.see(look.time_s, box, float(look.found.scores[row]), look.vectors[row])
        return track

    def _close(self, tracks: list[_Open], shot_end_s: float) -> None:
        self._done += [_found(track, shot_end_s) for track in tracks]


def _found(track: _Open, shot_end_s: float, since_s: float = -np.inf) -> FoundTrack:
    first = max(bisect(track.times_s, since_s) - NEEDED_BEFORE, 0)
    times, scores = np.array(track.times_s[first:]), np.array(track.scores[first:], np.float32)
    kept = np.ones(len(times), bool)
    if track.sightings == 1 and max(track.scores) < SURE_SCORE:
        kept = np.abs(times - track.detected_s) <= WEAK_S
    vectors = np.array(track.vectors, np.float32).reshape(-1, EMBEDDING_SIZE)
    boxes = np.array(track.boxes[first:])[kept]
    return FoundTrack(times[kept], boxes, scores[kept], track.shot_start_s, shot_end_s, vectors)


def _middle(box: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(box[:2] + box[2:] / 2)


def _flow(start: Look, end: Look, box: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Where what is in a box of one frame is in another; None when it cannot be told."""
    height, width = start.grey.shape
    size = np.array([width, height, width, height], np.float64)
    moved = Flow(start.grey, box * size).step(end.grey)
    if moved is None:
        return None
    corners = np.clip(np.concatenate([moved[:2], moved[:2] + moved[2:]]) / size[[0, 1, 0, 1]], 0, 1)
    inside = np.concatenate([corners[:2], corners[2:] - corners[:2]])
    return inside if (inside[2:] > 0).all() else None
