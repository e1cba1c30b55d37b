"""Linking the faces of one human through the sampled frames of one shot."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from opentube.faces.values import FaceTable

MAX_GAP_S = 1.6
"""A face not seen for longer starts a new track."""

MAX_SHIFT = 1.2
"""How far a face may move between sightings, in face sizes, for each half second between them."""

MAX_GROWTH = 1.8
MIN_LIKENESS = 0.1
"""Cosine similarity below which two faces are different humans wherever they are."""

FORBIDDEN = 1e6


@dataclass(slots=True)
class _Open:
    """A track that may go on; ``total`` is the sum of its embeddings."""

    rows: list[int]
    time_s: float
    box: NDArray[np.float64]
    total: NDArray[np.float64] | None = field(default=None)


def link_faces(faces: FaceTable, rows: NDArray[np.intp]) -> list[tuple[int, ...]]:
    """Partition ``rows`` of one shot, in order of time, into tracks; each holds at most one face of a frame.

    Faces are assigned frame by frame so that the sum of their shifts is least (Kuhn 1955); what moved too far, grew
    too much or looks like somebody else starts a track of its own.
    """
    boxes = faces.boxes[rows].astype(np.float64)
    boxes[:, :2] += boxes[:, 2:] / 2
    vectors, embedded, times = faces.embeddings[rows], faces.embedded[rows], faces.time_s[rows]
    starts = np.flatnonzero(np.diff(times, prepend=-np.inf))
    done: list[_Open] = []
    active: list[_Open] = []
    for start, stop in zip(starts, [*starts[1:], len(rows)], strict=True):
        now = float(times[start])
        done += [track for track in active if now - track.time_s > MAX_GAP_S]
        active = [track for track in active if now - track.time_s <= MAX_GAP_S]
        cost = np.full((len(active), stop - start), FORBIDDEN)
        for i, track in enumerate(active):
            cost[i] = _costs(track, boxes[start:stop], vectors[start:stop], now)
        free = set(range(start, stop))
        for i, j in zip(*(side.tolist() for side in linear_sum_assignment(cost)), strict=True):
            if cost[i, j] < FORBIDDEN:
                free.remove(start + j)
                _extend(active[i], int(rows[start + j]), now, boxes[start + j])
                if embedded[start + j]:
                    _remember(active[i], vectors[start + j])
        for k in sorted(free):
            track = _Open([int(rows[k])], now, boxes[k])
            if embedded[k]:
                _remember(track, vectors[k])
            active.append(track)
    return sorted(tuple(track.rows) for track in done + active)


def _extend(track: _Open, row: int, time_s: float, box: NDArray[np.float64]) -> None:
    track.rows.append(row)
    track.time_s, track.box = time_s, box


def _remember(track: _Open, vector: NDArray[np.float32]) -> None:
    track.total = vector.astype(np.float64) if track.total is None else track.total + vector


def _costs(track: _Open, boxes: NDArray[np.float64], vectors: NDArray[np.float32], now: float) -> NDArray[np.float64]:
    """Shift to each box (n, 4; centre and size), in face sizes; `FORBIDDEN` where it cannot be the same face."""
    size = np.maximum(track.box[2:], boxes[:, 2:])
    shift = np.linalg.norm((boxes[:, :2] - track.box[:2]) / size, axis=1)
    growth = np.exp(np.abs(np.log(boxes[:, 2:] / track.box[2:])).mean(axis=1))
    steps = max(1.0, (now - track.time_s) / 0.5)
    forbidden = (shift > MAX_SHIFT * steps) | (growth > MAX_GROWTH)
    cost = shift
    if track.total is not None:
        likeness = vectors @ (track.total / np.linalg.norm(track.total))  # NaN where there is no embedding
        forbidden |= likeness < MIN_LIKENESS
        cost = shift + np.nan_to_num(1 - likeness, nan=0.5)
    return np.where(forbidden, FORBIDDEN, cost)
