"""Faces that were hidden are not recognised again, and nothing but them is touched."""

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from opentube.faces.anonymize.choosing import MAYBE
from opentube.faces.anonymize.rendering import Renderer, stored
from opentube.faces.anonymize.styles import SAFE_STRENGTH, PictureUnreadable, Style, StyleKind, read_picture
from opentube.faces.detection import YuNet
from opentube.faces.embedding import SFace, align
from opentube.media.frames import frame_at
from opentube.media.orientation import Orientation
from opentube.media.planes import EditableFrame
from opentube.models.folder import ModelFolder
from tests.conftest import models_folder
from tests.faces.anonymize.made import hidden
from tests.faces.films import SAMPLE, Picture, scene

Face = tuple[Picture, NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]

UPRIGHT = Orientation(0, mirrored=False)


def hide(
    picture: Picture, box: NDArray[np.float32], style: Style, *, pixels: str = "yuv420p", turned: Orientation = UPRIGHT
) -> Picture:
    frame = av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format=pixels)
    edited = EditableFrame(0.5, turned, Fraction(1), frame)
    Renderer(lambda _: [hidden(box.tolist())], style).edit(edited)
    return np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)


def undone(picture: Picture, cell: float) -> list[Picture]:
    """Everything that is easily tried to get a face back."""
    small = cv2.resize(picture, None, fx=1 / cell, fy=1 / cell, interpolation=cv2.INTER_AREA)
    tried = [picture, cv2.resize(small, picture.shape[1::-1], interpolation=cv2.INTER_CUBIC)]
    exact = picture.astype(np.float32)
    for reach in (cell / 2, cell, 1.5 * cell):
        tried.append(cv2.GaussianBlur(picture, (0, 0), reach))
        sharp = exact + 2 * (exact - cv2.GaussianBlur(exact, (0, 0), reach))
        tried.append(np.clip(sharp, 0, 255).astype(np.uint8))
    return [np.asarray(each, np.uint8) for each in tried]


@pytest.fixture(scope="module")
def faces() -> list[Face]:
    """Pictures, box in 0..1, landmarks in pixels and vector of the clear faces of the sample film."""
    folder = ModelFolder(models_folder())
    detector, embedder = YuNet(folder.path("yunet")), SFace(folder.path("sface"))
    found = []
    for time_s in (1.0, 5.0, 9.0, 13.0):
        picture = frame_at(SAMPLE, time_s).image()
        size = np.array(picture.shape[1::-1], np.float32)
        seen = detector.detect(picture)
        for box, landmarks in zip(seen.boxes, seen.landmarks, strict=True):
            found.append((picture, box, landmarks * size, embedder.embed(align(picture, landmarks * size))))
    return found


@pytest.fixture(scope="module")
def embedder() -> SFace:
    return SFace(ModelFolder(models_folder()).path("sface"))


def likeness(faces: list[Face], embedder: SFace, style: Style) -> float:
    """How like itself the best recognised face still is, whatever is tried."""
    best = -1.0
    for picture, box, landmarks, vector in faces:
        face = float(min(box[2] * picture.shape[1], box[3] * picture.shape[0]))
        low = np.maximum(landmarks.min(axis=0) - 1.5 * face, 0).astype(int)
        high = (landmarks.max(axis=0) + 1.5 * face).astype(int)
        part = hide(picture, box, style)[low[1] : high[1], low[0] : high[0]]
        scale = 112 / face
        part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        points = ((landmarks - low) * scale).astype(np.float32)
        for tried in undone(part, 112 / style.cells):
            best = max(best, float(embedder.embed(align(tried, points)) @ vector))
    return best


@pytest.mark.parametrize("kind", [StyleKind.BLUR, StyleKind.MOSAIC])
@pytest.mark.parametrize("strength", [SAFE_STRENGTH, 1.0])
def test_nobody_is_recognised_again(faces: list[Face], embedder: SFace, kind: StyleKind, strength: float) -> None:
    assert len(faces) >= 3
    style = Style(kind, strength)
    assert style.safe
    assert likeness(faces, embedder, style) < MAYBE


def test_what_is_too_weak_is_called_so(faces: list[Face], embedder: SFace) -> None:
    weak = Style(StyleKind.MOSAIC, 0.3)
    assert not weak.safe
    assert likeness(faces, embedder, weak) > MAYBE


@pytest.mark.parametrize("kind", [StyleKind.BLUR, StyleKind.MOSAIC, StyleKind.SOLID, StyleKind.EMOJI])
@pytest.mark.parametrize("pixels", ["yuv420p", "yuvj422p", "yuv444p", "yuv420p10le"])
def test_the_face_changes_and_the_rest_does_not(kind: StyleKind, pixels: str) -> None:
    picture = scene(1, 320, 180)
    picture[60:110:4, 100:140] = 255
    plain = np.asarray(
        av.VideoFrame.from_ndarray(picture, format="bgr24").reformat(format=pixels).to_ndarray(format="bgr24"), np.uint8
    )
    box = np.array([100 / 320, 60 / 180, 40 / 320, 50 / 180], np.float32)
    after = hide(picture, box, Style(kind), pixels=pixels)
    change = np.abs(after.astype(int) - plain).max(axis=2)
    assert change[65:105, 105:135].mean() > 15
    changed = np.argwhere(change > 2)
    assert changed.min(axis=0)[0] >= 60 - 25
    assert changed.max(axis=0)[0] < 110 + 25
    assert changed.min(axis=0)[1] >= 100 - 20
    assert changed.max(axis=0)[1] < 140 + 20


def test_a_face_that_is_partly_outside_is_hidden() -> None:
    picture = scene(2, 160, 90)
    picture[::3] = 255
    for box in ([-0.1, 0.2, 0.2, 0.4], [0.95, 0.9, 0.2, 0.3], [-0.2, -0.2, 1.4, 1.4], [1.5, 0.2, 0.2, 0.2]):
        for kind in (StyleKind.BLUR, StyleKind.EMOJI):
            hide(picture, np.array(box, np.float32), Style(kind))
    assert hide(picture, np.array([-0.1, 0.2, 0.2, 0.4], np.float32), Style(StyleKind.SOLID))[36, 2].max() < 80


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("mirrored", [True, False])
def test_boxes_find_their_place_in_turned_films(turns: int, mirrored: bool) -> None:
    turned = Orientation(turns, mirrored=mirrored)
    picture = np.zeros((40, 60, 3), np.uint8)
    picture[5:10, 12:30] = 255
    upright = turned.apply(picture)
    rows, columns = np.argwhere(upright[..., 0]).T
    height, width = upright.shape[:2]
    size = (columns.max() - columns.min() + 1) / width, (rows.max() - rows.min() + 1) / height
    place = stored(np.array([columns.min() / width, rows.min() / height, *size]), turned)
    assert place == pytest.approx((12 / 60, 5 / 40, 18 / 60, 5 / 40))


def test_a_picture_covers_a_face_upright_in_a_turned_film(tmp_path: Path) -> None:
    cover = np.zeros((20, 20, 4), np.uint8)
    cover[..., 3] = 255
    cover[:10] = (0, 0, 255, 255)
    cv2.imwrite(str(tmp_path / "cover.png"), cover)
    turned = Orientation(1, mirrored=True)
    style = Style(StyleKind.PICTURE, picture=read_picture(tmp_path / "cover.png"))
    stored_picture = np.full((120, 160, 3), 200, np.uint8)
    shown = turned.apply(hide(stored_picture, np.array([0.3, 0.3, 0.4, 0.4], np.float32), style, turned=turned))
    middle, quarter = shown.shape[1] // 2, shown.shape[0] * 3 // 8
    assert shown[quarter, middle][2] > 150
    assert shown[quarter, middle][0] < 60
    assert shown[shown.shape[0] * 5 // 8, middle].max() < 60


def test_what_is_no_picture_covers_nobody(tmp_path: Path) -> None:
    (tmp_path / "cover.png").write_text("no")
    with pytest.raises(PictureUnreadable):
        read_picture(tmp_path / "cover.png")
