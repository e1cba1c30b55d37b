"""A second detector, which finds profiles and dark faces that the first misses."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.faces.detection import Detections
from opentube.models.session import open_folded
from opentube.models.values import ModelRef

SIDE = 384
"""Longest side it is shown: small faces are the first detector's."""

CELL = 4
MULTIPLE = 32
OVERLAP = 0.3
CANDIDATES = 500


class CenterFace:
    """CenterFace (Xu et al. 2019, arXiv:1911.03599). Safe to use from many threads."""

    model = ModelRef("face_detection", "centerface", "2019")

    def __init__(self, path: Path, min_score: float = 0.35, *, side: int = SIDE, threads: int = 1) -> None:
        self._session = open_folded(path, threads=threads, any_size=True)
        self._min_score = min_score
        self._side = side

    def detect(self, picture: NDArray[np.uint8]) -> Detections:
        """Find the faces of an upright (height, width, 3) uint8 BGR picture, best first."""
        scale = min(1.0, self._side / max(picture.shape[:2]))
        height, width = (max(1, round(length * scale)) for length in picture.shape[:2])
        small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        blob = np.zeros((1, 3, -(-height // MULTIPLE) * MULTIPLE, -(-width // MULTIPLE) * MULTIPLE), np.float32)
        blob[0, :, :height, :width] = small[..., ::-1].transpose(2, 0, 1)
        heat, sizes, offsets, points = (part[0] for part in self._session.run(None, {"input.1": blob}))
        rows, columns = np.nonzero(heat[0] >= self._min_score)
        scores = np.clip(heat[0, rows, columns], 0, 1)
        extent = np.exp(sizes[::-1, rows, columns].T) * CELL
        middle = (np.stack([columns, rows], axis=1) + offsets[::-1, rows, columns].T + 0.5) * CELL
        low = middle - extent / 2
        boxes = np.concatenate([low, extent], axis=1)
        kept = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), 0.0, OVERLAP, top_k=CANDIDATES)
        best = np.asarray(kept, np.intp).reshape(-1)
        size = np.array([width, height], np.float32)
        low, high = np.clip(low[best] / size, 0, 1), np.clip((low[best] + extent[best]) / size, 0, 1)
        pairs = points[:, rows[best], columns[best]].T.reshape(-1, 5, 2)[..., ::-1]
        landmarks = (pairs * extent[best][:, None] + boxes[best][:, None, :2]) / size
        inside = (high > low).all(axis=1)
        found = np.concatenate([low, high - low], axis=1)[inside]
        return Detections(found.astype(np.float32), landmarks[inside].astype(np.float32), scores[best][inside])
