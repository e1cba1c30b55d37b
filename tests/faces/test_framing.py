"""A narrow window keeps a moving face in view, smoothly, and jumps at cuts only."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from opentube.faces.framing import follow_faces
from opentube.media.crop import CropPath
from opentube.media.frames import read_frames
from opentube.media.span import Span
from tests.faces.stand_ins import DiscDetector

WIDTH, HEIGHT = 320, 180
WINDOW = HEIGHT * 9 / 16 / WIDTH
RATE = 10

Place = tuple[float, float] | None
WriteDiscs = Callable[..., Path]


def scene(seed: int) -> NDArray[np.uint8]:
    coarse = np.random.default_rng(seed).integers(40, 160, (6, 8, 3)).astype(np.uint8)
    coarse[..., 2] = np.minimum(coarse[..., 2], 100)
    return np.asarray(cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)


@pytest.fixture
def write_discs(tmp_path: Path) -> WriteDiscs:
    """Film one red disc a picture, its middle in 0..1, or none; each list is a shot."""

    def write(*shots: Sequence[Place]) -> Path:
        path = tmp_path / "discs.mp4"
        with av.open(path, "w") as container:
            stream = container.add_stream("libx264", rate=RATE, options={"crf": "12"})
            stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
            number = 0
            for seed, shot in enumerate(shots):
                for place in shot:
                    picture = scene(seed)
                    if place:
                        middle = round(place[0] * WIDTH), round(place[1] * HEIGHT)
                        cv2.circle(picture, middle, 18, (30, 30, 230), cv2.FILLED)
                    frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
                    frame.pts, frame.time_base = number, Fraction(1, RATE)
                    number += 1
                    container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return path

    return write


def positions(path: CropPath, film: Path) -> list[float]:
    return [path.at(frame.time_s)[0] for frame in read_frames(film)]


def test_a_moving_face_stays_inside_and_the_window_moves_smoothly(write_discs: WriteDiscs) -> None:
    walk = [0.2 + 0.6 * (0.5 - 0.5 * np.cos(2 * np.pi * i / 60)) for i in range(80)]
    film = write_discs([(x, 0.4) for x in walk])
    found = positions(follow_faces(film, Span(0.0, 8.0), DiscDetector()), film)
    disc = 18 / WIDTH
    inside = [
        abs(min(max(x, WINDOW / 2), 1 - WINDOW / 2) - at) + disc <= WINDOW / 2 + 0.02
        for x, at in zip(walk, found, strict=True)
    ]
    assert all(inside)
    steps = np.diff(found)
    assert np.abs(np.diff(steps)).max() < 0.02


def test_a_face_that_hardly_moves_leaves_the_window_at_rest(write_discs: WriteDiscs) -> None:
    sway = np.random.default_rng(1).normal(0, 0.008, 40)
    film = write_discs([(0.6 + x, 0.4) for x in sway])
    found = positions(follow_faces(film, Span(0.0, 4.0), DiscDetector()), film)
    assert np.ptp(found) == 0
    assert found[0] == pytest.approx(0.6, abs=0.03)


def test_a_face_not_seen_for_a_while_is_waited_for(write_discs: WriteDiscs) -> None:
    film = write_discs([(0.25, 0.5) if i < 10 or i > 25 else None for i in range(40)])
    found = positions(follow_faces(film, Span(0.0, 4.0), DiscDetector()), film)
    assert found == pytest.approx([0.25] * 40, abs=0.02)


def test_each_shot_has_its_own_place_and_one_without_faces_its_middle(write_discs: WriteDiscs) -> None:
    film = write_discs([(0.2, 0.5)] * 15, [(0.8, 0.5)] * 15, [None] * 15)
    found = positions(follow_faces(film, Span(0.0, 4.5), DiscDetector()), film)
    assert found[:15] == pytest.approx([0.2] * 15, abs=0.02)
    assert found[15:30] == pytest.approx([0.8] * 15, abs=0.02)
    assert found[30:] == [0.5] * 15


def test_a_tall_film_is_followed_up_and_down(write_discs: WriteDiscs) -> None:
    film = write_discs([(0.5, 0.2)] * 20)
    x, y = follow_faces(film, Span(0.0, 2.0), DiscDetector(), aspect=4.0).at(1.0)
    assert x == 0.5
    assert y == pytest.approx(0.22, abs=0.03)
