"""A contact sheet shows the whole video evenly, and no black frame where there is another."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from opentube.errors import Cancelled
from opentube.media.contact_sheet import GAP_PX, make_contact_sheet

Pictures = Callable[[int], list[NDArray[np.uint8]]]
WriteFilm = Callable[..., Path]


def opened(jpeg: bytes) -> NDArray[np.uint8]:
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def test_frames_are_spread_over_the_video(write_film: WriteFilm, count_up: Pictures) -> None:
    sheet = make_contact_sheet(write_film("film.mp4", count_up(60)), rows=2, columns=3, cell_width=96)
    assert (sheet.rows, sheet.columns) == (2, 3)
    assert [int(time) for time in sheet.times_s] == [0, 1, 2, 3, 4, 5]
    assert opened(sheet.jpeg).shape == (sheet.height, sheet.width, 3)
    assert (sheet.width, sheet.height) == (3 * (96 + GAP_PX) + GAP_PX, 2 * (64 + GAP_PX) + GAP_PX)


def test_a_long_video_is_looked_at_in_places(write_film: WriteFilm, count_up: Pictures) -> None:
    film = write_film("film.mp4", count_up(120), rate=5)
    sheet = make_contact_sheet(film, rows=1, columns=4, cell_width=96)
    assert sheet.times_s == pytest.approx([3, 9, 15, 21], abs=0.61)


def test_black_and_blurred_frames_are_avoided(write_film: WriteFilm, count_up: Pictures) -> None:
    pictures = count_up(40)
    for index, picture in enumerate(pictures):
        if index % 10 >= 2:
            picture[:] = 0 if index % 2 else 128
    sheet = make_contact_sheet(write_film("film.mp4", pictures), rows=1, columns=4, cell_width=96)
    assert all(round(time * 10) % 10 < 2 for time in sheet.times_s)


def test_a_black_video_still_has_a_sheet(write_film: WriteFilm) -> None:
    film = write_film("film.mp4", [np.zeros((64, 96, 3), np.uint8)] * 20)
    assert len(make_contact_sheet(film, rows=2, columns=2, cell_width=64).times_s) == 4


def test_a_video_shorter_than_the_sheet_gives_what_it_has(write_film: WriteFilm, count_up: Pictures) -> None:
    sheet = make_contact_sheet(write_film("film.mp4", count_up(3)), rows=4, columns=5, cell_width=64)
    assert sheet.times_s == pytest.approx([0, 0.1, 0.2])
    assert sheet.rows == 1


def test_cells_of_a_phones_video_are_upright(write_film: WriteFilm, count_up: Pictures) -> None:
    sheet = make_contact_sheet(write_film("film.mp4", count_up(4), rotation=90), rows=1, columns=1, cell_width=64)
    assert (sheet.width, sheet.height) == (64 + 2 * GAP_PX, 96 + 2 * GAP_PX)


def test_drawing_stops_when_asked(write_film: WriteFilm, count_up: Pictures) -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        make_contact_sheet(write_film("film.mp4", count_up(10)), check=stop)


@pytest.mark.parametrize(("rows", "columns", "cell_width"), [(0, 1, 64), (1, 0, 64), (1, 1, 0), (1, 1, 99999)])
def test_an_impossible_sheet_is_refused(
    write_film: WriteFilm, count_up: Pictures, rows: int, columns: int, cell_width: int
) -> None:
    with pytest.raises(ValueError, match="sheet"):
        make_contact_sheet(write_film("film.mp4", count_up(2)), rows=rows, columns=columns, cell_width=cell_width)
