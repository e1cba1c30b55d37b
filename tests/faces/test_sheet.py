"""The picture of who is in a video."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from opentube.faces.people import People, PersonGroup, Shot, Track
from opentube.faces.sheet import MAX_PERSONS, SHEET_TYPES, encode_sheet, persons_sheet
from opentube.faces.values import FaceTable
from opentube.media.probe import MediaInfo, probe

BLUE = (196, 104, 33)
GREY = (150, 140, 132)


def faces(times_s: list[float]) -> FaceTable:
    """One face a time, where the film shows its red disc."""
    count = len(times_s)
    return FaceTable(
        time_s=np.array(times_s),
        until_s=np.array(times_s) + 0.1,
        boxes=np.tile(np.array([[0.2, 0.35, 0.25, 0.3]], np.float32), (count, 1)),
        landmarks=np.full((count, 5, 2), 0.3, np.float32),
        scores=np.full(count, 0.9, np.float32),
        quality=np.linspace(0.5, 0.9, count, dtype=np.float32),
        embeddings=np.full((count, 128), np.nan, np.float32),
    )


def people(persons: int, *, unsure: int = 0) -> People:
    """Persons who are all seen from 0 to 3.3 s; tracks of nobody from 10 s on."""
    seen = Track(0, (0, 1, 2), 0.0, 3.3, 0, None)
    nobody = Track(4, (3,), 10.0, 13.0, None, None)
    shots = (Shot(0.0, 3.3), Shot(3.3, 5.0), Shot(5.0, 9.0), Shot(9.0, 10.0), Shot(10.0, 13.0))
    return People(shots, (seen, *[nobody] * unsure), (PersonGroup((0,), 2, 3.3, ((0.0, 3.3),)),) * persons)


def painted(sheet: NDArray[np.uint8], colour: tuple[int, int, int]) -> NDArray[np.bool_]:
    return np.asarray((sheet == colour).all(axis=2))


@pytest.fixture
def info(disc_film: Path) -> MediaInfo:
    return probe(disc_film)


@pytest.mark.parametrize("persons", [0, 1, 17, MAX_PERSONS, 200])
def test_any_number_of_persons_fits_on_a_sheet(disc_film: Path, info: MediaInfo, persons: int) -> None:
    sheet = persons_sheet(disc_film, people(persons), faces([0.0, 1.0, 2.0, 11.0]), info=info)

    assert (sheet.dtype.name, sheet.ndim) == ("uint8", 3)
    assert max(sheet.shape) < 3500
    bars = cv2.connectedComponents(painted(sheet, BLUE).astype(np.uint8))[0] - 1
    assert bars == min(persons, MAX_PERSONS)


def test_an_appearance_is_drawn_where_it_is_in_the_video(disc_film: Path, info: MediaInfo) -> None:
    sheet = persons_sheet(disc_film, people(1, unsure=1), faces([0.0, 1.0, 2.0, 11.0]), info=info)

    seen, nobody = (np.flatnonzero(painted(sheet, colour).any(axis=0)) for colour in (BLUE, GREY))
    line = nobody[-1] - seen[0]
    assert (seen[-1] - seen[0]) / line == pytest.approx(3.3 / 13.0, abs=0.01)
    assert (nobody[0] - seen[0]) / line == pytest.approx(10.0 / 13.0, abs=0.01)


def test_crops_show_the_faces(disc_film: Path, info: MediaInfo) -> None:
    with_faces = persons_sheet(disc_film, people(1), faces([0.0, 1.0, 2.0]), info=info)
    beyond = persons_sheet(disc_film, people(1), faces([20.0, 21.0, 22.0]), info=info)

    def red(sheet: NDArray[np.uint8]) -> int:
        return int(((sheet[..., 2] > 180) & (sheet[..., 0] < 90)).sum())

    assert red(with_faces) > 1500
    assert red(beyond) == 0, "a face that the video does not have leaves a blank cell"


def test_a_video_without_length_or_people_is_drawn_as_well(disc_film: Path, info: MediaInfo) -> None:
    sheet = persons_sheet(disc_film, People((), (), ()), FaceTable.empty(), info=replace(info, duration_s=0.0))

    assert sheet.shape[0] < 200


def test_drawing_stops_when_asked(disc_film: Path, info: MediaInfo) -> None:
    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        persons_sheet(disc_film, people(1), faces([0.0, 1.0, 2.0]), info=info, check=stop)


@pytest.mark.parametrize("suffix", SHEET_TYPES)
def test_a_sheet_becomes_a_file_of_its_type(suffix: str) -> None:
    sheet = np.full((40, 60, 3), 255, np.uint8)

    decoded = cv2.imdecode(np.frombuffer(encode_sheet(sheet, suffix), np.uint8), cv2.IMREAD_COLOR)

    assert decoded is not None
    assert decoded.shape == sheet.shape


def test_another_type_is_refused() -> None:
    with pytest.raises(ValueError, match="WebP"):
        encode_sheet(np.zeros((1, 1, 3), np.uint8), ".gif")
