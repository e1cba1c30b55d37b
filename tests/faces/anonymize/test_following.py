"""Faces are followed where they are not detected, within their shot."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from opentube.errors import Cancelled
from opentube.faces.anonymize.engine import Preview, Selection, find_masks, render
from opentube.faces.anonymize.finding import FaceFinder
from opentube.faces.anonymize.styles import Style, StyleKind
from opentube.faces.anonymize.values import MaskTrack
from opentube.faces.detection import Detections
from opentube.media.frames import read_frames
from opentube.models.values import ModelRef
from tests.faces.films import Picture, portrait, scene, write
from tests.faces.stand_ins import DiscDetector, PixelEmbedder


class BlindDetector:
    """Sees nothing."""

    model = ModelRef("face_detection", "blind", "1")

    def detect(self, picture: Picture) -> Detections:  # noqa: ARG002 - the protocol's
        """Find no face."""
        return Detections(*(np.empty(shape, np.float32) for shape in ((0, 4), (0, 5, 2), (0,))))


class ForgetfulDetector(DiscDetector):
    """Sees red discs unless a blue bar is at the top of the picture."""

    def detect(self, picture: Picture) -> Detections:
        """Find the disc."""
        top = picture[2, picture.shape[1] // 2].astype(int)
        return BlindDetector().detect(picture) if top[0] > 150 and top[2] < 100 else super().detect(picture)


def finder(detector: DiscDetector | None = None) -> FaceFinder:
    return FaceFinder(detector or DiscDetector(), BlindDetector(), PixelEmbedder(), threads=2)


def disc(seed: int, x: int, *, y: int = 90, forgotten: bool = False) -> Picture:
    """A textured disc on a scene."""
    picture = np.minimum(scene(seed, 320, 180), 90)
    cv2.circle(picture, (x, y), 24, (40, 40, 240), cv2.FILLED)
    for dx, dy in ((-9, -8), (9, -8), (0, 3), (-6, 12), (6, 12)):
        cv2.circle(picture, (x + dx, y + dy), 3, (20, 20, 20), cv2.FILLED)
    if forgotten:
        picture[:6] = (220, 40, 40)
    return picture


def covered(masks: tuple[MaskTrack, ...], time_s: float, x: float) -> bool:
    """Whether a mask with its padding is over the inner 70 % of the disc, 48 pixels wide, with its middle at ``x``."""
    boxes = [box for mask in masks for box in [mask.at(time_s)] if mask.hide and box is not None]
    return any(abs((box[0] + box[2] / 2) * 320 - x) < 17 and box[2] * 320 > 40 for box in boxes)


def test_a_moving_face_is_covered_in_every_frame_and_not_after_a_cut(tmp_path: Path) -> None:
    places = [60 + 4 * step for step in range(45)]
    film = [disc(1, x) for x in places] + [scene(2, 320, 180) // 2 for _ in range(30)]
    path = write(tmp_path / "film.mp4", film, 25)
    masks = find_masks(path, finder())
    assert all(covered(masks, step / 25, x) for step, x in enumerate(places))
    assert not any(mask.at(46 / 25) is not None for mask in masks)


def test_a_face_that_moves_fast_and_turns_back_is_covered(tmp_path: Path) -> None:
    places = [round(160 + 110 * np.sin(step / 6)) for step in range(75)]
    path = write(tmp_path / "film.mp4", [disc(1, x) for x in places], 25)
    masks = find_masks(path, finder())
    assert [step for step, x in enumerate(places) if not covered(masks, step / 25, x)] == []


def test_a_face_is_covered_while_the_detector_misses_it(tmp_path: Path) -> None:
    places = [60 + 2 * step for step in range(90)]
    lost = (range(8), range(35, 60), range(80, 90))
    film = [disc(1, x, forgotten=any(step in gap for gap in lost)) for step, x in enumerate(places)]
    path = write(tmp_path / "film.mp4", film, 25)
    masks = find_masks(path, finder(ForgetfulDetector()))
    assert [step for step, x in enumerate(places) if not covered(masks, step / 25, x)] == []


def test_nobody_is_found_where_nobody_is(tmp_path: Path) -> None:
    path = write(tmp_path / "film.mp4", [scene(3, 320, 180) // 2] * 20, 25)
    assert find_masks(path, finder()) == ()
    done = render(path, tmp_path / "hidden.mp4", ())
    assert done.frames == 20


def test_what_is_hidden_is_gone_and_the_rest_is_there(tmp_path: Path) -> None:
    path = write(tmp_path / "film.mp4", [disc(1, 160)] * 20, 25)
    masks = find_masks(path, finder())
    render(path, tmp_path / "hidden.mp4", masks, Style(StyleKind.SOLID))
    for before, after in zip(read_frames(path), read_frames(tmp_path / "hidden.mp4"), strict=True):
        assert not len(DiscDetector().detect(after.image()).scores)
        assert np.abs(after.image()[:, :90].astype(int) - before.image()[:, :90]).mean() < 3


def test_previews_are_ten_seconds_with_or_without_outlines(tmp_path: Path) -> None:
    path = write(tmp_path / "film.mp4", [disc(1, 160)] * 24, 2)
    masks = find_masks(path, finder(), Selection(persons=(), keep=False), end_s=10.0)
    assert [mask.hide for mask in masks] == [False]
    done = render(path, tmp_path / "look.mp4", masks, preview=Preview.BOXES)
    assert done.frames == 20
    shown = next(iter(read_frames(tmp_path / "look.mp4"))).image()
    edge = shown[60:120, 130:139].astype(int)
    assert (edge[..., 1] - edge[..., 2]).max() > 60


def test_finding_stops_when_it_is_told_to(tmp_path: Path) -> None:
    path = write(tmp_path / "film.mp4", [disc(1, 160)] * 60, 25)

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        find_masks(path, finder(), check=stop)


def test_two_hundred_faces_in_a_frame(tmp_path: Path) -> None:
    class Crowd:
        model = ModelRef("face_detection", "crowd", "1")

        def detect(self, picture: Picture) -> Detections:  # noqa: ARG002 - the protocol's
            x, y = np.meshgrid(np.arange(20) / 20, np.arange(10) / 10)
            boxes = np.stack([x.ravel(), y.ravel(), np.full(200, 0.03), np.full(200, 0.05)], axis=1)
            return Detections(
                boxes.astype(np.float32), np.full((200, 5, 2), 0.5, np.float32), np.full(200, 0.9, np.float32)
            )

    path = write(tmp_path / "film.mp4", [np.tile(portrait(60), (3, 5, 1))] * 10, 25)
    masks = find_masks(path, FaceFinder(Crowd(), BlindDetector(), PixelEmbedder()))
    assert len(masks) == 200
    assert render(path, tmp_path / "hidden.mp4", masks).frames == 10
