"""Finding faces in a picture."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.models.values import ModelRef

DETECTION_SIDE = 640
"""Longest side YuNet is shown: its faces are about 10 to 300 pixels wide."""

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
    """YuNet (Wu et al. 2023, doi:10.1007/s11633-023-1423-y) from OpenCV's model zoo. Not thread-safe."""

    model = ModelRef("face_detection", "yunet", "2023mar_int8bq")

    def __init__(self, path: Path, min_score: float = MIN_SCORE) -> None:
        level = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
        self._net = cv2.FaceDetectorYN.create(str(path), "", (32, 32), min_score, OVERLAP, CANDIDATES)
        cv2.utils.logging.setLogLevel(level)

    def detect(self, picture: NDArray[np.uint8]) -> Detections:
        """Find the faces of an upright (height, width, 3) uint8 BGR picture, ordered by position from left to right."""
        height, width = picture.shape[:2]
        scale = min(1.0, DETECTION_SIDE / max(width, height))
        small = picture
        if scale < 1:
            size = max(1, round(width * scale)), max(1, round(height * scale))
            small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        height, width = small.shape[:2]
        self._net.setInputSize((width, height))
        _, found = self._net.detect(small)
        rows = np.asarray(found if found is not None else np.empty((0, 15)), dtype=np.float32)
        points: NDArray[np.float32] = np.divide(rows[:, :14].reshape(-1, 7, 2), np.array([width, height], np.float32))
        corners = np.clip(np.stack([points[:, 0], points[:, 0] + points[:, 1]], axis=1), 0, 1)
        boxes = np.concatenate([corners[:, 0], corners[:, 1] - corners[:, 0]], axis=1)
        order = np.lexsort((boxes[:, 1], boxes[:, 0]))
        order = order[(boxes[order, 2:] > 0).all(axis=1)]
        return Detections(boxes[order], points[order, 2:], np.clip(rows[order, 14], 0, 1))
