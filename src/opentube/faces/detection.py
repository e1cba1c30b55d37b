"""Finding faces in a picture."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.models.session import open_folded
from opentube.models.values import ModelRef

DETECTION_SIDE = 640
"""Longest side YuNet is shown: its faces are about 10 to 300 pixels wide."""

FINE_SIDE = 1280
SMALL_PX = 30
"""A candidate narrower than this at the first look calls for a finer one: where one face is small, others may be."""

COARSE_SIDE = 320
LARGE = 0.3
"""A doubtful candidate higher than this share of the frame, or no face at all, calls for a coarser look."""

HINT_SCORE = 0.3

STRIDES = (8, 16, 32)
COARSEST = STRIDES[-1]
OUTPUTS = [f"{part}_{stride}" for part in ("cls", "obj", "bbox", "kps") for stride in STRIDES]

MIN_SCORE = 0.7
OVERLAP = 0.3
CANDIDATES = 500


@dataclass(frozen=True, slots=True)
class Detections:
    """``n`` faces of one picture: boxes (n, 4) x, y, w, h and landmarks (n, 5, 2), float32 in 0..1; scores (n,)."""

    boxes: NDArray[np.float32]
    landmarks: NDArray[np.float32]
    scores: NDArray[np.float32]


class Detector(Protocol):
    """Finds faces."""

    @property
    def model(self) -> ModelRef:
        """What finds them."""

    def detect(self, picture: NDArray[np.uint8]) -> Detections:
        """Find the faces of an upright (height, width, 3) uint8 BGR picture, ordered by position from left to right."""


class YuNet:
    """YuNet (Wu et al. 2023, doi:10.1007/s11633-023-1423-y) from OpenCV's model zoo. Safe to use from many threads.

    A picture is looked at with 640 pixels on its longer side; where that hints at small faces, with up to 1280 as well,
    and where it leaves doubt about large ones, with 320. What several looks find is joined by non-maximum suppression.
    """

    model = ModelRef("face_detection", "yunet", "2023mar_int8bq")

    def __init__(self, path: Path, min_score: float = MIN_SCORE, *, threads: int = 1) -> None:
        self._session = open_folded(path, threads=threads, any_size=True)
        self._min_score = min_score

    def detect(self, picture: NDArray[np.uint8]) -> Detections:
        """Find the faces of an upright (height, width, 3) uint8 BGR picture, ordered by position from left to right."""
        first = self._look(picture, DETECTION_SIDE)
        sure = first[:, 14] >= self._min_score
        rows, coarse = first, first[:0]
        side = max(picture.shape[:2])
        if (first[:, 2] * DETECTION_SIDE < SMALL_PX).any() and side > DETECTION_SIDE:
            rows = np.concatenate([first, self._look(picture, FINE_SIDE)])
        if side > COARSE_SIDE and (not sure.any() or ((first[:, 3] > LARGE) & ~sure).any()):
            coarse = self._look(picture, COARSE_SIDE)
        rows, coarse = (look[look[:, 14] >= self._min_score] for look in (rows, coarse))
        rows = _without_overlap(rows, coarse)
        points = rows[:, :14].reshape(-1, 7, 2)
        corners = np.clip(np.stack([points[:, 0], points[:, 0] + points[:, 1]], axis=1), 0, 1)
        boxes = np.concatenate([corners[:, 0], corners[:, 1] - corners[:, 0]], axis=1)
        order = np.lexsort((boxes[:, 1], boxes[:, 0]))
        order = order[(boxes[order, 2:] > 0).all(axis=1)]
        return Detections(boxes[order], points[order, 2:], np.clip(rows[order, 14], 0, 1))

    def _look(self, picture: NDArray[np.uint8], side: int) -> NDArray[np.float32]:
        """Return candidates in 0..1 of the picture, seen with at most ``side`` pixels on its longer side."""
        height, width = picture.shape[:2]
        scale = min(1.0, side / max(width, height))
        small = picture
        if scale < 1:
            size = max(1, round(width * scale)), max(1, round(height * scale))
            small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        rows = self._candidates(small)
        rows[:, :14] /= np.tile(np.array([small.shape[1], small.shape[0]], np.float32), 7)
        return rows

    def _candidates(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return (n, 15): box x, y, width, height and five landmarks x, y in pixels, score; they overlap."""
        height, width = picture.shape[:2]
        blob = np.zeros((1, 3, -(-height // COARSEST) * COARSEST, -(-width // COARSEST) * COARSEST), np.float32)
        blob[0, :, :height, :width] = picture.transpose(2, 0, 1)
        outputs = [output[0] for output in self._session.run(OUTPUTS, {"input": blob})]
        found = []
        for stride, faceness, objectness, boxes, landmarks in zip(
            STRIDES, *(outputs[k : k + 3] for k in (0, 3, 6, 9)), strict=True
        ):
            scores = np.sqrt(np.clip(faceness[:, 0], 0, 1) * np.clip(objectness[:, 0], 0, 1))
            (places,) = np.nonzero(scores >= min(HINT_SCORE, self._min_score))
            cells = np.stack([places % (blob.shape[3] // stride), places // (blob.shape[3] // stride)], axis=1)
            sizes = np.exp(boxes[places, 2:])
            corners = cells + boxes[places, :2] - sizes / 2
            points = (landmarks[places].reshape(-1, 5, 2) + cells[:, None]).reshape(-1, 10)
            found.append(np.column_stack([np.hstack([corners, sizes, points]) * stride, scores[places]]))
        return np.concatenate(found).astype(np.float32)


def _without_overlap(rows: NDArray[np.float32], coarse: NDArray[np.float32]) -> NDArray[np.float32]:
    """Non-maximum suppression: of faces that overlap, the one with the highest score; ``coarse`` ones give way."""
    every = np.concatenate([rows, coarse])
    boxes = (every[:, :4] * DETECTION_SIDE).tolist()
    ranks = [*(rows[:, 14] + 1).tolist(), *coarse[:, 14].tolist()]
    return every[np.asarray(cv2.dnn.NMSBoxes(boxes, ranks, 0.0, OVERLAP, top_k=CANDIDATES), dtype=np.intp)]
