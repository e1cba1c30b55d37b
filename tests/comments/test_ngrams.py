import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from opentube.comments.ngrams import EMPTY_BUCKET, hash_ngrams

ORDERS = (1, 2, 3, 4, 5)
PINNED = [1139836, 1510717]
texts = st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=8)


@given(texts)
def test_a_text_has_the_same_ngrams_in_every_batch(batch: list[str]) -> None:
    buckets, ends = hash_ngrams(batch, ORDERS, 18)
    for text, piece in zip(batch, np.split(buckets, ends[:-1]), strict=True):
        alone, _ = hash_ngrams([text], ORDERS, 18)
        np.testing.assert_array_equal(piece, alone)


@given(texts)
def test_ngrams_stay_within_their_text(batch: list[str]) -> None:
    buckets, ends = hash_ngrams(batch, ORDERS, 18)
    assert buckets.min() >= 0
    assert buckets.max() < 1 << 18
    for text, piece in zip(batch, np.split(buckets, ends[:-1]), strict=True):
        fitting = [max(0, len(text) + 3 - n) for n in ORDERS]
        assert [(column != EMPTY_BUCKET).sum() for column in piece.T] == fitting


def test_equal_ngrams_share_a_bucket_and_the_hash_never_changes() -> None:
    buckets, _ = hash_ngrams(["가나", "가다"], (1, 2), 21)
    assert buckets[1, 0] == buckets[5, 0]
    assert buckets[1, 1] != buckets[5, 1]
    assert buckets[1].tolist() == PINNED
