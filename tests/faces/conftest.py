"""A film in which red discs stand for faces."""

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray


@pytest.fixture
def disc_film(tmp_path: Path) -> Path:
    """Five shots in 13 seconds at 10 frames a second: disc, disc, nothing, black, disc."""
    path = tmp_path / "discs.mp4"
    random = np.random.default_rng(3)
    pictures: list[NDArray[np.uint8]] = []
    for length, disc in ((33, True), (17, True), (40, False), (10, False), (30, True)):
        low = 0 if length == 10 else 40
        coarse = random.integers(low, low * 4 + 1, (4, 6, 3)).astype(np.uint8)
        scene = np.asarray(cv2.resize(coarse, (192, 128), interpolation=cv2.INTER_CUBIC), np.uint8)
        scene[..., 2] = np.minimum(scene[..., 2], 100)
        for step in range(length):
            picture = scene.copy()
            if disc:
                cv2.circle(picture, (50 + 2 * step, 60), 22, (30, 30, 230), cv2.FILLED)
                cv2.circle(picture, (50 + 2 * step, 60), 9, (60, 60, 60), 2)
            pictures.append(picture)
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=10, options={"g": "25", "bf": "2"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 192, 128, "yuv420p"
        for index, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, 10)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path
