"""Small faces, looked for in parts of a picture; and faces that were found twice."""

from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.faces.detection import Detections, Detector

TILE = 0.55
"""Tiles are so long and wide for their frame that four cover it and no small face is cut by all."""

CLOSE_UP = 256
ZOOM = 2
"""Close-ups are so many pixels wide and high, and looked at so much larger."""

SMALL = 0.3
"""Faces larger than this share of a part are left to the look at the whole."""

SAME = 0.3
"""Intersection over union from which two detections mean the same face."""


def in_tiles(detector: Detector, picture: NDArray[np.uint8]) -> Detections:
    """Find small faces in parts of a picture."""
    size = np.array(picture.shape[1::-1])
    parts = []
    for low in ((0.0, 0.0), (1 - TILE, 0.0), (0.0, 1 - TILE), (1 - TILE, 1 - TILE)):
        corner = np.round(low * size).astype(int)
        parts.append(_in_part(detector, picture, corner, corner + np.round(TILE * size).astype(int), 1))
    return reduce(joined, parts)


def close_up(detector: Detector, picture: NDArray[np.uint8], box: NDArray[np.float32]) -> Detections:
    """Find small faces where one was."""
    size = np.array(picture.shape[1::-1])
    corner = np.clip((middles(box) * size).astype(int) - CLOSE_UP // 2, 0, np.maximum(size - CLOSE_UP, 0))
    return _in_part(detector, picture, corner, np.minimum(corner + CLOSE_UP, size), ZOOM)


def _in_part(
    detector: Detector, picture: NDArray[np.uint8], corner: NDArray[np.intp], end: NDArray[np.intp], zoom: int
) -> Detections:
    """Find small faces in part of a picture; those at its edge are left to other parts."""
    part = picture[corner[1] : end[1], corner[0] : end[0]]
    seen = detector.detect(np.ascontiguousarray(part) if zoom == 1 else _enlarged(part, zoom))
    whole = (seen.boxes[:, :2] > 0).all(axis=1) & (seen.boxes[:, :2] + seen.boxes[:, 2:] < 1).all(axis=1)
    whole &= (seen.boxes[:, 2:] < SMALL).all(axis=1)
    size = np.array(picture.shape[1::-1], np.float32)
    scale, shift = ((end - corner) / size).astype(np.float32), (corner / size).astype(np.float32)
    boxes = np.concatenate([seen.boxes[:, :2] * scale + shift, seen.boxes[:, 2:] * scale], axis=1)
    return Detections(boxes[whole], (seen.landmarks * scale + shift)[whole], seen.scores[whole])


def middles(boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the middles (..., 2) of boxes (..., 4)."""
    return np.asarray(boxes[..., :2] + boxes[..., 2:] / 2)


def joined(first: Detections, second: Detections) -> Detections:
    """All faces of both detectors, those they share once; where they agree, both would have to be wrong."""
    overlap = _overlap(second.boxes, first.boxes)
    new = overlap.max(axis=1, initial=0) < SAME
    doubt = np.where(overlap >= SAME, 1 - second.scores[:, None], 1).min(axis=0, initial=1)
    return Detections(
        np.concatenate([first.boxes, second.boxes[new]]),
        np.concatenate([first.landmarks, second.landmarks[new]]),
        np.concatenate([1 - (1 - first.scores) * doubt, second.scores[new]]).astype(np.float32),
    )


def _enlarged(picture: NDArray[np.uint8], zoom: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(picture, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC), np.uint8)


def _overlap(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Intersection over union of boxes (n, 4) and (m, 4)."""
    low = np.maximum(a[:, None, :2], b[:, :2])
    high = np.minimum(a[:, None, :2] + a[:, None, 2:], b[:, :2] + b[:, 2:])
    both = np.prod(np.maximum(high - low, 0), axis=2)
    areas = np.prod(a[:, 2:], axis=1)[:, None] + np.prod(b[:, 2:], axis=1) - both
    return np.asarray(both / np.maximum(areas, 1e-12), np.float32)
