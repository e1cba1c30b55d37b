"""Hashed character n-grams of a whole batch at once; training and inference both call this."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

EMPTY_BUCKET: Final = 0
"""The bucket of positions where no n-gram fits; its weight is always zero."""

_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_FINISH: Final = np.uint64(0xD6E8FEB86659FD93)


def hash_ngrams(texts: Sequence[str], orders: Sequence[int], bits: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Hash every character n-gram of every text.

    Texts get a space on either side, so that n-grams know where a text begins and ends.

    Args:
        texts: any strings without lone surrogates.
        orders: increasing n-gram lengths in characters, e.g. (1, 2, 3, 4, 5).
        bits: there are ``2**bits`` buckets.

    Returns:
        ``buckets`` (positions of all texts, len(orders)) int32 in 0..2**bits-1, row by row text after text, with
        ``EMPTY_BUCKET`` where an n-gram would cross the end of its text; ``ends`` (len(texts),) int64, the row after
        each text's last.
    """
    points = np.frombuffer("".join(f" {text} " for text in texts).encode("utf-32-le"), dtype=np.uint32)
    lengths = np.fromiter((len(text) + 2 for text in texts), dtype=np.int64, count=len(texts))
    ends = np.cumsum(lengths)
    left = np.repeat(ends, lengths) - np.arange(points.size)
    buckets = np.full((points.size, len(orders)), EMPTY_BUCKET, dtype=np.int32)
    rolling = np.zeros(points.size, dtype=np.uint64)
    for n in range(1, min(max(orders), points.size) + 1):
        fitting = points.size - n + 1
        rolling = rolling[:fitting] * _MULTIPLIER + points[n - 1 :]
        if n in orders:
            mixed = (rolling ^ (rolling >> np.uint64(32))) * _FINISH + np.uint64(n)
            bucket = (mixed >> np.uint64(64 - bits)).astype(np.int32)
            buckets[:fitting, orders.index(n)] = np.where(left[:fitting] >= n, np.maximum(bucket, 1), EMPTY_BUCKET)
    return buckets, ends
