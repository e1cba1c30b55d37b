"""A contact sheet shows the whole video evenly, and no black frame where there is another."""

from bisect import bisect_right
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from opentube.errors import Cancelled
from opentube.media.contact_sheet import GAP_PX, SheetFormat, make_contact_sheet
from opentube.media.sheet_places import find_cuts, shot_places

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


def scene(seed: int, width: int = 192, height: int = 108) -> NDArray[np.uint8]:
    coarse = np.random.default_rng(seed).integers(60, 220, (12, 20, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


def test_frames_in_the_middle_of_a_dissolve_are_avoided(write_film: WriteFilm) -> None:
    pictures = []
    for i in range(120):
        share = min(max((i - 50) / 20, 0.0), 1.0)
        pictures.append(np.asarray(cv2.addWeighted(scene(1), 1 - share, scene(2), share, 0), np.uint8))
    sheet = make_contact_sheet(write_film("film.mp4", pictures), rows=1, columns=1, cell_width=96)
    assert not 5.1 < sheet.times_s[0] < 6.9


def test_dark_frames_are_shown_only_where_there_are_no_others(write_film: WriteFilm) -> None:
    pictures = [scene(i // 5) if i % 60 > 50 else (scene(i // 5) // 12) for i in range(240)]
    sheet = make_contact_sheet(write_film("film.mp4", pictures), rows=2, columns=2, cell_width=96)
    assert [round(time * 10) % 60 > 50 for time in sheet.times_s] == [True] * 4


def test_shots_are_shown_each(write_film: WriteFilm) -> None:
    lengths = [30, 8, 40, 12, 30]
    film = write_film("film.mp4", [scene(shot) for shot, length in enumerate(lengths) for _ in range(length)])
    cuts = find_cuts(film)
    assert cuts == pytest.approx([3.0, 3.8, 7.8, 9.0])
    bounds = [0.0, *cuts, 12.0]

    def shots_of(rows: int, columns: int) -> list[int]:
        times = make_contact_sheet(film, rows=rows, columns=columns, cell_width=96, cuts_s=cuts).times_s
        return [bisect_right(bounds, time) - 1 for time in times]

    assert shots_of(1, 5) == [0, 1, 2, 3, 4]
    assert shots_of(1, 3) == [0, 2, 4]
    assert shots_of(2, 4) == [0, 0, 1, 2, 2, 3, 4, 4]


@given(
    lengths=st.lists(st.floats(0.1, 100), min_size=1, max_size=30),
    count=st.integers(1, 40),
)
def test_places_are_apart_in_order_and_as_many_as_asked(lengths: list[float], count: int) -> None:
    bounds = np.cumsum(lengths).tolist()
    places = shot_places(bounds[:-1], bounds[-1], count)
    assert len(places) == count
    assert all(place.end_s > place.start_s for place in places)
    assert all(a.end_s <= b.start_s + 1e-9 for a, b in pairwise(places))
    assert places[-1].end_s <= bounds[-1] + 1e-9


def test_times_are_written_and_a_title_goes_above(write_film: WriteFilm) -> None:
    film = write_film("film.mp4", [np.full((180, 320, 3), 200, np.uint8)] * 20)

    def drawn(*, times: bool, title: str | None) -> NDArray[np.uint8]:
        return make_contact_sheet(film, rows=1, columns=2, times=times, title=title).picture

    plain = drawn(times=False, title=None)
    stamped = drawn(times=True, title=None)
    titled = drawn(times=False, title="한국어 제목 🎬 1/2")
    corner = (slice(-30, -GAP_PX), slice(-80, -GAP_PX))
    assert plain[corner].min() > 190
    assert stamped[corner].min() < 80
    assert stamped[corner].max() > 230
    head = titled.shape[0] - plain.shape[0]
    assert head > 10
    assert titled[:head].max() > 230
    assert (titled[head:] == plain).all()


@pytest.mark.parametrize("form", SheetFormat)
def test_every_format_can_be_opened(write_film: WriteFilm, count_up: Pictures, form: SheetFormat) -> None:
    sheet = make_contact_sheet(write_film("film.mp4", count_up(10)), rows=1, columns=2, cell_width=64)
    assert sheet.encoded(form) == sheet.encoded(form)
    shown = opened(sheet.encoded(form))
    assert shown.shape == sheet.picture.shape
    assert np.abs(shown.astype(int) - sheet.picture).mean() < (1 if form is SheetFormat.PNG else 12)
