"""How well a face can be recognised."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

MIN_SIDE_PX = 32
MIN_BRIGHTNESS = 25.0
MIN_SHARPNESS = 0.032
MIN_FRONTALITY = 0.2

FINE_PX = 1.5
FLAT = 8.0
"""Contrast (standard deviation of grey) below which nothing is told from noise."""


@dataclass(frozen=True, slots=True)
class FaceQuality:
    """What speaks for or against a face.

    ``side_px``: shorter side of the box in the picture that the crop was taken from. ``brightness``: mean grey of the
    aligned crop, 0..255. ``sharpness``: how much of its contrast is finer than a few pixels, 0..1. ``frontality``: 1 looks at the
    camera, 0 is a profile.
    """

    side_px: float
    brightness: float
    sharpness: float
    frontality: float
    score: float

    @property
    def good(self) -> bool:
        """Whether the face is worth an embedding."""
        return (
            self.side_px >= MIN_SIDE_PX
            and self.brightness >= MIN_BRIGHTNESS
            and self.sharpness >= MIN_SHARPNESS
            and self.frontality >= MIN_FRONTALITY
        )

    @property
    def overall(self) -> float:
        """All of it as one number, 0..1."""
        parts = (
            min(self.side_px / 80, 1.0),
            min(self.brightness / 80, 1.0),
            min(self.sharpness / 0.08, 1.0),
            self.frontality,
            self.score,
        )
        return float(np.prod(parts) ** (1 / len(parts)))


def assess(crop: NDArray[np.uint8], landmarks: NDArray[np.float32], side_px: float, score: float) -> FaceQuality:
    """Measure a face on its aligned (112, 112, 3) crop; ``landmarks`` (5, 2) are pixels of an upright picture."""
    grey = np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), dtype=np.float32)[16:96, 16:96]
    fine = float(np.abs(grey - cv2.GaussianBlur(grey, (0, 0), FINE_PX)).mean())
    sharpness = min(fine / max(float(grey.std()), FLAT), 1.0)
    return FaceQuality(side_px, float(grey.mean()), sharpness, frontality(landmarks), score)


def frontality(landmarks: NDArray[np.float32]) -> float:
    """Tell from where the nose lies between eyes and mouth corners how far a face looks at the camera, 0..1."""
    right_eye, left_eye, nose, right_mouth, left_mouth = landmarks
    across = (left_eye + left_mouth - right_eye - right_mouth) / 2
    width = float(np.linalg.norm(across))
    if width == 0:
        return 0.0
    centre = (right_eye + left_eye + right_mouth + left_mouth) / 4
    sideways = abs(float((nose - centre) @ across)) / width**2
    return max(0.0, 1.0 - 2.0 * sideways)
