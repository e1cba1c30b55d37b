"""Tracks, made up."""

from collections.abc import Sequence

import numpy as np

from opentube.faces.anonymize.values import FoundTrack, MaskTrack
from opentube.faces.values import EMBEDDING_SIZE
from tests.faces.stand_ins import identity


def found(
    human: int | None,
    times_s: Sequence[float] = (0.0, 1.0, 2.0),
    *,
    x: float = 0.4,
    score: float = 0.9,
    shot: tuple[float, float] = (-1.0, np.inf),
    looks: int = 2,
) -> FoundTrack:
    """Make a track of somebody who stays in one place; of nobody known (None) there are no vectors."""
    vectors = np.stack([identity(human)] * looks) if human is not None else np.empty((0, EMBEDDING_SIZE))
    times = np.array(times_s, float)
    boxes = np.tile([x, 0.3, 0.1, 0.15], (len(times), 1))
    scores = np.full(len(times), score, np.float32)
    return FoundTrack(times, boxes, scores, *shot, vectors.astype(np.float32))


def hidden(
    boxes: Sequence[Sequence[float]], times_s: Sequence[float] = (0.0,), *, start_s: float = 0.0, end_s: float = 1e6
) -> MaskTrack:
    """Make a mask."""
    return MaskTrack(
        id="m1",
        hide=True,
        unsure=False,
        person=None,
        start_s=start_s,
        end_s=end_s,
        times_s=np.array(times_s, float),
        boxes=np.array(boxes, float).reshape(-1, 4),
    )
