"""A drawn box is followed through its shot for as long as what is in it can be seen."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from opentube.errors import Cancelled
from opentube.faces.follow import FollowedFace, follow_face
from tests.faces.films import Picture, paste, portrait, scene, write

RATE = 10
WIDTH, HEIGHT = 320, 180
FACE = 60


def place(step: int) -> tuple[int, int]:
    """Left and top of the face in a frame of the shot; it sways."""
    return 40 + 4 * step, round(60 + 25 * np.sin(step / 4))


def shot(frames: int, seed: int = 1) -> list[Picture]:
    pictures = []
    for step in range(frames):
        pictures.append(scene(seed, WIDTH, HEIGHT))
        paste(pictures[-1], portrait(FACE), *place(step))
    return pictures


def drawn(step: int) -> tuple[float, float, float, float]:
    x, y = place(step)
    return x / WIDTH, y / HEIGHT, FACE / WIDTH, FACE / HEIGHT


def overlap(a: NDArray[np.float32], b: tuple[float, float, float, float]) -> float:
    """Intersection over union."""
    other = np.asarray(b)
    low, high = np.maximum(a[:2], other[:2]), np.minimum(a[:2] + a[2:], other[:2] + other[2:])
    shared = float(np.prod(np.maximum(high - low, 0)))
    return shared / float(np.prod(a[2:]) + np.prod(other[2:]) - shared)


def steps(followed: FollowedFace) -> list[int]:
    return [round(time_s * RATE) for time_s in followed.times_s]


def test_a_face_that_sways_is_followed_both_ways_with_its_box(tmp_path: Path) -> None:
    film = write(tmp_path / "film.mp4", shot(50), RATE)
    followed = follow_face(film, 2.5, drawn(25), start_s=0.0, end_s=10.0)
    assert steps(followed) == list(range(50))
    assert followed.until_s == pytest.approx([(step + 1) / RATE for step in range(50)])
    assert min(overlap(box, drawn(step)) for step, box in enumerate(followed.boxes)) > 0.8
    assert followed.boxes.dtype == np.float32
    assert ((followed.boxes >= 0) & (followed.boxes[:, :2] + followed.boxes[:, 2:] <= 1 + 1e-6)[:, [0, 1, 0, 1]]).all()


def test_following_stays_inside_the_interval(tmp_path: Path) -> None:
    film = write(tmp_path / "film.mp4", shot(50), RATE)
    followed = follow_face(film, 2.05, drawn(20), start_s=1.0, end_s=3.0)
    assert steps(followed) == list(range(10, 30))


def test_following_stops_at_cuts(tmp_path: Path) -> None:
    same_place = shot(15, seed=1) + shot(30, seed=2)[15:] + shot(45, seed=3)[30:]
    film = write(tmp_path / "film.mp4", same_place, RATE)
    followed = follow_face(film, 2.0, drawn(20), start_s=0.0, end_s=10.0)
    assert steps(followed) == list(range(15, 30))


def test_following_stops_when_the_face_is_covered(tmp_path: Path) -> None:
    pictures = shot(40)
    for step in range(28, 40):
        paste(pictures[step], scene(9, FACE, FACE), *place(step))
    followed = follow_face(write(tmp_path / "film.mp4", pictures, RATE), 1.0, drawn(10), start_s=0.0, end_s=10.0)
    assert steps(followed) == list(range(28))


def test_following_stops_when_the_face_leaves_the_frame(tmp_path: Path) -> None:
    film = write(tmp_path / "film.mp4", [p[:, :200].copy() for p in shot(45)], RATE)
    followed = follow_face(
        film, 0.5, [v * s for v, s in zip(drawn(5), (1.6, 1, 1.6, 1), strict=True)], start_s=0, end_s=9
    )
    assert steps(followed)[0] == 0
    half_out = (200 - 40 - FACE / 2) / 4
    assert abs(steps(followed)[-1] - half_out) <= 3


@pytest.mark.parametrize("box", [(0.5, 0.5, 0, 0.1), (0.9, 0.5, 0.2, 0.2), (-0.1, 0, 0.5, 0.5)])
def test_a_box_outside_the_frame_is_refused(disc_film: Path, box: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="box"):
        follow_face(disc_film, 1.0, box, start_s=0.0, end_s=3.0)


def test_a_time_outside_the_interval_is_refused(disc_film: Path) -> None:
    with pytest.raises(ValueError, match="interval"):
        follow_face(disc_film, 4.0, (0.1, 0.1, 0.2, 0.2), start_s=0.0, end_s=3.0)


def test_a_stop_is_obeyed(disc_film: Path) -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        follow_face(disc_film, 1.0, (0.1, 0.1, 0.2, 0.2), start_s=0.0, end_s=3.0, check=stop)
