"""What happens between two samples of a shot: faces come, go and move, and pictures do not."""

import math
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from opentube.faces.between import overlap
from opentube.faces.detection import YuNet
from opentube.faces.people import People, box_at, find_people
from opentube.faces.scan import FaceScanner
from opentube.faces.values import FaceTable, SegmentScan
from opentube.models.folder import ModelFolder
from tests.conftest import models_folder
from tests.faces.films import Picture, paste, portrait, scene, write
from tests.faces.stand_ins import DiscDetector, PixelEmbedder

RATE = 20
WIDTH, HEIGHT, RADIUS = 320, 180, 18


def discs(places: list[tuple[float, float] | None]) -> list[Picture]:
    """One shot in which a disc is at these places."""
    pictures = []
    for place in places:
        picture = scene(2, WIDTH, HEIGHT)
        picture[..., 2] = np.minimum(picture[..., 2], 90)
        if place:
            middle = round(place[0]), round(place[1])
            cv2.circle(picture, middle, RADIUS, (30, 30, 230), cv2.FILLED)
            cv2.circle(picture, middle, RADIUS // 3, (60, 60, 60), 2)
        pictures.append(picture)
    return pictures


def scan(path: Path, start_s: float = 0.0, end_s: float = math.inf) -> SegmentScan:
    return FaceScanner(DiscDetector(), PixelEmbedder(), threads=2).scan(path, start_s, end_s)


def people_of(found: SegmentScan) -> People:
    return find_people(found.cuts_s, found.faces, duration_s=60.0)


def frames_of(people: People) -> list[tuple[int, int]]:
    """First frame of each track, and the first one after it."""
    return [(round(track.start_s * RATE), round(track.end_s * RATE)) for track in people.tracks]


@pytest.mark.parametrize(("first", "after"), [(13, 47), (20, 31), (7, 70), (1, 62)])
def test_a_face_comes_and_goes_inside_a_shot_on_the_frame(tmp_path: Path, first: int, after: int) -> None:
    shown = [(90.0, 70.0) if first <= step < after else None for step in range(80)]
    found = scan(write(tmp_path / "film.mp4", discs(list(shown)), RATE))
    assert found.cuts_s == ()
    assert frames_of(people_of(found)) == [(first, after)]


def test_a_face_covered_for_long_was_away_and_one_covered_for_a_moment_was_not(tmp_path: Path) -> None:
    shown = [(90.0, 70.0) if step not in range(24, 30) and step not in range(53, 83) else None for step in range(120)]
    people = people_of(scan(write(tmp_path / "film.mp4", discs(list(shown)), RATE)))
    seen = [(round(a * RATE), round(b * RATE)) for a, b in people.persons[0].appearances]
    assert seen == [(0, 53), (83, 120)]


def test_who_crosses_the_frame_fast_is_one_track(tmp_path: Path) -> None:
    shown = [(float(x), 70.0) if RADIUS < x < WIDTH - RADIUS else None for x in range(-60, 390, 7)]
    people = people_of(scan(write(tmp_path / "film.mp4", discs(list(shown)), RATE)))
    seen = [step for step, place in enumerate(shown) if place]
    assert frames_of(people) == [(seen[0], seen[-1] + 1)]


def test_boxes_between_sightings_lie_on_a_face_that_sways(tmp_path: Path) -> None:
    places = [(120 + 40 * np.sin(step / 3.1), 70 + 20 * np.sin(step / 4.3)) for step in range(80)]
    found = scan(write(tmp_path / "film.mp4", discs(list(places)), RATE))
    (track,) = people_of(found).tracks
    size = np.array([WIDTH, HEIGHT, WIDTH, HEIGHT])
    for step, (x, y) in enumerate(places):
        box = box_at(track, found.faces, (step + 0.01) / RATE)
        assert box is not None
        true = np.array([x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS]) / size
        assert overlap(box, true.astype(np.float32)) > 0.55
    assert box_at(track, found.faces, 4.01) is None


@pytest.mark.parametrize("edges", [[0, 1.3, 2.6, 9], [0, 0.65, 0.7, 2.35, 3.1], [0, 1, 2, 3, 4, 5, 6]])
def test_segments_join_also_where_faces_come_and_go(tmp_path: Path, edges: list[float]) -> None:
    shown = [(40 + 3 * (step % 40), 70.0) if step % 37 > 11 else None for step in range(110)]
    film = write(tmp_path / "film.mp4", discs(list(shown)), RATE)
    whole = scan(film)
    joined = FaceTable.concatenate([scan(film, a, b).faces for a, b in pairwise([*edges, 99])])
    for field in fields(FaceTable):
        assert np.array_equal(getattr(joined, field.name), getattr(whole.faces, field.name), equal_nan=True)


@pytest.fixture(scope="module")
def scanner() -> FaceScanner:
    """A scanner with the detector that is used."""
    return FaceScanner(YuNet(ModelFolder(models_folder()).path("yunet")), PixelEmbedder(), threads=2)


def room(step: int, *, living: bool) -> Picture:
    """A room in which curtains blow, or do not."""
    picture = scene(3, 480, 270)
    paste(picture, scene(100 + step % 7 if living else 100, 200, 250), 270, 10)
    return picture


def frozen_share(scanner: FaceScanner, pictures: list[Picture], path: Path) -> float:
    faces = scanner.scan(write(path, pictures, RATE), 0.0, math.inf).faces
    assert len(faces) >= 4
    return float((faces.quality[1:] == 0).mean())


def test_a_portrait_on_the_wall_of_a_living_room_is_frozen(scanner: FaceScanner, tmp_path: Path) -> None:
    pictures = [room(step, living=True) for step in range(50)]
    for picture in pictures:
        paste(picture, portrait(150), 60, 60)
    assert frozen_share(scanner, pictures, tmp_path / "film.mp4") > 0.8


def test_somebody_who_hardly_moves_in_that_room_is_not(scanner: FaceScanner, tmp_path: Path) -> None:
    pictures = [room(step, living=True) for step in range(50)]
    for step, picture in enumerate(pictures):
        paste(picture, portrait(150), 60 + round(2 * np.sin(step / 5)), 60)
    assert frozen_share(scanner, pictures, tmp_path / "film.mp4") == 0


def test_a_still_frame_proves_nothing(scanner: FaceScanner, tmp_path: Path) -> None:
    pictures = [room(0, living=False) for _ in range(50)]
    for picture in pictures:
        paste(picture, portrait(150), 60, 60)
    assert frozen_share(scanner, pictures, tmp_path / "film.mp4") == 0
