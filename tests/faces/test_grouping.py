"""Average linkage gives what the textbook gives, and keeps apart what must be apart."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from opentube.faces.grouping import average_linkage, join_by_margin


def unit_vectors(seed: int, n: int, humans: int, spread: float) -> NDArray[np.float32]:
    random = np.random.default_rng(seed)
    centres = random.normal(size=(humans, 16))
    vectors = centres[random.integers(0, humans, n)] + random.normal(0, spread, (n, 16))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def partition(labels: NDArray[np.intp]) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())}


@given(seed=st.integers(0, 10_000), n=st.integers(2, 60), humans=st.integers(1, 8), spread=st.floats(0.05, 1.5))
@settings(max_examples=80, deadline=None)
def test_it_agrees_with_scipy(seed: int, n: int, humans: int, spread: float) -> None:
    vectors = unit_vectors(seed, n, humans, spread)
    expected = fcluster(linkage(vectors.astype(np.float64), "average", metric="cosine"), 0.57, "distance")
    found = average_linkage(vectors, 0.57, [()] * n)
    assert partition(found) == partition(expected.astype(np.intp))


@given(seed=st.integers(0, 10_000), n=st.integers(2, 40), pairs=st.integers(0, 30))
@settings(max_examples=80, deadline=None)
def test_what_must_be_apart_is_apart(seed: int, n: int, pairs: int) -> None:
    vectors = unit_vectors(seed, n, 3, 0.3)
    apart: list[set[int]] = [set() for _ in range(n)]
    for a, b in np.random.default_rng(seed).integers(0, n, (pairs, 2)).tolist():
        if a != b:
            apart[a].add(b)
            apart[b].add(a)
    before = [set(others) for others in apart]
    labels = average_linkage(vectors, 0.57, apart)
    assert all(labels[a] != labels[b] for a in range(n) for b in apart[a])
    assert apart == before


def test_clusters_are_numbered_by_their_first_row() -> None:
    a, b = np.eye(16, dtype=np.float32)[:2]
    assert average_linkage(np.stack([b, a, b, a]), 0.5, [()] * 4).tolist() == [0, 1, 0, 1]


def test_nothing_gives_nothing() -> None:
    assert average_linkage(np.empty((0, 16), np.float32), 0.5, []).tolist() == []


def at_angles(*degrees: float) -> NDArray[np.float32]:
    """Unit vectors in a plane: cosine distances are told by the angles between them."""
    angles = np.radians(np.array(degrees))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def joined(means: NDArray[np.float32], cannot_link: list[list[int]] | None = None) -> list[int]:
    """Join with a limit at 66 degrees (distance 0.6) and a margin of 0.1."""
    apart = cannot_link or [[]] * len(means)
    sizes = np.ones(len(means), np.intp)
    owner = join_by_margin(means, sizes, apart, max_distance=0.6, min_margin=0.1, stranger=0.65)
    return [int(number) for number in owner]


def test_the_near_are_joined_when_all_others_are_clearly_farther() -> None:
    assert joined(at_angles(0, 60, 180)) == [0, 0, 2]
    assert joined(at_angles(0, 70, 180)) == [0, 1, 2]


def test_who_is_as_near_to_two_joins_neither() -> None:
    corners = np.array([[1, 1, 0], [1, 0, 1], [0, 1, 1]], np.float32) / np.sqrt(np.float32(2))
    assert joined(corners) == [0, 1, 2]


def test_two_alone_are_joined_only_when_nearer_than_strangers_are() -> None:
    assert joined(at_angles(0, 50)) == [0, 0]
    assert joined(at_angles(0, 64)) == [0, 1]


def test_what_cannot_link_is_not_joined() -> None:
    assert joined(at_angles(0, 40, 180), [[1], [0], []]) == [0, 1, 2]
    assert joined(np.empty((0, 2), np.float32)) == []
