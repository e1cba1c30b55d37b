"""A picture of one face."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.media.frames import frame_at

PADDING = 0.4
"""Of the longer side of the box, on each side."""

JPEG_QUALITY = 88


def cover_crop(path: Path, time_s: float, box: Sequence[float] | NDArray[np.float32], *, size: int = 256) -> bytes:
    """Return a square JPEG, ``size`` pixels a side, of the face in ``box`` (x, y, w, h in 0..1) at ``time_s``.

    A square that would leave the frame is moved into it; one that does not fit repeats the frame's edge.

    Raises:
        UserError: see `opentube.media.errors`.
    """
    picture = frame_at(path, time_s).image()
    height, width = picture.shape[:2]
    x, y, w, h = np.asarray(box, np.float64) * [width, height, width, height]
    side = max(w, h, 2.0) * (1 + 2 * PADDING)
    scale = size / side
    left, top = _inside(x + w / 2 - side / 2, side, width), _inside(y + h / 2 - side / 2, side, height)
    matrix = np.array([[scale, 0, -scale * left], [0, scale, -scale * top]])
    flags = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    if scale < 1:  # warping alone would skip pixels
        picture = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=flags), dtype=np.uint8)
        matrix[:, :2] = np.eye(2)
    crop = cv2.warpAffine(picture, matrix, (size, size), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return bytes(cv2.imencode(".jpg", crop, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1])


def _inside(start: float, length: float, limit: float) -> float:
    return min(max(start, 0.0), limit - length) if length <= limit else start
