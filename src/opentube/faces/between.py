"""Looking again between two samples of a shot: when a face came or went, and how it moved."""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.faces.detection import Detector
from opentube.faces.embedding import Embedder
from opentube.faces.looking import Face, Looked, faces_of
from opentube.faces.sampling import IMAGE_SIDE, Sampled
from opentube.faces.tracking import match_boxes
from opentube.faces.values import FaceTable

AROUND = 3.0
"""Side of the square that is looked at, in sides of the face."""

FACE_PX = 48
"""Faces are looked at again at about this size: large enough to be found, small enough to be quick."""

MAX_FACES = 8
"""Of many faces the largest are looked at again."""

MAX_MISSED = 2
"""A face not found in so many frames in a row is gone."""

SAME = 0.3
LINEAR = 0.8
"""Intersection over union at which two boxes show one face, and at which a straight line tells where it is."""

PATTERN = 24
LIKE = 0.9
"""Correlation of a face with what is in a box at which the face need not be looked for there."""

STILL = 0.06
"""A face that changes by less than this share of its contrast between two samples is frozen, if the frame lives."""

LIVELY = 1.5
LIVELY_RATIO = 4.0
LIVELY_SHARE = 0.9
"""A frame lives when a tenth of it changes by so many of 255, and by so much more than the face."""


class Between:
    """The frames between two samples of one shot, ``frames`` in order.

    Faces that are in one sample alone are followed from there, frame by frame, until they are lost. Faces in both are
    looked at on the way, again and again, until straight lines tell where they are.
    """

    def __init__(
        self, detector: Detector, embedder: Embedder, before: Looked, frames: Sequence[Sampled], after: Looked
    ) -> None:
        self._detector, self._embedder = detector, embedder
        self._before, self._frames, self._after = before, frames, after
        self._looked: dict[int, Looked] = {}
        self._seen: dict[int, list[Face]] = {}
        self._taken: dict[int, list[NDArray[np.float32]]] = {}
        self.matched = match_boxes(before.found.boxes, after.found.boxes)

    def come(self) -> list[int]:
        """Return which faces of the later sample the earlier one does not have."""
        return sorted(set(range(len(self._after.found.scores))) - {j for _, j in self.matched})

    def frozen(self) -> list[int]:
        """Return which faces of the later sample are the same picture as before while the frame around them lives."""
        if not self.matched:
            return []
        one, other = self._before.picture, self._after.picture
        if one.shape != other.shape:
            return []
        found = []
        for i, j in self.matched:
            x, y, w, h = self._before.found.boxes[i] * np.tile(self._before.size, 2)
            rows = slice(int(y + 0.1 * h), int(y + 0.9 * h) + 1)
            columns = slice(int(x + 0.1 * w), int(x + 0.9 * w) + 1)
            face = one[rows, columns]
            moved = float(_difference(face, other[rows, columns], (32, 32)).mean())
            if moved <= STILL * float(face.std()):
                found.append((j, moved))
        if not found:
            return []
        change = np.quantile(_difference(one, other, (64, 36)), LIVELY_SHARE)
        return [j for j, moved in found if change >= max(LIVELY, LIVELY_RATIO * moved)]

    def faces(self) -> FaceTable:
        """Return the faces found, in order of time."""
        before, after = self._before.found, self._after.found
        pairs = [(before.boxes[i], after.boxes[j]) for i, j in self.matched]
        gone = set(range(len(before.scores))) - {i for i, _ in self.matched}
        for i in _largest(before.boxes, gone):
            self._walk(-1, before.boxes[i], range(len(self._frames)), pairs)
        for j in _largest(after.boxes, self.come()):
            self._walk(len(self._frames), after.boxes[j], range(len(self._frames) - 1, -1, -1), pairs)
        for k in _largest(np.array([box for box, _ in pairs], np.float32).reshape(-1, 4), range(len(pairs))):
            others = [pair for n, pair in enumerate(pairs) if n != k]
            start, end = (-1, pairs[k][0]), (len(self._frames), pairs[k][1])
            if not self._straighten(start, end, others, _pattern(self._before.picture, pairs[k][0])):
                self._walk(*start, range(len(self._frames)), others)
                self._walk(*end, range(len(self._frames) - 1, -1, -1), others)
        tables = []
        for index in sorted(self._seen):
            looked = self._look(index)
            tables.append(Looked(looked.frame, looked.picture, faces_of(self._seen[index])).rows(self._embedder)[0])
        return FaceTable.concatenate(tables)

    def _walk(
        self,
        start: int,
        box: NDArray[np.float32],
        way: Iterable[int],
        pairs: Sequence[tuple[NDArray[np.float32], ...]],
    ) -> None:
        """Follow a face from frame to frame until it is lost."""
        start_box = box
        path: list[tuple[int, Face]] = []
        missed = 0
        for index in way:
            face = self._find(index, box, pairs)
            if face is None:
                missed += 1
                if missed == MAX_MISSED:
                    break
                continue
            missed = 0
            box = face[0]
            path.append((index, face))
        for index, face in path:
            self._taken.setdefault(index, []).append(face[0])
        for index, face in _corners(start, start_box, path):
            self._seen.setdefault(index, []).append(face)

    def _straighten(
        self,
        start: tuple[int, NDArray[np.float32]],
        end: tuple[int, NDArray[np.float32]],
        others: Sequence[tuple[NDArray[np.float32], ...]],
        pattern: NDArray[np.float32],
    ) -> bool:
        """Look at a face on the way; ``pattern`` is how it looks. Returns whether it was found."""
        if end[0] - start[0] < 2:  # noqa: PLR2004 - nothing is between them
            return True
        index = start[0] + max(1, (end[0] - start[0]) // 4)  # a face that swings crosses the line half-way
        expected = _on_line(self._time(start[0]), start[1], self._time(end[0]), end[1], self._time(index))
        if float((_pattern(self._look(index).picture, expected) * pattern).mean()) >= LIKE:
            return True
        face = self._find(index, expected, others)
        if face is None:
            return False
        if overlap(face[0], expected) < LINEAR:
            self._seen.setdefault(index, []).append(face)
            self._straighten(start, (index, face[0]), others, pattern)
            self._straighten((index, face[0]), end, others, pattern)
        return True

    def _find(
        self, index: int, box: NDArray[np.float32], pairs: Sequence[tuple[NDArray[np.float32], ...]]
    ) -> Face | None:
        """Find the face that was at ``box`` in the frame with this number, which is no face of another."""
        looked = self._look(index)
        width, height = looked.size
        side = float(max(box[2] * width, box[3] * height))
        middle = (box[:2] + box[2:] / 2) * looked.size
        left, top = (max(0, int(v)) for v in middle - AROUND / 2 * side)
        right, bottom = (int(v) + 1 for v in middle + AROUND / 2 * side)
        part = looked.picture[top:bottom, left:right]
        if not part.size:
            return None
        scale = min(1.0, FACE_PX / side)
        size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
        found = self._detector.detect(np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8))
        place = np.array([left, top], np.float32) / looked.size
        share = np.array([part.shape[1], part.shape[0]], np.float32) / looked.size
        boxes = np.concatenate([found.boxes[:, :2] * share + place, found.boxes[:, 2:] * share], axis=1)
        best = max(range(len(boxes)), key=lambda k: overlap(boxes[k], box), default=None)
        if best is None or overlap(boxes[best], box) < SAME:
            return None
        start_s, end_s = self._time(-1), self._time(len(self._frames))
        others = [_on_line(start_s, a, end_s, b, self._time(index)) for a, b in pairs]
        others += self._taken.get(index, [])
        if any(overlap(boxes[best], other) >= max(SAME, overlap(boxes[best], box)) for other in others):
            return None
        return boxes[best], found.landmarks[best] * share + place, float(found.scores[best])

    def _look(self, index: int) -> Looked:
        if index not in self._looked:
            frame = self._frames[index]
            self._looked[index] = Looked(frame, frame.frame.image(IMAGE_SIDE), faces_of([]))
        return self._looked[index]

    def _time(self, index: int) -> float:
        if index < 0:
            return self._before.frame.frame.time_s
        if index == len(self._frames):
            return self._after.frame.frame.time_s
        return self._frames[index].frame.time_s


def overlap(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Intersection over union of two boxes x, y, w, h."""
    sides = np.minimum(a[:2] + a[2:], b[:2] + b[2:]) - np.maximum(a[:2], b[:2])
    shared = float(np.prod(np.maximum(sides, 0)))
    return shared / max(float(np.prod(a[2:]) + np.prod(b[2:])) - shared, 1e-12)


def _on_line(
    start_s: float, start: NDArray[np.float32], end_s: float, end: NDArray[np.float32], time_s: float
) -> NDArray[np.float32]:
    share = (time_s - start_s) / (end_s - start_s)
    return np.asarray(start + share * (end - start), np.float32)


def _corners(start: int, box: NDArray[np.float32], path: list[tuple[int, Face]]) -> list[tuple[int, Face]]:
    """Keep the last face of a path, and so many before it that short straight lines join them."""
    points = [(start, box), *((index, face[0]) for index, face in path)]
    kept, first = [], 0
    while first < len(path):
        last = len(path)
        while last > first + 1 and not _straight(points[first : last + 1]):
            last = first + (last - first) // 2
        kept.append(path[last - 1])
        first = last
    return kept


def _straight(points: list[tuple[int, NDArray[np.float32]]]) -> bool:
    (first, start), (last, end) = points[0], points[-1]
    on_line = (overlap(box, _on_line(first, start, last, end, index)) >= LINEAR for index, box in points[1:-1])
    return overlap(start, end) >= SAME and all(on_line)


def _largest(boxes: NDArray[np.float32], rows: Iterable[int]) -> list[int]:
    return sorted(rows, key=lambda row: (-float(boxes[row, 2] * boxes[row, 3]), row))[:MAX_FACES]


def _pattern(picture: NDArray[np.uint8], box: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what is in a box as (PATTERN, PATTERN, 3) of mean 0 and deviation 1; 0 throughout outside the picture."""
    x, y, w, h = (box * np.tile(np.array(picture.shape[1::-1], np.float32), 2)).tolist()
    part = picture[max(0, round(y)) : max(0, round(y + h)), max(0, round(x)) : max(0, round(x + w))]
    if not part.size:
        return np.zeros((PATTERN, PATTERN, 3), np.float32)
    small = np.asarray(cv2.resize(part, (PATTERN, PATTERN), interpolation=cv2.INTER_AREA), np.float32)
    return np.asarray((small - small.mean()) / max(float(small.std()), 1.0), np.float32)


def _difference(one: NDArray[np.uint8], other: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.float32]:
    """Mean absolute difference, 0..255, of two pictures made this small."""
    small = [np.asarray(cv2.resize(p, size, interpolation=cv2.INTER_AREA), np.float32) for p in (one, other)]
    return np.asarray(np.abs(small[0] - small[1]).mean(axis=2), np.float32)
