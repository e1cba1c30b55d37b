"""Cuts and fades are found; motion, flashes, lamps and noise are neither."""

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


def still(seed: int, length: int = 40) -> list[Thumbnail]:
    return scene(seed, length, speed=0)


def shown(wide: Thumbnail, place: float) -> Thumbnail:
    """Cut a picture out of a wide one, between its columns."""
    move = np.array([[1, 0, -place], [0, 1, 0]], np.float32)
    return np.asarray(cv2.warpAffine(wide, move, (64, 54)), np.uint8)


def drifting(seed: int, length: int) -> list[Thumbnail]:
    """A point in ten frames."""
    (wide,) = scene(seed, 1, speed=64)
    return [shown(wide, index / 10) for index in range(length)]


def lit(film: list[Thumbnail], shares: NDArray[np.float64]) -> list[Thumbnail]:
    """Darken each frame to a share of its light."""
    return [(16 + (frame - 16.0) * share).astype(np.uint8) for frame, share in zip(film, shares, strict=True)]


def dissolve(before: list[Thumbnail], after: list[Thumbnail], length: int) -> list[Thumbnail]:
    """Let the end of one film go over into the start of the other."""
    shares = (np.arange(length) + 1) / (length + 1)
    pairs = zip(before[-length:], after[:length], shares, strict=True)
    mixed = [(a + (b.astype(np.float64) - a) * share).astype(np.uint8) for a, b, share in pairs]
    return [*before[:-length], *mixed, *after[length:]]


def dip(before: list[Thumbnail], after: list[Thumbnail], length: int, black: int) -> list[Thumbnail]:
    """Let a film fade to black, and another one come out of it."""
    down = np.concatenate([np.ones(len(before) - length), np.linspace(1, 0, length + 2)[1:-1]])
    up = np.concatenate([np.linspace(0, 1, length + 2)[1:-1], np.ones(len(after) - length)])
    return lit(before, down) + [np.full((54, 64), 16, np.uint8)] * black + lit(after, up)


@pytest.mark.parametrize("length", [2, 6, 12, 18, 24])
def test_a_dissolve_is_one_cut_in_its_middle(length: int) -> None:
    (cut,) = cuts_of(dissolve(still(1), still(2), length))
    assert cut == pytest.approx(40 - length / 2, abs=1.5)


def test_a_dissolve_between_moving_pictures_is_found() -> None:
    (cut,) = cuts_of(dissolve(drifting(1, 40), drifting(2, 40), 12))
    assert cut == pytest.approx(34, abs=2)


@pytest.mark.parametrize("length", [5, 10, 15])
@pytest.mark.parametrize("black", [0, 1, 2])
def test_a_dip_through_black_is_one_cut(length: int, black: int) -> None:
    (cut,) = cuts_of(dip(still(1), still(2), length, black))
    assert cut == pytest.approx(40 + black / 2, abs=1.5)


def test_a_fade_to_black_that_lasts_ends_a_shot_and_the_next_starts_after_it() -> None:
    out, back = cuts_of(dip(still(1, 60), still(2, 60), 20, 12))
    assert 58 <= out <= 60
    assert 72 <= back <= 74


@pytest.mark.parametrize("length", [3, 10, 20])
def test_a_lamp_that_is_dimmed_and_turned_up_is_no_fade(length: int) -> None:
    share = np.interp(np.arange(100), [30, 30 + length, 70, 70 + length], [1, 0.2, 0.2, 1])
    assert cuts_of(lit(drifting(3, 100), share)) == []


def test_a_lamp_beside_a_window_is_no_fade() -> None:
    dim = np.interp(np.arange(80), [35, 45], [0, 0.8])[:, None, None] * np.linspace(0, 1, 64)
    film = [(frame * (1 - share)).astype(np.uint8) for frame, share in zip(still(4, 80), dim, strict=True)]
    assert cuts_of(film) == []


def test_a_caption_that_comes_softly_is_no_fade() -> None:
    film = still(5, 80)
    for index, share in enumerate(np.interp(np.arange(80), [35, 45], [0, 1])):
        part = film[index][28:33, 6:30]
        film[index][28:33, 6:30] = (part * (1 - share) + 240 * share).astype(np.uint8)
    assert cuts_of(film) == []


@pytest.mark.parametrize("distance", [1, 3, 10, 40])
@pytest.mark.parametrize("length", [4, 10, 24])
def test_a_camera_that_turns_and_rests_is_no_fade(distance: int, length: int) -> None:
    (wide,) = scene(6, 1, speed=64)
    places = np.interp(np.arange(90), [40, 40 + length], [0, distance])
    assert cuts_of([shown(wide, place) for place in places]) == []


def test_nothing_to_compare_is_no_cut() -> None:
    assert cuts_of(scene(1, 1)) == []
    assert cuts_of([]) == []


@given(
    shots=st.lists(
        st.tuples(st.integers(1, 40), st.sampled_from(["cut", "dissolve", "dip", "black"]), st.integers(1, 24)),
        min_size=1,
        max_size=6,
    ),
    start=st.integers(0, 100),
    length=st.integers(1, 30),
)
def test_a_decision_needs_no_more_than_its_context(shots: list[tuple[int, str, int]], start: int, length: int) -> None:
    film = scene(0, 20)
    for seed, (more, how, over) in enumerate(shots, 1):
        following = scene(seed, more)
        fading = min(over, more, len(film))
        if how == "dissolve":
            film = dissolve(film, following, fading)
        else:
            black = over if how == "black" else 0
            film = dip(film, following, 0 if how == "cut" else fading, black)
    begin, end = max(0, start - CONTEXT_BEFORE), start + length + CONTEXT_AFTER
    inside = [begin + cut for cut in cuts_of(film[begin:end])]
    expected = [cut for cut in cuts_of(film) if start <= cut < start + length]
    assert [cut for cut in inside if start <= cut < start + length] == expected


def test_a_flat_picture_is_blank_and_a_dim_one_is_not() -> None:
    assert is_blank(np.full((54, 64), 16, np.uint8))
    assert not is_blank(scene(1, 1)[0] // 6)
