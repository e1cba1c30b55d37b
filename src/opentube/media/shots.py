"""Cuts between shots, found from tiny pictures of all frames."""

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

CONTEXT_BEFORE = 6
CONTEXT_AFTER = 5
"""Frames on either side that a decision about a frame looks at, and no more."""

MIN_JUMP = 3.0
MIN_RATIO = 3.0
STILL = 0.5
REACH = 3
NEIGHBOURHOOD = 4


MIN_DETAIL = 3.0
LUMA_ROWS = 36


def is_blank(thumbnail: NDArray[np.uint8]) -> bool:
    """Whether a `Frame.thumbnail` is one flat tone, as in a black gap: there is nothing to find in it."""
    return float(thumbnail[:LUMA_ROWS].std()) < MIN_DETAIL


class CutDetector:
    """Tells for each frame whether a new shot starts with it, a few frames later.

    A cut is a change that is large beside the changes around it (motion is not), that lasts (a flash does not), and
    that is the largest within three frames. Every decision depends on `CONTEXT_BEFORE` and `CONTEXT_AFTER` frames
    alone, so that a video may be looked at in pieces.
    """

    def __init__(self) -> None:
        self._recent: deque[NDArray[np.uint8]] = deque(maxlen=REACH + 1)
        self._steps: list[float] = []
        self._spans: list[float] = []

    def __len__(self) -> int:
        return len(self._steps)

    def push(self, thumbnail: NDArray[np.uint8]) -> None:
        """Take the next frame's thumbnail, uint8, the same shape for all frames."""
        self._recent.append(thumbnail)
        self._steps.append(_difference(self._recent[-1], self._recent[-2 if len(self._recent) > 1 else -1]))
        self._spans.append(_difference(self._recent[-1], self._recent[0]))

    def is_cut(self, index: int) -> bool:
        """Whether the frame pushed as number ``index`` starts a shot; the very first one is not called a cut.

        Ask once ``CONTEXT_AFTER`` further frames were pushed, or all frames of the video were.
        """
        if index == 0:
            return False
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

    def _jump(self, index: int) -> float:
        return min(self._steps[index], self._spans[index], *self._spans[index + 2 : index + 3])


def _difference(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Mean absolute difference, 0..255."""
    return float(cv2.norm(a, b, cv2.NORM_L1)) / a.size
