"""Average linkage that never holds the matrix of all distances."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray


def average_linkage(
    vectors: NDArray[np.float32], max_distance: float, cannot_link: Sequence[Collection[int]]
) -> NDArray[np.intp]:
    """Cluster unit vectors (n, d) by average linkage at cosine distance, cut at ``max_distance``.

    The mean distance of two clusters is one minus the product of their mean vectors, so that sums are enough: memory is
    O(n d). Merged are reciprocal nearest neighbours, found along a chain (Murtagh 1983); that gives the same tree as
    merging the closest pair first, ties aside. ``cannot_link[i]`` are the rows that must not share a cluster with row i
    (given on both sides); average linkage stays reducible with such distances taken as infinite.

    Returns:
        (n,) cluster number of each row, clusters numbered by their first row.
    """
    n = len(vectors)
    sums = vectors.astype(np.float64)
    counts = np.ones(n)
    active = np.ones(n, dtype=bool)
    apart = [set(others) for others in cannot_link]
    parent = np.arange(n)
    chain: list[int] = []
    while active.any():
        if not chain:
            chain.append(int(np.argmax(active)))
        tip = chain[-1]
        distance = 1 - (sums @ sums[tip]) / (counts * counts[tip])
        distance[~active] = np.inf
        distance[[tip, *apart[tip]]] = np.inf
        nearest = int(np.argmin(distance))
        if len(chain) > 1 and distance[chain[-2]] <= distance[nearest]:
            nearest = chain[-2]
        if distance[nearest] > max_distance:
            # Nothing comes closer to a cluster by merging others, so this one is complete.
            active[tip] = False
            chain.pop()
        elif len(chain) > 1 and nearest == chain[-2]:
            del chain[-2:]
            keep, gone = min(tip, nearest), max(tip, nearest)
            sums[keep] += sums[gone]
            counts[keep] += counts[gone]
            active[gone] = False
            parent[gone] = keep
            for other in apart[gone]:
                apart[other].discard(gone)
                apart[other].add(keep)
            apart[keep] |= apart[gone]
        else:
            chain.append(nearest)
    for row in range(n):
        parent[row] = parent[parent[row]]
    return np.unique(parent, return_inverse=True)[1].astype(np.intp)
