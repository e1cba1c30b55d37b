"""Cuts are found; motion, flashes and noise are not cuts."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from opentube.media.shots import CONTEXT_AFTER, CONTEXT_BEFORE, CutDetector, is_blank

Thumbnail = NDArray[np.uint8]


def scene(seed: int, length: int, *, speed: int = 1, noise: int = 2) -> list[Thumbnail]:
    """A smooth random picture moving to the left under grain."""
    random = np.random.default_rng(seed)
    width = 64 + length * speed
    coarse = random.integers(40, 216, (4, width // 16 + 2)).astype(np.float32)
    smooth = np.asarray(cv2.resize(coarse, (width, 54), interpolation=cv2.INTER_LINEAR))
    frames = [smooth[:, i * speed : i * speed + 64] + random.normal(0, noise, (54, 64)) for i in range(length)]
    return [frame.clip(0, 255).astype(np.uint8) for frame in frames]


def cuts_of(thumbnails: list[Thumbnail]) -> list[int]:
    detector = CutDetector()
    for thumbnail in thumbnails:
        detector.push(thumbnail)
    return [index for index in range(len(thumbnails)) if detector.is_cut(index)]


def test_each_change_of_scene_is_one_cut() -> None:
    film = scene(1, 20) + scene(2, 8) + scene(3, 30)
    assert cuts_of(film) == [20, 28]


@pytest.mark.parametrize("speed", [1, 2, 4])
def test_motion_is_no_cut(speed: int) -> None:
    assert cuts_of(scene(5, 60, speed=speed)) == []


@pytest.mark.parametrize("length", [1, 2])
def test_a_flash_is_no_cut(length: int) -> None:
    film = scene(4, 40)
    for index in range(20, 20 + length):
        film[index] = np.full((54, 64), 250, np.uint8)
    assert cuts_of(film) == []


def test_a_cut_in_the_dark_is_found() -> None:
    film = [(thumbnail // 6) for thumbnail in scene(1, 20, noise=1) + scene(2, 20, noise=1)]
    assert cuts_of(film) == [20]


def test_a_cut_to_black_and_back_is_two() -> None:
    black = [np.full((54, 64), 16, np.uint8)] * 10
    assert cuts_of(scene(1, 20) + black + scene(2, 20)) == [20, 30]


def test_nothing_to_compare_is_no_cut() -> None:
    assert cuts_of(scene(1, 1)) == []
    assert cuts_of([]) == []


@given(
    lengths=st.lists(st.integers(1, 14), min_size=1, max_size=6),
    start=st.integers(0, 60),
    length=st.integers(1, 30),
)
def test_a_decision_needs_no_more_than_its_context(lengths: list[int], start: int, length: int) -> None:
    film = [thumbnail for seed, n in enumerate(lengths) for thumbnail in scene(seed, n)]
    begin, end = max(0, start - CONTEXT_BEFORE), start + length + CONTEXT_AFTER
    inside = [begin + cut for cut in cuts_of(film[begin:end])]
    expected = [cut for cut in cuts_of(film) if start <= cut < start + length]
    assert [cut for cut in inside if start <= cut < start + length] == expected


def test_a_flat_picture_is_blank_and_a_dim_one_is_not() -> None:
    assert is_blank(np.full((54, 64), 16, np.uint8))
    assert not is_blank(scene(1, 1)[0] // 6)
