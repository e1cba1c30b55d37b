"""A table of faces holds what it says or is not made."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from opentube.faces.values import FaceTable
from tests.faces.stand_ins import face_table, stay


def test_tables_join_in_order() -> None:
    a, b = face_table(stay(1, 0, 2)), face_table(stay(None, 5, 3))
    joined = FaceTable.concatenate([a, FaceTable.empty(), b])
    assert joined.time_s.tolist() == [*a.time_s, *b.time_s]
    assert joined.embedded.tolist() == [True, True, False, False, False]
    assert len(FaceTable.concatenate([])) == 0


def test_rows_are_taken_by_number() -> None:
    assert face_table(stay(1, 0, 4)).take([3, 0]).time_s.tolist() == [1.5, 0.0]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda t: replace(t, time_s=t.time_s[:-1]),
        lambda t: replace(t, time_s=t.time_s.astype(np.float32)),
        lambda t: replace(t, until_s=t.time_s - 1),
        lambda t: replace(t, boxes=t.boxes + np.float32(0.6)),
        lambda t: replace(t, boxes=-t.boxes),
        lambda t: replace(t, scores=t.scores * np.float32(2)),
        lambda t: replace(t, quality=t.quality * np.float32(np.nan)),
        lambda t: replace(t, landmarks=t.landmarks[:, :4]),
        lambda t: replace(t, embeddings=t.embeddings * np.float32(3)),
        lambda t: replace(t, embeddings=np.where(np.arange(128) == 7, np.float32(np.nan), t.embeddings)),
    ],
)
def test_what_cannot_be_is_refused(spoil: Callable[[FaceTable], FaceTable]) -> None:
    with pytest.raises(ValueError, match=r"must|inside|cannot|whole"):
        spoil(face_table(stay(1, 0, 3)))
