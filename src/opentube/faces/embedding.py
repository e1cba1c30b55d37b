"""From a face to a vector that is close for the same human."""

from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.faces.values import EMBEDDING_SIZE
from opentube.models.session import open_folded
from opentube.models.values import ModelRef

CROP_SIDE = 112

REFERENCE = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]], np.float32
)
"""Where the landmarks lie in an aligned crop, pixels (ArcFace, Deng et al. 2019; SFace was trained on the same)."""


class Embedder(Protocol):
    """Turns aligned faces into vectors."""

    @property
    def model(self) -> ModelRef:
        """What makes the vectors."""

    def embed(self, crop: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the (128,) unit vector of an aligned (112, 112, 3) uint8 BGR crop."""


def align(picture: NDArray[np.uint8], landmarks: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Cut a face out so that its landmarks, (5, 2) in pixels, come to lie on `REFERENCE`; (112, 112, 3) uint8.

    The similarity transform is the least-squares one (Umeyama 1991).
    """
    mean_from, mean_to = landmarks.mean(axis=0), REFERENCE.mean(axis=0)
    a, b = landmarks - mean_from, REFERENCE - mean_to
    spread = float((a * a).sum()) or 1.0
    cos = float((a * b).sum()) / spread
    sin = float((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum()) / spread
    linear = np.array([[cos, -sin], [sin, cos]])
    matrix = np.column_stack([linear, mean_to - linear @ mean_from])
    return np.asarray(cv2.warpAffine(picture, matrix, (CROP_SIDE, CROP_SIDE), flags=cv2.INTER_LINEAR), dtype=np.uint8)


class SFace:
    """SFace (Zhong et al. 2021, arXiv:2205.12010) from OpenCV's model zoo. Safe to use from many threads."""

    model = ModelRef("face_embedding", "sface", "2021dec_int8bq")

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        self._session = open_folded(path, threads=threads)

    def embed(self, crop: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the (128,) unit vector of an aligned (112, 112, 3) uint8 BGR crop."""
        blob = crop[None, :, :, ::-1].transpose(0, 3, 1, 2).astype(np.float32, order="C")
        vector = np.asarray(self._session.run(None, {"data": blob})[0], dtype=np.float32).reshape(EMBEDDING_SIZE)
        return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6), dtype=np.float32)
