"""What a hidden face looks like."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.errors import UserError

CELLS = 6.0
"""So many cells are left across the face's shorter side at strength 1; nobody is known by them again, see the tests."""

SAFE_STRENGTH = 0.8
"""Weaker than this, a face may be recognised."""

SMILEY_SIDE = 512


class StyleKind(StrEnum):
    """How faces are hidden."""

    BLUR = "blur"
    MOSAIC = "mosaic"
    SOLID = "solid"
    EMOJI = "emoji"
    PICTURE = "picture"


class PictureUnreadable(UserError):
    """The picture that should cover faces cannot be read. Use a PNG, JPEG or WebP file."""

    code = "cover_picture_unreadable"


@dataclass(frozen=True)
class Style:
    """How faces are hidden.

    ``strength``: 1 leaves nothing to recognise, more leaves less. ``padding``: how much larger than the face the mask is, on
    each side, in face sizes. ``picture``: (height, width, 4) uint8 BGRA, upright, for `StyleKind.PICTURE`.
    """

    kind: StyleKind = StyleKind.BLUR
    strength: float = 1.0
    padding: float = 0.2
    picture: NDArray[np.uint8] | None = None

    @property
    def safe(self) -> bool:
        """Whether faces hidden like this cannot be recognised."""
        return self.strength >= SAFE_STRENGTH or self.kind in {StyleKind.SOLID, StyleKind.EMOJI}

    @cached_property
    def cover(self) -> NDArray[np.uint8] | None:
        """The (height, width, 4) uint8 BGRA picture that faces are covered with, None where there is none."""
        if self.kind is StyleKind.EMOJI:
            return smiley()
        return self.picture if self.kind is StyleKind.PICTURE else None

    @property
    def cells(self) -> float:
        """How many cells are left across the shorter side of a face."""
        return max(CELLS / self.strength, 1.0)


def read_picture(path: Path) -> NDArray[np.uint8]:
    """Read a picture to cover faces with, (height, width, 4) uint8 BGRA.

    Raises:
        PictureUnreadable: it is none.
    """
    try:
        decoded = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
    except (OSError, cv2.error) as error:
        raise PictureUnreadable from error
    if decoded is None or decoded.dtype != np.uint8:
        raise PictureUnreadable
    if decoded.ndim == 2:  # noqa: PLR2004 - grey
        decoded = cv2.cvtColor(decoded, cv2.COLOR_GRAY2BGRA)
    elif decoded.shape[2] == 3:  # noqa: PLR2004 - without transparency
        decoded = cv2.cvtColor(decoded, cv2.COLOR_BGR2BGRA)
    return np.asarray(decoded, np.uint8)


def smiley() -> NDArray[np.uint8]:
    """Draw a smiling face, (512, 512, 4) uint8 BGRA."""
    side = SMILEY_SIDE
    picture = np.zeros((side, side, 4), np.uint8)
    yellow, edge, dark = (64, 208, 255, 255), (32, 150, 226, 255), (30, 50, 80, 255)
    middle = side // 2
    cv2.circle(picture, (middle, middle), middle - 4, edge, cv2.FILLED, cv2.LINE_AA)
    cv2.circle(picture, (middle, middle), middle - 18, yellow, cv2.FILLED, cv2.LINE_AA)
    for eye in (-1, 1):
        place = (middle + eye * side // 6, side * 2 // 5)
        cv2.ellipse(picture, place, (side // 18, side // 11), 0, 0, 360, dark, cv2.FILLED, cv2.LINE_AA)
    place, axes = (middle, side * 11 // 20), (side * 2 // 7, side // 4)
    cv2.ellipse(picture, place, axes, 0, 15, 165, dark, side // 22, cv2.LINE_AA)
    return picture
