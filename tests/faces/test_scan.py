"""A segment's scan finds cuts and faces, and segments join to exactly the scan of the whole."""

import math
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from opentube.errors import Cancelled
from opentube.faces.detection import Detections
from opentube.faces.people import find_people
from opentube.faces.scan import FaceScanner
from opentube.faces.values import FaceTable, SegmentScan
from tests.faces.films import Picture, scene, write
from tests.faces.stand_ins import DiscDetector, PixelEmbedder


@pytest.fixture(params=[1, 2])
def scanner(request: pytest.FixtureRequest) -> FaceScanner:
    """A scanner of discs, with one thread or with two."""
    return FaceScanner(DiscDetector(), PixelEmbedder(), threads=request.param)


def equal(a: FaceTable, b: FaceTable) -> bool:
    return all(np.array_equal(getattr(a, f.name), getattr(b, f.name), equal_nan=True) for f in fields(FaceTable))


def test_cuts_and_faces_have_the_times_of_their_frames(scanner: FaceScanner, disc_film: Path) -> None:
    scan = scanner.scan(disc_film, 0, math.inf)
    assert scan.cuts_s == pytest.approx([3.3, 5.0, 9.0, 10.0])
    assert (scan.first_frame_s, scan.frames) == (0.0, 130)
    assert scan.last_frame_s == pytest.approx(12.9)
    sampled = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.2, 3.3, 3.5, 4, 4.5, 4.9, 10, 10.5, 11, 11.5, 12, 12.5, 12.9]
    assert scan.faces.time_s == pytest.approx(sampled)
    assert scan.faces.until_s == pytest.approx([time + 0.1 for time in sampled])


def test_boxes_lie_where_the_faces_are(scanner: FaceScanner, disc_film: Path) -> None:
    faces = scanner.scan(disc_film, 0, 1).faces
    assert faces.boxes[0] == pytest.approx([28 / 192, 38 / 128, 45 / 192, 45 / 128], abs=0.02)
    assert (faces.quality > 0.3).all()


def test_shot_starts_and_every_other_second_are_embedded(scanner: FaceScanner, disc_film: Path) -> None:
    faces = scanner.scan(disc_film, 0, math.inf).faces
    assert faces.time_s[faces.embedded] == pytest.approx([0, 2, 3.3, 4, 10, 12])


@pytest.mark.parametrize("edges", [[0, 4, 8, 12, 16], [0, 1.05, 3.3, 3.4, 5.0, 12.9, 13], [0, 9.55, 9.6, 30]])
def test_segments_join_to_the_scan_of_the_whole(scanner: FaceScanner, disc_film: Path, edges: list[float]) -> None:
    whole = scanner.scan(disc_film, 0, math.inf)
    parts = [scanner.scan(disc_film, start_s, end_s) for start_s, end_s in pairwise(edges)]
    assert sum(part.frames for part in parts) == whole.frames
    assert tuple(cut for part in parts for cut in part.cuts_s) == whole.cuts_s
    assert equal(FaceTable.concatenate([part.faces for part in parts]), whole.faces)
    assert parts[0].first_frame_s == whole.first_frame_s


def test_people_do_not_depend_on_the_order_of_segments(scanner: FaceScanner, disc_film: Path) -> None:
    parts = [scanner.scan(disc_film, start_s, start_s + 3) for start_s in (9, 0, 12, 3, 6)]
    cuts = [cut for part in parts for cut in part.cuts_s]
    people = find_people(cuts, FaceTable.concatenate([part.faces for part in parts]), duration_s=13.0)
    assert [(round(shot.start_s, 3), round(shot.end_s, 3)) for shot in people.shots] == [
        (0, 3.3),
        (3.3, 5),
        (5, 9),
        (9, 10),
        (10, 13),
    ]
    tracks = [(round(track.start_s, 3), round(track.end_s, 3)) for track in people.tracks]
    assert tracks == [(0, 3.3), (3.3, 5), (10, 13)]


def test_a_segment_after_the_end_is_empty(scanner: FaceScanner, disc_film: Path) -> None:
    scan = scanner.scan(disc_film, 20, 40)
    assert (scan.frames, scan.first_frame_s, scan.last_frame_s, scan.cuts_s, len(scan.faces)) == (0, None, None, (), 0)


def test_progress_is_told_and_a_stop_is_obeyed(scanner: FaceScanner, disc_film: Path) -> None:
    reached: list[float] = []
    scanner.scan(disc_film, 0, 6, on_progress=reached.append)
    assert reached == sorted(reached)
    assert reached[-1] > 5

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        scanner.scan(disc_film, 0, 6, check=stop)


@pytest.mark.parametrize("threads", [1, 2])
def test_what_goes_wrong_in_a_detector_comes_out(disc_film: Path, threads: int) -> None:
    class Broken(DiscDetector):
        def detect(self, picture: NDArray[np.uint8]) -> Detections:
            raise TimeoutError("on frame of " + str(picture.shape))

    with pytest.raises(TimeoutError, match="128, 192"):
        FaceScanner(Broken(), PixelEmbedder(), threads=threads).scan(disc_film, 0, 6)


def test_every_result_names_its_models(scanner: FaceScanner, disc_film: Path) -> None:
    assert [model.task for model in scanner.models] == ["face_detection", "face_embedding"]
    assert isinstance(scanner.scan(disc_film, 0, 1), SegmentScan)


@pytest.mark.parametrize("length", [8, 20])
def test_nobody_is_followed_across_a_dissolve(scanner: FaceScanner, tmp_path: Path, length: int) -> None:
    # given two discs at one place, in scenes that dissolve into each other
    shares = np.clip((np.arange(100) - (50 - length / 2)) / length, 0, 1)
    scenes = [disc_scene(seed) for seed in (1, 2)]
    film = [cv2.addWeighted(scenes[0], 1 - share, scenes[1], share, 0) for share in shares.tolist()]
    path = write(tmp_path / "dissolve.mp4", [np.asarray(picture, np.uint8) for picture in film], 25)
    # when
    whole = scanner.scan(path, 0, math.inf)
    people = find_people(whole.cuts_s, whole.faces, duration_s=4.0)
    # then the shots meet in its middle, and so do their tracks
    assert whole.cuts_s == pytest.approx([2.0], abs=0.09)
    assert sorted(track.shot for track in people.tracks) == [0, 1]
    first, second = people.tracks
    assert first.end_s <= whole.cuts_s[0] <= second.start_s
    # and segments that join in it find the same
    parts = [scanner.scan(path, start_s, end_s) for start_s, end_s in ((0, 1.9), (1.9, 2.04), (2.04, 5))]
    assert tuple(cut for part in parts for cut in part.cuts_s) == whole.cuts_s
    assert equal(FaceTable.concatenate([part.faces for part in parts]), whole.faces)


def disc_scene(seed: int) -> Picture:
    """A red disc before something smooth without red."""
    picture = scene(seed, 192, 128)
    picture[..., 2] = picture[..., 1]
    cv2.circle(picture, (60, 64), 22, (0, 0, 255), -1)
    return picture
