"""Faces are brought into one place, and judged, before they are compared."""

import cv2
import numpy as np
import pytest

from opentube.faces.embedding import CROP_SIDE, REFERENCE, align
from opentube.faces.quality import assess, frontality


@pytest.mark.parametrize("angle", [0, 30, -75, 180])
@pytest.mark.parametrize("scale", [0.6, 1.0, 2.5])
def test_landmarks_come_to_lie_on_their_places(angle: float, scale: float) -> None:
    turn = np.deg2rad(angle)
    matrix = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    landmarks = ((REFERENCE - 56) @ matrix.T + [300, 250]).astype(np.float32)
    picture = np.zeros((500, 600, 3), np.uint8)
    for x, y in landmarks.tolist():
        cv2.circle(picture, (round(x), round(y)), max(2, round(3 * scale)), (255, 255, 255), cv2.FILLED)
    crop = align(picture, landmarks)
    assert crop.shape == (CROP_SIDE, CROP_SIDE, 3)
    assert all(crop[round(y), round(x)].min() > 100 for x, y in REFERENCE.tolist())


def test_landmarks_all_in_one_place_do_no_harm() -> None:
    assert align(np.zeros((50, 50, 3), np.uint8), np.full((5, 2), 20, np.float32)).shape == (CROP_SIDE, CROP_SIDE, 3)
    assert frontality(np.full((5, 2), 20, np.float32)) == 0


def test_a_turned_head_is_less_frontal() -> None:
    turned = REFERENCE.copy()
    turned[2, 0] += 15
    profile = REFERENCE.copy()
    profile[2, 0] += 30
    assert frontality(REFERENCE) > 0.9 > frontality(turned) > frontality(profile)


def test_small_dark_and_blurred_faces_are_not_good() -> None:
    coarse = np.asarray(np.random.default_rng(0).integers(20, 240, (6, 6, 3)), np.uint8)
    crop = np.asarray(cv2.resize(coarse, (112, 112), interpolation=cv2.INTER_NEAREST), np.uint8)
    blurred = np.asarray(cv2.GaussianBlur(crop, (0, 0), 6), np.uint8)
    fine = assess(crop, REFERENCE, 90, 0.9)
    assert fine.good
    assert 0.5 < fine.overall <= 1
    for worse in (
        assess(crop, REFERENCE, 20, 0.9),
        assess(np.asarray(crop // 10, np.uint8), REFERENCE, 90, 0.9),
        assess(blurred, REFERENCE, 90, 0.9),
    ):
        assert not worse.good
        assert worse.overall < fine.overall
