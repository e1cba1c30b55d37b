"""Dissolves and dips through black between shots, found from tiny pictures of all frames."""

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

HALF = 12
MARGIN = 4
"""Frames on either side of the middle of a dissolve, and beyond, where both shots are seen alone."""

REACH = HALF + MARGIN

MIN_DETAIL = 3.0
"""Standard deviation of luma below which a picture is one flat tone."""

MIN_CHANGE = 5.0
"""Root mean squared difference of luma between two shots."""

MAX_BEYOND = 0.15
MAX_STEP = 0.34
MAX_OFF = 0.4
MIN_NEW = 0.4
MAX_DIP = 0.25
"""Shares of the difference between two shots; of what is seen; and of contrast, at the bottom of a dip."""

BLOCK = 9, 16
SHIFT = 3

Luma = NDArray[np.float32]


class FadeDetector:
    """Tells for the frame `REACH` frames ago whether one shot has half given way to another there.

    In a dissolve each frame lies on the straight line from one shot's picture to the other's; whatever moves does not.
    In a dip all contrast goes and comes back. What is seen before and after must differ by more than light and small
    movements, so that lamps, exposure, and nudged cameras are no fades.
    """

    def __init__(self) -> None:
        self._lumas: deque[Luma] = deque(maxlen=2 * REACH + 1)

        self._contrasts: deque[float] = deque(maxlen=2 * REACH + 1)

    def push(self, luma: NDArray[np.uint8], contrast: float) -> bool:
        """Take the next frame's luma, (h, w) uint8, and its standard deviation.

        Return whether a fade has its middle `REACH` frames before it.
        """
        self._lumas.append(luma.astype(np.float32))
        self._contrasts.append(contrast)
        if len(self._lumas) <= 2 * REACH:
            return False
        before, after = self._lumas[MARGIN], self._lumas[-1 - MARGIN]
        seen = min(self._contrasts[MARGIN], self._contrasts[-1 - MARGIN])
        if seen < MIN_DETAIL or not (self._dips(seen) or self._dissolves(before, after)):
            return False
        return _novelty(before, after) >= MIN_NEW

    def _dissolves(self, before: Luma, after: Luma) -> bool:
        way = (after - before).ravel()
        length = float(way @ way)
        if length < MIN_CHANGE**2 * way.size:
            return False

        def share(index: int) -> float:
            return float((self._lumas[index] - before).ravel() @ way) / length

        if not share(REACH - 1) < 0.5 <= share(REACH):  # noqa: PLR2004 - the middle
            return False
        shares = np.array([share(index) for index in range(2 * REACH + 1)])
        outside = np.concatenate([shares[:MARGIN], 1 - shares[-MARGIN:]])
        if np.abs(outside).max() > MAX_BEYOND or np.diff(shares).max() > MAX_STEP:
            return False
        off_line = [
            float(np.linalg.norm((self._lumas[index] - before).ravel() - shares[index] * way))
            for index in range(MARGIN, 2 * REACH + 1 - MARGIN)
        ]
        return max(off_line) <= float(MAX_OFF * length**0.5)

    def _dips(self, seen: float) -> bool:
        if self._contrasts[REACH] > MAX_DIP * seen:
            return False
        contrasts = np.array(self._contrasts)
        steps = np.abs(np.diff(contrasts))
        return bool(contrasts[MARGIN:-MARGIN].argmin() == HALF and steps.max() <= MAX_STEP * contrasts.max())


def _novelty(before: Luma, after: Luma) -> float:
    """Share of what ``after`` shows, 0..1, that is nowhere near its place in ``before``, whatever the light."""
    rows, columns = BLOCK
    padded = cv2.copyMakeBorder(before, SHIFT, SHIFT, SHIFT, SHIFT, cv2.BORDER_REPLICATE)
    new = shown = 0.0
    for top in range(0, after.shape[0] - rows + 1, rows):
        for left in range(0, after.shape[1] - columns + 1, columns):
            block = after[top : top + rows, left : left + columns]
            around = padded[top : top + rows + 2 * SHIFT, left : left + columns + 2 * SHIFT]
            contrast = float(block.std())
            match = np.nan_to_num(cv2.matchTemplate(around, block, cv2.TM_CCOEFF_NORMED), posinf=0.0, neginf=0.0)
            new += contrast * (1 - min(max(float(match.max()), 0.0), 1.0) ** 2)
            shown += contrast
    return new / shown if shown else 0.0
