"""Faces without cameras: rows made up, and red discs that stand for faces."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.faces.detection import Detections
from opentube.faces.values import EMBEDDING_SIZE, FaceTable
from opentube.models.values import ModelRef

STEP_S = 0.5


def identity(number: int) -> NDArray[np.float32]:
    """Make a human's unit vector; different numbers are far apart."""
    vector = np.random.default_rng(number).normal(size=EMBEDDING_SIZE)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


@dataclass
class Sighting:
    """One face to be: who, when, where its middle is, how large it is."""

    human: int | None
    time_s: float
    x: float = 0.5
    y: float = 0.5
    size: float = 0.1
    score: float = 0.9
    until_s: float | None = None


def face_table(sightings: list[Sighting], noise: float = 0.03) -> FaceTable:
    """Make a table of faces; those of nobody (None) have no embedding."""
    random = np.random.default_rng(0)
    n = len(sightings)
    embeddings = np.full((n, EMBEDDING_SIZE), np.nan, np.float32)
    for row, sighting in enumerate(sightings):
        if sighting.human is not None:
            vector = identity(sighting.human) + random.normal(0, noise, EMBEDDING_SIZE)
            embeddings[row] = vector / np.linalg.norm(vector)
    return FaceTable(
        time_s=np.array([s.time_s for s in sightings], np.float64),
        until_s=np.array([s.until_s if s.until_s is not None else s.time_s + 0.04 for s in sightings], np.float64),
        boxes=np.array([[s.x - s.size / 2, s.y - s.size / 2, s.size, s.size] for s in sightings], np.float32).reshape(
            n, 4
        ),
        landmarks=np.full((n, 5, 2), 0.5, np.float32),
        scores=np.array([s.score for s in sightings], np.float32),
        quality=np.full(n, 0.8, np.float32),
        embeddings=embeddings,
    )


def stay(human: int | None, start_s: float, count: int, x: float = 0.5, **where: float) -> list[Sighting]:
    """Somebody who stays in one place for ``count`` samples."""
    return [Sighting(human, start_s + STEP_S * i, x, **where) for i in range(count)]


class DiscDetector:
    """Finds red discs."""

    model = ModelRef("face_detection", "disc", "1")

    def detect(self, picture: NDArray[np.uint8]) -> Detections:
        """Find the one box of what is red in an upright BGR picture."""
        height, width = picture.shape[:2]
        red = (picture[..., 2] > 170) & (picture[..., 1] < 90)
        if red.sum() < 30:
            return Detections(*(np.empty(shape, np.float32) for shape in ((0, 4), (0, 5, 2), (0,))))
        rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
        x, y, w, h = columns[0], rows[0], columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1
        points = [(0.3, 0.35), (0.7, 0.35), (0.5, 0.55), (0.35, 0.75), (0.65, 0.75)]
        landmarks = np.array([[(x + a * w) / width, (y + b * h) / height] for a, b in points], np.float32)
        boxes = np.array([[x / width, y / height, w / width, h / height]], np.float32)
        return Detections(boxes, landmarks[None], np.array([0.9], np.float32))


class PixelEmbedder:
    """Takes the pixels themselves for the vector."""

    model = ModelRef("face_embedding", "pixels", "1")

    def embed(self, crop: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Shrink an aligned crop to 128 numbers of unit length."""
        small = np.asarray(cv2.resize(crop, (16, 8), interpolation=cv2.INTER_AREA), np.float32).mean(axis=2)
        return np.asarray(small.reshape(-1) / np.linalg.norm(small), np.float32)
