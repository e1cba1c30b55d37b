"""A face is found again in another analysis by its time and place, however the tracks were cut and framed there."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from opentube.persons.anchors import Outline, resolve
from opentube.persons.intervals import union

seeds = st.integers(0, 2**32 - 1)


def walk(random: np.random.Generator, lane: float, start_s: float, length_s: float) -> Outline:
    """A face that walks about in its lane of the picture, seen some three times a second."""
    times_s = np.sort(np.append(random.uniform(0, length_s, int(3 * length_s)), [0.0, length_s])) + start_s
    x = lane + np.cumsum(random.uniform(-0.01, 0.01, len(times_s))).clip(-0.03, 0.03)
    y = 0.4 + np.cumsum(random.uniform(-0.02, 0.02, len(times_s))).clip(-0.1, 0.1)
    size = np.full(len(times_s), random.uniform(0.09, 0.12))
    return Outline(start_s, start_s + length_s, times_s, np.stack([x, y, size, size], axis=1).astype(np.float32))


def seen_otherwise(random: np.random.Generator, outline: Outline) -> list[Outline]:
    """The same face by another detector: other moments, other frames, a little off in time, perhaps cut in pieces."""
    cuts = np.sort(random.uniform(0.2, 0.8, random.integers(0, 3))) if random.random() < 0.7 else np.empty(0)
    edges = outline.start_s + np.array([0.0, *cuts, 1.0]) * (outline.end_s - outline.start_s)
    shift_s = random.uniform(-0.08, 0.08)
    pieces = []
    for start_s, end_s in itertools.pairwise(edges):
        if end_s - start_s < 0.5:
            continue
        times_s = np.arange(start_s, end_s, random.uniform(0.1, 0.5))
        boxes = outline.boxes_at(times_s) * random.uniform(0.9, 1.1, (len(times_s), 4)) ** [0, 0, 1, 1]
        boxes[:, :2] += random.uniform(-0.01, 0.01, (len(times_s), 2))
        pieces.append(Outline(start_s + shift_s, end_s + shift_s, times_s + shift_s, boxes.astype(np.float32)))
    return pieces


@given(seeds, st.integers(1, 5))
def test_every_piece_of_a_face_is_found_and_no_other(seed: int, faces: int) -> None:
    random = np.random.default_rng(seed)
    before = [walk(random, 0.05 + 0.19 * lane, random.uniform(0, 3), random.uniform(2, 20)) for lane in range(faces)]
    pieces = [(face, piece) for face, outline in enumerate(before) for piece in seen_otherwise(random, outline)]
    tracks = [piece for _, piece in pieces]

    for face, outline in enumerate(before):
        expected = [index for index, (whose, _) in enumerate(pieces) if whose == face]
        assert resolve(outline.thinned(0.5, 60), tracks) == expected
        assert resolve(outline.thinned(0.5, 60), tracks, mostly_inside=True) == expected


@given(seeds)
def test_a_piece_finds_the_whole_but_says_nothing_of_it_unless_it_is_most_of_it(seed: int) -> None:
    random = np.random.default_rng(seed)
    whole = walk(random, 0.5, 5.0, random.uniform(4, 20))
    share = random.uniform(0.1, 0.9)
    end_s = whole.start_s + share * (whole.end_s - whole.start_s)
    times_s = np.linspace(whole.start_s, end_s, 12)
    piece = Outline(whole.start_s, end_s, times_s, whole.boxes_at(times_s).astype(np.float32))

    assert resolve(piece, [whole]) == [0]
    if abs(share - 0.5) > 0.05:
        assert resolve(piece, [whole], mostly_inside=True) == ([0] if share > 0.5 else [])


@given(seeds)
def test_the_same_place_at_another_time_is_somebody_else(seed: int) -> None:
    random = np.random.default_rng(seed)
    face = walk(random, 0.5, 5.0, 4.0)
    gap_s = random.uniform(0.5, 5.0)
    later = Outline(face.end_s + gap_s, face.end_s + gap_s + 4, face.times_s + 4 + gap_s, face.boxes)

    assert resolve(face, [later]) == resolve(later, [face]) == []


def test_a_face_seen_in_one_frame_is_found_in_that_frame_only() -> None:
    box = np.array([[0.4, 0.4, 0.1, 0.1]], np.float32)
    once, soon, late = (Outline(t, t + 0.04, np.array([t]), box) for t in (1.0, 1.04, 1.5))

    assert resolve(once, [once]) == [0]
    assert resolve(once, [soon]) == [0]
    assert resolve(once, [late]) == []


def test_of_two_faces_that_touch_the_likest_is_taken() -> None:
    times_s = np.linspace(0, 2, 9)

    def at(x: float) -> Outline:
        return Outline(0.0, 2.0, times_s, np.tile(np.array([x, 0.4, 0.1, 0.1], np.float32), (9, 1)))

    assert resolve(at(0.4), [at(0.44), at(0.41)]) == [1]


@given(seeds, st.integers(2, 60))
def test_thinning_keeps_ends_and_order(seed: int, most: int) -> None:
    face = walk(np.random.default_rng(seed), 0.5, 0.0, 30.0)

    thin = face.thinned(0.5, most)

    assert len(thin.times_s) <= most
    assert thin.times_s[0] == face.times_s[0]
    assert thin.times_s[-1] == face.times_s[-1]
    assert (np.diff(thin.times_s) > 0).all()
    assert set(thin.times_s) <= set(face.times_s)


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10)).map(lambda p: (float(p[0]), float(sum(p)))))


@given(spans)
def test_a_union_covers_the_same_time_in_pieces_that_lie_apart(intervals: list[tuple[float, float]]) -> None:
    joined = union(intervals)

    assert all(end_s < start_s for (_, end_s), (start_s, _) in itertools.pairwise(joined))
    for moment in np.arange(0, 51, 0.5):
        assert any(a <= moment <= b for a, b in joined) == any(a <= moment <= b for a, b in intervals)
