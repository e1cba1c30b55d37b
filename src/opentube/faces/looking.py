"""Looking for faces in one frame."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opentube.faces.detection import Detections, Detector
from opentube.faces.embedding import Embedder, align
from opentube.faces.quality import assess
from opentube.faces.sampling import IMAGE_SIDE, Sampled
from opentube.faces.values import EMBEDDING_SIZE, FaceTable

LEAST_QUALITY = 0.001
"""Of a face that lives, however poor: 0 says that it is frozen, and a profile is not."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A frame, its upright (height, width, 3) uint8 BGR picture and the faces found in it."""

    frame: Sampled
    picture: NDArray[np.uint8]
    found: Detections

    @property
    def size(self) -> NDArray[np.float32]:
        """(2,) width and height of the picture."""
        return np.array([self.picture.shape[1], self.picture.shape[0]], np.float32)

    def rows(
        self, embedder: Embedder, embedded: Collection[int] = (), frozen: Collection[int] = ()
    ) -> tuple[FaceTable, frozenset[int]]:
        """Return the faces as rows; those ``embedded`` that are good enough get their vectors.

        ``frozen`` faces get quality 0 and no embedding: they are pictures in the picture. Returned as well is which
        faces are not good enough, whether they were to be embedded or not.
        """
        count = len(self.found.scores)
        quality = np.zeros(count, np.float32)
        embeddings = np.full((count, EMBEDDING_SIZE), np.nan, np.float32)
        poor = set()
        for row in range(count):
            landmarks = self.found.landmarks[row] * self.size
            crop = align(self.picture, landmarks)
            side_px = float((self.found.boxes[row, 2:] * self.size).min())
            measured = assess(crop, landmarks, side_px, float(self.found.scores[row]))
            if not measured.good:
                poor.add(row)
            if row in frozen:
                continue
            quality[row] = max(measured.overall, LEAST_QUALITY)
            if row in embedded and measured.good:
                embeddings[row] = embedder.embed(crop)
        table = FaceTable(
            time_s=np.full(count, self.frame.frame.time_s),
            until_s=np.full(count, self.frame.until_s),
            boxes=self.found.boxes,
            landmarks=self.found.landmarks,
            scores=self.found.scores,
            quality=quality,
            embeddings=embeddings,
        )
        return table, frozenset(poor)


def look(detector: Detector, frame: Sampled) -> Looked:
    """Find the faces of a frame; a blank one has none."""
    picture = frame.frame.image(IMAGE_SIDE)
    return Looked(frame, picture, faces_of([]) if frame.blank else detector.detect(picture))


Face = tuple[NDArray[np.float32], NDArray[np.float32], float]
"""Box (4,), landmarks (5, 2), score."""


def faces_of(faces: Collection[Face]) -> Detections:
    """Put single faces together."""
    return Detections(
        np.array([box for box, _, _ in faces], np.float32).reshape(-1, 4),
        np.array([landmarks for _, landmarks, _ in faces], np.float32).reshape(-1, 5, 2),
        np.array([score for _, _, score in faces], np.float32),
    )
