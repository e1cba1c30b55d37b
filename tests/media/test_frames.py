"""Frames come with their true times, each once, wherever the reading starts."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from opentube.errors import Cancelled
from opentube.media.frames import frame_at, read_frames

Pictures = Callable[[int], list[NDArray[np.uint8]]]
Number = Callable[[NDArray[np.uint8]], int]

B_FRAMES = {"bf": "3", "g": "12", "x264-params": "b-adapt=0:scenecut=0:bframes=3"}


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.avi", "film.ts"])
@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
def test_every_frame_of_a_film_with_b_frames_has_its_own_time(
    write_film: Callable[..., Path], count_up: Pictures, read_number: Number, name: str, codec: str
) -> None:
    path = write_film(name, count_up(60), codec=codec, options=B_FRAMES if codec == "libx264" else {"g": "12"})
    frames = [(frame.time_s, read_number(frame.image())) for frame in read_frames(path)]
    assert [number for _, number in frames] == list(range(60))
    assert [time for time, _ in frames] == pytest.approx(np.arange(60) / 10, abs=0.002)


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv", "film.ts"])
def test_adjoining_intervals_give_each_frame_once(
    write_film: Callable[..., Path], count_up: Pictures, read_number: Number, name: str
) -> None:
    path = write_film(name, count_up(90), options=B_FRAMES)
    whole = [(frame.time_s, read_number(frame.image())) for frame in read_frames(path)]
    edges = [0.0, 0.1, 2.35, 2.4, 5.0, 7.77, 100.0]
    parts = [
        (frame.time_s, read_number(frame.image()))
        for start_s, end_s in pairwise(edges)
        for frame in read_frames(path, start_s, end_s)
    ]
    assert parts == whole


def test_neighbours_outside_the_interval_come_when_asked_for(
    write_film: Callable[..., Path], count_up: Pictures, read_number: Number
) -> None:
    path = write_film("film.mp4", count_up(60), options=B_FRAMES)

    def numbers(start_s: float, end_s: float) -> list[int]:
        return [read_number(f.image()) for f in read_frames(path, start_s, end_s, before=3, after=2)]

    assert numbers(2.0, 2.5) == [17, 18, 19, 20, 21, 22, 23, 24, 25, 26]
    assert numbers(0.1, 0.2) == [0, 1, 2, 3]
    assert numbers(5.8, 9.0) == [55, 56, 57, 58, 59]


def test_times_of_a_variable_frame_rate_are_the_containers(write_film: Callable[..., Path], count_up: Pictures) -> None:
    times = [0.0, 0.04, 0.5, 0.9, 3.7, 3.8, 6.0]
    path = write_film("film.mkv", count_up(7), times=times)
    assert [frame.time_s for frame in read_frames(path)] == pytest.approx(times, abs=0.001)
    assert [frame.time_s for frame in read_frames(path, 0.5, 3.8)] == pytest.approx([0.5, 0.9, 3.7], abs=0.001)
    assert [f.time_s for f in read_frames(path, 3.8, 3.9, before=2)] == pytest.approx([0.9, 3.7, 3.8], abs=0.001)


@pytest.mark.parametrize("name", ["film.mkv", "film.ts"])
def test_times_count_from_the_first_frame_when_the_stream_starts_late(
    write_film: Callable[..., Path], count_up: Pictures, name: str
) -> None:
    path = write_film(name, count_up(20), times=[2 + i / 10 for i in range(20)], sound_s=4)
    frames = list(read_frames(path))
    assert len(frames) == 20
    assert frames[0].time_s == pytest.approx(0.0, abs=0.05)
    assert frames[-1].time_s - frames[0].time_s == pytest.approx(1.9, abs=0.002)


@pytest.mark.parametrize(("time_s", "number"), [(-1.0, 0), (0.0, 0), (0.19, 1), (0.2, 2), (3.99, 39), (50.0, 39)])
def test_the_frame_on_screen_is_the_last_one_begun(
    write_film: Callable[..., Path], count_up: Pictures, read_number: Number, time_s: float, number: int
) -> None:
    path = write_film("film.mp4", count_up(40), options=B_FRAMES)
    assert read_number(frame_at(path, time_s).image()) == number


def corner(quarter_turns: int, *, mirrored: bool) -> tuple[int, int]:
    """Where a white patch in the upper left corner of the stored picture belongs, as (row, column) 0 or -1."""
    marked = np.zeros((2, 3))
    marked[0, 0] = 1
    turned = np.rot90(marked, quarter_turns)
    shown = turned[:, ::-1] if mirrored else turned
    row, column = np.argwhere(shown)[0]
    return (0 if row == 0 else -1), (0 if column == 0 else -1)


@pytest.mark.parametrize(
    ("rotation", "mirrored"),
    [(0, False), (90, False), (180, False), (270, False), (0, True), (90, True), (270, True)],
)
def test_a_phones_video_stands_upright(write_film: Callable[..., Path], rotation: int, *, mirrored: bool) -> None:
    picture = np.zeros((64, 96, 3), np.uint8)
    picture[:32, :48] = 255
    path = write_film("film.mp4", [picture] * 3, rotation=rotation, mirrored=mirrored)
    image = next(read_frames(path)).image()
    assert image.shape == ((64, 96, 3) if rotation in {0, 180} else (96, 64, 3))
    row, column = corner(rotation // 90, mirrored=mirrored)
    assert image[row, column].min() > 200
    assert image[-1 - row, column].max() < 60
    assert image[row, -1 - column].max() < 60


@pytest.mark.parametrize(("aspect", "size"), [(Fraction(2, 1), (192, 64)), (Fraction(1, 2), (96, 128))])
def test_pixels_that_are_not_square_are_made_square(
    write_film: Callable[..., Path], count_up: Pictures, aspect: Fraction, size: tuple[int, int]
) -> None:
    frame = next(read_frames(write_film("film.mp4", count_up(2), sample_aspect=aspect)))
    assert frame.size == size
    assert frame.image().shape == (size[1], size[0], 3)
    assert max(frame.image(48).shape) == 48


def test_a_reduced_frame_stays_upright(write_film: Callable[..., Path], count_up: Pictures) -> None:
    frame = next(read_frames(write_film("film.mp4", count_up(2), rotation=90)))
    small = frame.reduced(48)
    assert small.size == (32, 48)
    difference = np.abs(small.image().astype(int) - frame.image(48).astype(int))
    assert difference.mean() < 8


def test_damage_in_the_middle_costs_its_frames_only(write_film: Callable[..., Path], count_up: Pictures) -> None:
    path = write_film("film.mkv", count_up(100), options={"g": "10"})
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(byte ^ 0x5A for byte in data[middle : middle + 400])
    path.write_bytes(data)
    times = [frame.time_s for frame in read_frames(path)]
    assert times == sorted(set(times))
    assert len(times) > 60
    assert times[0] == 0
    assert times[-1] == pytest.approx(9.9, abs=0.01)


def test_reading_stops_when_asked(write_film: Callable[..., Path], count_up: Pictures) -> None:
    path = write_film("film.mp4", count_up(50))
    calls = []

    def stop_at_the_tenth() -> None:
        calls.append(1)
        if len(calls) == 10:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(read_frames(path, check=stop_at_the_tenth))
