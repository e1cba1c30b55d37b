"""The faces of a photo, to look for in videos."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.errors import UserError
from opentube.faces.detection import Detections, Detector, YuNet
from opentube.faces.embedding import Embedder, SFace, align
from opentube.faces.quality import MIN_SIDE_PX, FaceQuality, assess
from opentube.media.still import MAX_BYTES, PhotoTooLarge, PhotoUnreadable, decode_photo

__all__ = [
    "MAX_BYTES",
    "NoFaceInPhoto",
    "PhotoFace",
    "PhotoReader",
    "PhotoTooLarge",
    "PhotoUnreadable",
    "is_small",
]

FRAME = 0.5
"""Of the longer side, added on each side for another look when no face was found: one may fill the photo."""


class NoFaceInPhoto(UserError):
    """No face was found in the photo. Use one where the face looks at the camera and is well lit."""

    code = "photo_no_face"


@dataclass(frozen=True, slots=True)
class PhotoFace:
    """One face of a photo.

    Attributes:
        box: x, y, width, height of the upright photo, in 0..1.
        quality: what speaks for or against it.
        vector: (128,) float32, unit length; None where the face is too small, dark, blurred or turned away.
    """

    box: tuple[float, float, float, float]
    quality: FaceQuality
    vector: NDArray[np.float32] | None


class PhotoReader:
    """Finds and embeds the faces of photos with YuNet and SFace, by the paths of their files, or with what is given instead."""

    def __init__(self, detector: Path | Detector, embedder: Path | Embedder) -> None:
        self._detector = YuNet(detector) if isinstance(detector, Path) else detector
        self._embedder = SFace(embedder) if isinstance(embedder, Path) else embedder

    @property
    def embedder(self) -> str:
        """Name and version of what makes the vectors."""
        return f"{self._embedder.model.name} {self._embedder.model.version}"

    def read(self, photo: bytes) -> tuple[PhotoFace, ...]:
        """Return every face of a photo, best first: those with a vector before others, larger and clearer ones first.

        Raises:
            PhotoUnreadable: not a picture, or of more than `MAX_PIXELS`, and then it was not decoded.
            PhotoTooLarge: more than `MAX_BYTES`.
            NoFaceInPhoto: nobody is seen.
        """
        picture = decode_photo(photo)
        found = self._detector.detect(picture)
        if not len(found.scores):
            found = self._detect_in_frame(picture)
        if not len(found.scores):
            raise NoFaceInPhoto
        faces = [self._face(picture, found, row) for row in range(len(found.scores))]
        return tuple(
            sorted(faces, key=lambda face: (face.vector is None, -face.quality.overall * face.quality.side_px))
        )

    def _detect_in_frame(self, picture: NDArray[np.uint8]) -> Detections:
        height, width = picture.shape[:2]
        margin = round(FRAME * max(width, height))
        framed = cv2.copyMakeBorder(picture, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
        found = self._detector.detect(np.asarray(framed, np.uint8))
        size = np.array([width, height], np.float32)
        outer, offset = size + 2 * margin, np.array([margin, margin], np.float32)
        low = np.clip((found.boxes[:, :2] * outer - offset) / size, 0, 1)
        high = np.clip(((found.boxes[:, :2] + found.boxes[:, 2:]) * outer - offset) / size, 0, 1)
        boxes = np.concatenate([low, high - low], axis=1)
        inside = (boxes[:, 2:] > 0).all(axis=1)
        landmarks = (found.landmarks * outer - offset) / size
        return Detections(boxes[inside], landmarks[inside], found.scores[inside])

    def _face(self, picture: NDArray[np.uint8], found: Detections, row: int) -> PhotoFace:
        size = np.array([picture.shape[1], picture.shape[0]], np.float32)
        landmarks = found.landmarks[row] * size
        crop = align(picture, landmarks)
        quality = assess(crop, landmarks, float((found.boxes[row, 2:] * size).min()), float(found.scores[row]))
        x, y, width, height = found.boxes[row].tolist()
        return PhotoFace((x, y, width, height), quality, self._embedder.embed(crop) if quality.good else None)


def is_small(face: PhotoFace) -> bool:
    """Whether a face has too few pixels to be told from others."""
    return face.quality.side_px < MIN_SIDE_PX
