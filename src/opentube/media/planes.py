"""Changing the pixels of a decoded frame in place."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import av
import numpy as np
from av.video.reformatter import ColorRange
from numpy.typing import NDArray

from opentube.media.orientation import Orientation

PLANAR = {
    "yuv420p": (2, 2, 8),
    "yuvj420p": (2, 2, 8),
    "yuv422p": (2, 1, 8),
    "yuvj422p": (2, 1, 8),
    "yuv444p": (1, 1, 8),
    "yuvj444p": (1, 1, 8),
    "yuv420p10le": (2, 2, 10),
    "yuv422p10le": (2, 1, 10),
    "yuv444p10le": (1, 1, 10),
}
"""Formats whose pixels can be changed: how many luma columns and rows share a chroma pixel, and bits."""

Pixels = NDArray[np.uint8] | NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Plane:
    """One channel of a stored frame.

    ``pixels``: (height, width) uint8 or uint16, writable, as stored (not turned). ``columns`` and ``rows``: how many
    luma pixels each of them covers.
    """

    pixels: Pixels
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class EditableFrame:
    """A frame on its way from decoder to encoder.

    ``time_s``: seconds since the start of the video stream. ``orientation``: how the stored picture is turned to stand
    upright. ``sample_aspect``: width of a stored pixel by its height.
    """

    time_s: float
    orientation: Orientation
    sample_aspect: Fraction
    _raw: av.VideoFrame

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as stored."""
        return self._raw.width, self._raw.height

    @property
    def bits(self) -> int:
        """Bits of a pixel of one channel."""
        return PLANAR[self._raw.format.name][2]

    @property
    def full_range(self) -> bool:
        """Whether black and white are 0 and 255 rather than 16 and 235."""
        return self._raw.color_range == ColorRange.JPEG or "j" in self._raw.format.name

    def planes(self) -> tuple[Plane, ...]:
        """Return luma, blue and red difference; what is written there is encoded."""
        self._raw.make_writable()  # the decoder may still predict other frames from these pixels
        columns, rows, bits = PLANAR[self._raw.format.name]
        kind: np.dtype[Any] = np.dtype(np.uint8 if bits == 8 else "<u2")  # noqa: PLR2004 - bits of a byte
        pixels: list[Pixels] = [
            np.frombuffer(memoryview(cast("bytes", plane)), kind).reshape(-1, plane.line_size // kind.itemsize)[
                : plane.height, : plane.width
            ]
            for plane in self._raw.planes
        ]
        return Plane(pixels[0], 1, 1), Plane(pixels[1], columns, rows), Plane(pixels[2], columns, rows)
