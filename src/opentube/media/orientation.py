"""From pixels as stored to the upright frame: display matrix and sample aspect ratio."""

from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import numpy as np
from av import VideoFrame
from av.sidedata.sidedata import SideDataContainer, Type
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Orientation:
    """Quarter turns to the left that make a stored picture upright, after mirroring it left to right where needed."""

    quarter_turns: int
    mirrored: bool

    @property
    def rotation(self) -> int:
        """Degrees counter-clockwise, one of 0, 90, 180, 270."""
        return 90 * self.quarter_turns

    @property
    def sideways(self) -> bool:
        """Whether width and height change places."""
        return self.quarter_turns % 2 == 1

    def apply(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Turn (height, width, channels) pixels upright, contiguous."""
        if self.mirrored:
            picture = picture[:, ::-1]
        return np.ascontiguousarray(np.rot90(picture, self.quarter_turns))


def orientation_of(frame: VideoFrame) -> Orientation:
    """Read the display matrix of a decoded frame; none means upright.

    The matrix maps stored to shown coordinates, x' = a x + c y and y' = b x + d y (ISO/IEC 14496-12, FFmpeg display.h).
    Turns that are not a multiple of 90 degrees are taken to the nearest one. A picture flipped upside down and not
    turned counts as upright.
    """
    if frame.rotation == 0:  # looking at side data ties a frame into a reference cycle, so ask this first
        return Orientation(0, mirrored=False)
    side_data = cast("SideDataContainer", frame.side_data)  # the stubs know motion vectors only
    matrix = next((item for item in side_data if item.type is Type.DISPLAYMATRIX), None)
    if matrix is None:
        return Orientation(0, mirrored=False)
    a, b, _, c, d = np.frombuffer(bytes(matrix), "<i4")[:5].astype(float)
    mirrored = a * d - b * c < 0
    if mirrored:
        a, b = -a, -b
    return Orientation(round(np.arctan2(-b, a) / (np.pi / 2)) % 4, bool(mirrored))


def square_pixels(width: int, height: int, sample_aspect: Fraction | None) -> tuple[int, int]:
    """Size with square pixels; the shorter measure grows, so no detail is lost."""
    if not sample_aspect or sample_aspect == 1:
        return width, height
    if sample_aspect > 1:
        return round(width * sample_aspect), height
    return width, round(height / sample_aspect)
