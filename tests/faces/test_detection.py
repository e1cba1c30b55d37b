"""The detector on real faces: those of the sample film."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from opentube.faces.detection import MIN_SCORE, OVERLAP, Detections, YuNet
from opentube.media.frames import frame_at
from opentube.models.folder import ModelFolder
from tests.conftest import REPOSITORY, models_folder

SAMPLE = REPOSITORY / "samples" / "sample.mp4"
ONE_FACE_S, TWO_FACES_S, NO_FACE_S = 5.0, 12.0, 1.0


@pytest.fixture(scope="module")
def weights() -> Path:
    """YuNet's file."""
    return ModelFolder(models_folder()).path("yunet")


@pytest.fixture(scope="module")
def detector(weights: Path) -> YuNet:
    """YuNet as it is used."""
    return YuNet(weights)


def picture_at(time_s: float, side: int = 640) -> NDArray[np.uint8]:
    return frame_at(SAMPLE, time_s).image(side)


def same(a: Detections, b: Detections) -> bool:
    return np.array_equal(a.boxes, b.boxes) and np.array_equal(a.landmarks, b.landmarks)


@pytest.mark.parametrize("time_s", [ONE_FACE_S, TWO_FACES_S])
@pytest.mark.parametrize("side", [640, 333])
def test_boxes_landmarks_and_scores_are_those_of_opencv(
    detector: YuNet, weights: Path, time_s: float, side: int
) -> None:
    picture = picture_at(time_s, side)
    height, width = picture.shape[:2]
    _, rows = cv2.FaceDetectorYN.create(str(weights), "", (width, height), MIN_SCORE, OVERLAP, 500).detect(picture)
    rows = rows[np.argsort(rows[:, 0])]
    found = detector.detect(picture)
    assert found.boxes * [width, height, width, height] == pytest.approx(rows[:, :4], abs=0.01)
    assert found.landmarks * [width, height] == pytest.approx(rows[:, 4:14].reshape(-1, 5, 2), abs=0.01)
    assert found.scores == pytest.approx(rows[:, 14], abs=1e-4)


def test_where_there_is_no_face_nothing_is_found(detector: YuNet) -> None:
    found = detector.detect(picture_at(NO_FACE_S))
    assert (found.boxes.shape, found.landmarks.shape, found.scores.shape) == ((0, 4), (0, 5, 2), (0,))
    assert len(detector.detect(np.zeros((7, 5, 3), np.uint8)).scores) == 0


def test_many_threads_may_share_a_detector(detector: YuNet) -> None:
    pictures = [picture_at(time_s) for time_s in (ONE_FACE_S, TWO_FACES_S, NO_FACE_S)] * 4
    alone = [detector.detect(picture) for picture in pictures]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(detector.detect, pictures))
    assert all(same(a, b) for a, b in zip(alone, together, strict=True))


def test_small_faces_are_found_by_looking_closer(detector: YuNet) -> None:
    portrait = picture_at(ONE_FACE_S, 1280)
    heads = [np.asarray(cv2.resize(portrait, (w, w * 9 // 16), interpolation=cv2.INTER_AREA)) for w in (200, 240, 300)]
    crowd = np.full((720, 1280, 3), 120, np.uint8)
    for row in range(3):
        for column, head in enumerate(heads):
            y, x = 20 + 230 * row, 20 + 420 * column
            crowd[y : y + head.shape[0], x : x + head.shape[1]] = head
    assert len(detector.detect(crowd).scores) == 9


def test_a_face_that_fills_the_frame_is_found_in_the_dark(detector: YuNet) -> None:
    picture = picture_at(ONE_FACE_S, 1280)
    x, y, w, h = (detector.detect(picture).boxes[0] * [1280, 720, 1280, 720]).astype(int).tolist()
    close = np.asarray(cv2.resize(picture[y - h // 6 : y + h, x - w : x + 2 * w], (1280, 720)))
    noise = np.random.default_rng(0).normal(0, 8, close.shape)
    found = detector.detect((close * 0.2 + noise).clip(0, 255).astype(np.uint8))
    assert len(found.scores) == 1
    assert found.boxes[0, 3] > 0.5
