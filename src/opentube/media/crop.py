"""A window that moves over a film."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class CropPath:
    """Where the middle of a window lies, over time.

    Attributes:
        times_s: (n,) float64, rising or equal, presentation times of the film; a cut is two equal times.
        middles: (n, 2) float64, x and y of the upright frame, 0..1.
    """

    times_s: NDArray[np.float64]
    middles: NDArray[np.float64]

    def at(self, time_s: float) -> tuple[float, float]:
        """Return the middle at a time: on the line between its neighbours, at either end the first or last one."""
        after = int(np.searchsorted(self.times_s, time_s, side="right"))
        if after in {0, len(self.times_s)}:
            x, y = self.middles[min(after, len(self.times_s) - 1)]
            return float(x), float(y)
        before_s, after_s = self.times_s[after - 1], self.times_s[after]
        share = (time_s - before_s) / (after_s - before_s)
        x, y = self.middles[after - 1] * (1 - share) + self.middles[after] * share
        return float(x), float(y)


def crop(picture: NDArray[np.uint8], width: int, height: int, middle: tuple[float, float]) -> NDArray[np.uint8]:
    """Cut a window of this size in pixels out of a larger picture, moved inside where it would leave it.

    The middle is x, y in 0..1. Windows lie between pixels where they must, so that slow movements are smooth.
    """
    full_height, full_width = picture.shape[:2]
    left = min(max(middle[0] * full_width - width / 2, 0.0), float(full_width - width))
    top = min(max(middle[1] * full_height - height / 2, 0.0), float(full_height - height))
    if left.is_integer() and top.is_integer():
        return np.ascontiguousarray(picture[int(top) : int(top) + height, int(left) : int(left) + width])
    centre = left + (width - 1) / 2, top + (height - 1) / 2
    return np.asarray(cv2.getRectSubPix(picture, (width, height), centre), np.uint8)
