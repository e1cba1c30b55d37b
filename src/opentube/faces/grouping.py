"""Average linkage that never holds the matrix of all distances."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

BLOCK = 512
"""Rows whose distances are held at a time."""


def average_linkage(
    vectors: NDArray[np.float32], max_distance: float, cannot_link: Sequence[Collection[int]]
) -> NDArray[np.intp]:
    """Cluster unit vectors (n, d) by average linkage at cosine distance, cut at ``max_distance``.

    The mean distance of two clusters is one minus the product of their mean vectors, so that sums are enough: memory is
    O(n d). All reciprocal nearest neighbours are merged at once, round by round; average linkage is reducible, so that
    gives the same clusters as merging the closest pair first, ties aside (Murtagh 1983). ``cannot_link[i]`` are the
    rows that must not share a cluster with row i, given on both sides; it stays reducible with those at infinity.

    Returns:
        (n,) cluster number of each row, clusters numbered by their first row.
    """
    count = len(vectors)
    parent = np.arange(count)
    nearest = np.full(count, -1)
    distance = np.full(count, np.inf, dtype=np.float32)
    sums = np.array(vectors, dtype=np.float32)
    sizes = np.ones(count, dtype=np.float32)
    apart = [set(others) for others in cannot_link]
    open_rows = stale = np.arange(count)
    while len(open_rows) > 1:
        nearest[stale], distance[stale] = _nearest(stale, open_rows, sums / sizes[:, None], apart)
        # What is near to nothing now never will be.
        open_rows = open_rows[distance[open_rows] <= max_distance]
        if not len(open_rows):
            break
        mutual = open_rows[nearest[nearest[open_rows]] == open_rows]
        if not len(mutual):  # rounding made a ring of equals
            mutual = open_rows[[np.argmin(distance[open_rows])]]
        changed = np.zeros(count, dtype=bool)
        for keep, gone in sorted({(min(i, nearest[i]), max(i, nearest[i])) for i in mutual.tolist()}):
            sums[keep] += sums[gone]
            sizes[keep] += sizes[gone]
            parent[gone] = keep
            changed[[keep, gone]] = True
            for other in apart[gone]:
                apart[other].discard(gone)
                apart[other].add(keep)
            apart[keep] |= apart[gone]
        open_rows = open_rows[parent[open_rows] == open_rows]
        # A merged cluster is no nearer to others than its nearer part was, so other neighbours stay as they are.
        stale = open_rows[changed[open_rows] | changed[nearest[open_rows]]]
    for row in range(count):
        parent[row] = parent[parent[row]]
    return np.unique(parent, return_inverse=True)[1].astype(np.intp)


def join_by_margin(
    means: NDArray[np.float32],
    sizes: NDArray[np.intp],
    cannot_link: Sequence[Collection[int]],
    *,
    max_distance: float,
    min_margin: float,
    stranger: float,
) -> NDArray[np.intp]:
    """Join clusters that average linkage left apart, where one other is near and all others are clearly farther.

    ``means`` (n, d) are mean vectors of ``sizes`` (n,) vectors. The nearest pair is joined first, while its mean cosine
    distance is at most ``max_distance`` and for one of them the next candidate is farther by ``min_margin``; who has no
    other candidate is compared with a ``stranger`` at that distance. ``cannot_link`` is as for `average_linkage`.

    Returns:
        (n,) number of the cluster that each one is now part of: that of its first.
    """
    count = len(means)
    sums, sizes = means * sizes[:, None], sizes.copy()
    apart = [set(others) for others in cannot_link]
    owner = np.arange(count)
    while True:
        best = (max_distance, -1, -1)
        alive = np.flatnonzero(owner == np.arange(count))
        centres = sums[alive] / sizes[alive, None]
        for k, row in enumerate(alive.tolist()):
            distance = 1 - centres @ centres[k]
            distance[np.isin(alive, [row, *apart[row]])] = np.inf
            first, second = np.partition(np.append(distance, [np.inf, np.inf]), 1)[:2]
            rival = second if np.isfinite(second) else stranger
            if first <= best[0] and rival - first >= min_margin and (best[1] < 0 or first < best[0]):
                best = float(first), row, int(alive[np.argmin(distance)])
        keep, gone = sorted(best[1:])
        if keep < 0:
            return owner
        sums[keep] += sums[gone]
        sizes[keep] += sizes[gone]
        owner[owner == gone] = keep
        for other in apart[gone]:
            apart[other].add(keep)
        apart[keep] |= apart[gone]


def _nearest(
    rows: NDArray[np.intp], others: NDArray[np.intp], means: NDArray[np.float32], apart: Sequence[Collection[int]]
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """For each of ``rows`` the nearest of ``others`` that it may join, and its distance."""
    place = np.full(len(means), -1)
    place[others] = np.arange(len(others))
    candidates = means[others]
    nearest = np.empty(len(rows), dtype=np.intp)
    distance = np.empty(len(rows), dtype=np.float32)
    for start in range(0, len(rows), BLOCK):
        some = rows[start : start + BLOCK]
        block = 1 - means[some] @ candidates.T
        for k, row in enumerate(some.tolist()):
            barred = place[[row, *apart[row]]]
            block[k, barred[barred >= 0]] = np.inf
        best = block.argmin(axis=1)
        nearest[start : start + BLOCK] = others[best]
        distance[start : start + BLOCK] = block[np.arange(len(some)), best]
    return nearest, distance
