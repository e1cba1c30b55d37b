"""Cuts and fades between shots, found from tiny pictures of all frames."""

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.media.fades import MIN_DETAIL, FadeDetector
from opentube.media.fades import REACH as FADE_REACH

MIN_JUMP = 3.0
MIN_RATIO = 3.0
STILL = 0.5
REACH = 3
NEIGHBOURHOOD = 4

SAME_FADE = 6
"""Frames within which two middles of fades are one fade."""

LUMA_ROWS = 36

CONTEXT_BEFORE = FADE_REACH + SAME_FADE
CONTEXT_AFTER = FADE_REACH
"""Frames on either side that a decision about a frame looks at, and no more."""


def is_blank(thumbnail: NDArray[np.uint8]) -> bool:
    """Whether a `Frame.thumbnail` is one flat tone, as in a black gap: there is nothing to find in it."""
    return _contrast(thumbnail) < MIN_DETAIL


class CutDetector:
    """Tells for each frame whether a new shot starts with it, two thirds of a second later.

    A cut is a change that is large beside the changes around it (motion is not), that lasts (a flash does not), and
    that is the largest within three frames. Dissolves of up to 24 frames and dips through black count as cuts in their
    middle. Where a picture fades to a flat tone that lasts, the first flat frame starts a shot, and so does the first one that is
    not flat any more. Every decision depends on `CONTEXT_BEFORE` and `CONTEXT_AFTER` frames alone, so that a video may
    be looked at in pieces.
    """

    def __init__(self) -> None:
        self._recent: deque[NDArray[np.uint8]] = deque(maxlen=REACH + 1)
        self._steps: list[float] = []
        self._spans: list[float] = []
        self._contrasts: list[float] = []
        self._fades: list[bool] = []
        self._fade = FadeDetector()

    def __len__(self) -> int:
        return len(self._steps)

    def push(self, thumbnail: NDArray[np.uint8]) -> None:
        """Take the next frame's thumbnail, uint8, the same shape for all frames."""
        self._recent.append(thumbnail)
        self._steps.append(_difference(self._recent[-1], self._recent[-2 if len(self._recent) > 1 else -1]))
        self._spans.append(_difference(self._recent[-1], self._recent[0]))
        self._contrasts.append(_contrast(thumbnail))
        self._fades.append(False)
        if self._fade.push(thumbnail[:LUMA_ROWS], self._contrasts[-1]):
            self._fades[-1 - FADE_REACH] = True

    def is_cut(self, index: int) -> bool:
        """Whether the frame pushed as number ``index`` starts a shot; the very first one is not called a cut.

        Ask once ``CONTEXT_AFTER`` further frames were pushed, or all frames of the video were.
        """
        if index == 0:
            return False
        if self._jumps(index):
            return True
        if not (self._turns_blank(index) or self._fades_over(index)):
            return False
        return not any(self._jumps(i) for i in range(max(index - REACH, 1), min(index + REACH + 1, len(self))))

    def _jumps(self, index: int) -> bool:
        jump = self._jump(index)
        if jump < MIN_JUMP:
            return False
        around = sorted(
            self._steps[max(index - NEIGHBOURHOOD, 1) : index] + self._steps[index + 1 : index + NEIGHBOURHOOD + 1]
        )
        motion = around[-2] if len(around) > 1 else 0.0  # the largest may be a cut, too
        if jump < MIN_RATIO * (motion + STILL):
            return False
        before = [self._jump(i) for i in range(max(index - REACH, 1), index)]
        after = [self._jump(i) for i in range(index + 1, min(index + REACH + 1, len(self)))]
        return jump > max(before, default=0.0) and jump >= max(after, default=0.0)

    def _fades_over(self, index: int) -> bool:
        return self._fades[index] and not any(self._fades[max(index - SAME_FADE, 0) : index]) and not self._blank(index)

    def _turns_blank(self, index: int) -> bool:
        blank = self._blank(index)
        if blank == self._blank(index - 1):
            return False
        seen = (
            self._contrasts[max(index - FADE_REACH, 0) : index]
            if blank
            else self._contrasts[index : index + FADE_REACH]
        )
        return max(seen) >= 2 * MIN_DETAIL  # flicker in the dark is none

    def _blank(self, index: int) -> bool:
        """Whether most of nine frames are flat."""
        around = self._contrasts[max(index - 4, 0) : index + 5]
        return 2 * sum(contrast < MIN_DETAIL for contrast in around) > len(around)

    def _jump(self, index: int) -> float:
        return min(self._steps[index], self._spans[index], *self._spans[index + 2 : index + 3])


def _difference(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Mean absolute difference, 0..255."""
    return float(cv2.norm(a, b, cv2.NORM_L1)) / a.size


def _contrast(thumbnail: NDArray[np.uint8]) -> float:
    """Standard deviation of luma."""
    return float(cv2.meanStdDev(thumbnail[:LUMA_ROWS])[1][0, 0])
