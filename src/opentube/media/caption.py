"""A comment's words on the lower third of a picture."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.media.text import LINE_HEIGHT, break_lines, draw_lines

MAX_LINES = 4
MIN_SIZE_PX = 12
BAND = 0.45
"""How much of the picture a band behind the words takes away."""


@dataclass(frozen=True, slots=True)
class Caption:
    """Words drawn for pictures of one size.

    Attributes:
        top, left: where the drawing goes, pixels.
        colour: (h, w, 3) float32 BGR, multiplied by alpha.
        clear: (h, w, 1) float32, what share of the picture stays.
        cut: an ellipsis stands for the end of the text.
        lost: the characters that no typeface shows.
    """

    top: int
    left: int
    colour: NDArray[np.float32]
    clear: NDArray[np.float32]
    cut: bool
    lost: str

    def draw_on(self, picture: NDArray[np.uint8]) -> None:
        """Draw onto a (height, width, 3) uint8 BGR picture of the size that the caption is for."""
        height, width = self.colour.shape[:2]
        part = picture[self.top : self.top + height, self.left : self.left + width]
        part[:] = np.rint(part * self.clear + self.colour).astype(np.uint8)


def make_caption(text: str, width: int, height: int) -> Caption | None:
    """Draw ``text`` for pictures of this size in pixels: centred, inside the lower third; None for a text of nothing.

    White with a black edge on a dark band. Upright pictures keep the bottom free, where players of short videos put
    their own words.
    """
    size = max(MIN_SIZE_PX, round(min(height / 16, width / (14 if height > width else 20))))
    bottom = round(height * (0.86 if height > width else 0.96))
    padding = round(size * 0.4)
    room = bottom - height * 2 // 3 - 2 * padding
    max_lines = max(1, min(MAX_LINES, int(room / (size * LINE_HEIGHT))))
    broken = break_lines(text, size_px=size, width_px=round(width * 0.9) - 2 * padding, max_lines=max_lines)
    if not broken.lines:
        return None
    drawn = draw_lines(broken.lines, size_px=size, stroke_px=max(1, round(size / 14)), centred=True)
    drawn = np.pad(drawn, ((padding, padding), (padding, padding), (0, 0)))[:height, :width]
    alpha = drawn[..., 3:].astype(np.float32) / 255
    band = np.ones(drawn.shape[:2], np.float32)
    band[[0, 0, -1, -1], [0, -1, 0, -1]] = 0
    band = np.asarray(cv2.blur(band, (padding | 1, padding | 1), borderType=cv2.BORDER_CONSTANT), np.float32)
    top, left = max(0, bottom - drawn.shape[0]), max(0, (width - drawn.shape[1]) // 2)
    clear = (1 - alpha) * (1 - BAND * band[..., None])
    colour = (drawn[..., :3] * alpha).astype(np.float32)
    return Caption(top, left, colour, clear.astype(np.float32), broken.cut, broken.lost)
