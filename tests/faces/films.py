"""Films with a real face, cut out of the sample film, put where a test wants it."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.media.frames import frame_at
from tests.conftest import REPOSITORY

Picture = NDArray[np.uint8]

SAMPLE = REPOSITORY / "samples" / "sample.mp4"


@cache
def _sample_at(time_s: float) -> Picture:
    return frame_at(SAMPLE, time_s).image()


def portrait(height: int, time_s: float = 5.0, middle: tuple[int, int] = (883, 265), reach: int = 140) -> Picture:
    """Cut out a head so many pixels high, square; ``reach`` is how far around the ``middle``."""
    x, y = middle
    head = _sample_at(time_s)[y - reach : y + reach, x - reach : x + reach]
    return np.asarray(cv2.resize(head, (height, height), interpolation=cv2.INTER_AREA), np.uint8)


def scene(seed: int, width: int, height: int) -> Picture:
    """Something smooth for a background."""
    coarse = np.random.default_rng(seed).integers(20, 200, (9, 16, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def paste(picture: Picture, part: Picture, left: int, top: int) -> None:
    """Put a picture into another, what is outside left out."""
    x, y = max(left, 0), max(top, 0)
    seen = part[y - top : picture.shape[0] - top, x - left : picture.shape[1] - left]
    picture[y : y + seen.shape[0], x : x + seen.shape[1]] = seen


def write(path: Path, pictures: Sequence[Picture], rate: int) -> Path:
    """Encode pictures, (height, width, 3) uint8 BGR, as H.264."""
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=rate, options={"g": "30", "crf": "18"})
        assert isinstance(stream, av.VideoStream)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for index, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path
