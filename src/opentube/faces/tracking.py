"""Linking the faces of one human through the sampled frames of one shot."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from opentube.faces.values import FaceTable

MAX_GAP_S = 1.6
"""A face not seen for longer starts a new track."""

MAX_SHIFT = 1.2
"""How far a face may move between sightings, in face sizes, for each half second between them."""

MAX_GROWTH = 1.8
MIN_LIKENESS = 0.1
"""Cosine similarity below which two faces are different humans wherever they are."""

UNKNOWN = 0.5
"""What not knowing a face costs, beside one minus the likeness where it is known."""

FORBIDDEN = 1e6


@dataclass(slots=True)
class _Open:
    """A track that may go on. ``look``: unit mean of its embeddings so far, NaN while there is none."""

    rows: list[int]
    time_s: float
    box: NDArray[np.float64]
    look: NDArray[np.float32]
    looks: int = 0

    def see(self, vector: NDArray[np.float32]) -> None:
        if np.isnan(vector[0]):
            return
        total = vector + self.look * self.looks if self.looks else vector
        self.look = total / max(float(np.linalg.norm(total)), 1e-6)
        self.looks += 1


def link_faces(faces: FaceTable, rows: NDArray[np.intp]) -> list[tuple[int, ...]]:
    """Partition ``rows`` of one shot, in order of time, into tracks; each holds at most one face of a frame.

    Faces are assigned frame by frame so that the sum of their shifts is least (Kuhn 1955); what moved too far, grew
    too much or looks like somebody else starts a track of its own.
    """
    if not len(rows):
        return []
    boxes = _centred(faces.boxes[rows])
    vectors, times = faces.embeddings[rows], faces.time_s[rows]
    unseen = np.full(vectors.shape[1], np.nan, np.float32)
    edges = [0, *(np.flatnonzero(np.diff(times)) + 1).tolist(), len(rows)]
    done: list[_Open] = []
    active: list[_Open] = []
    for start, stop in pairwise(edges):
        now = float(times[start])
        done += [track for track in active if now - track.time_s > MAX_GAP_S]
        active = [track for track in active if now - track.time_s <= MAX_GAP_S]
        cost = _costs(active, boxes[start:stop], vectors[start:stop], now)
        owner: dict[int, _Open] = {}
        for i, j in _assigned(cost):
            if cost[i, j] < FORBIDDEN:
                owner[start + j] = active[i]
        for k in range(start, stop):
            if k not in owner:
                owner[k] = _Open([], now, boxes[k], unseen)
                active.append(owner[k])
            track = owner[k]
            track.rows.append(int(rows[k]))
            track.time_s, track.box = now, boxes[k]
            track.see(vectors[k])
    return sorted(tuple(track.rows) for track in done + active)


def match_boxes(before: NDArray[np.float32], after: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Pair boxes (n, 4) and (m, 4) of two frames half a second apart by least shift; who moved too far has no pair."""
    shift, growth = _movement(_centred(before)[:, None], _centred(after))
    cost = np.where((shift > MAX_SHIFT) | (growth > MAX_GROWTH), FORBIDDEN, shift)
    pairs = _assigned(cost)
    return [(i, j) for i, j in pairs if cost[i, j] < FORBIDDEN]


def _centred(boxes: NDArray[np.float32]) -> NDArray[np.float64]:
    centred = boxes.astype(np.float64)
    centred[:, :2] += centred[:, 2:] / 2
    return centred


def _movement(last: NDArray[np.float64], boxes: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shift, in face sizes, and growth from each of ``last`` (n, 1, 4; centre and size) to each of ``boxes`` (m, 4)."""
    shift = np.sqrt((((boxes[:, :2] - last[..., :2]) / np.maximum(boxes[:, 2:], last[..., 2:])) ** 2).sum(axis=2))
    return shift, np.exp(np.abs(np.log(boxes[:, 2:] / last[..., 2:])).mean(axis=2))


def _costs(
    active: list[_Open], boxes: NDArray[np.float64], vectors: NDArray[np.float32], now: float
) -> NDArray[np.float64]:
    """Shift from each track to each box (n, 4; centre and size), in face sizes; `FORBIDDEN` where it is another face."""
    if not active:
        return np.empty((0, len(boxes)))
    last = np.array([track.box for track in active])[:, None]
    gaps = np.array([now - track.time_s for track in active])
    shift, growth = _movement(last, boxes)
    likeness = np.array([track.look for track in active]) @ vectors.T  # NaN where nothing is known
    cost: NDArray[np.float64] = shift + np.where(np.isnan(likeness), UNKNOWN, 1 - likeness)
    too_far = shift > MAX_SHIFT * np.maximum(1.0, gaps / 0.5)[:, None]
    cost[too_far | (growth > MAX_GROWTH) | (likeness < MIN_LIKENESS)] = FORBIDDEN
    return cost


def _assigned(cost: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """The pairs (row, column) of least cost in all."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - takes a second to load, which only scans need

    return zip(*(side.tolist() for side in linear_sum_assignment(cost)), strict=True)
