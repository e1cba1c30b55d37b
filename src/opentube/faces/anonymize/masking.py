"""From found faces to masks: without gaps, without jitter, within their shots."""

import numpy as np
from numpy.typing import NDArray

from opentube.faces.anonymize.following import SURE_SCORE
from opentube.faces.anonymize.values import FoundTrack, MaskTrack

HOLD_S = 0.3
"""A mask comes and goes so much before and after its face, for the detector is late."""

BETWEEN_S = 0.002
"""Masks start and end so much after or before a frame, so that times may be rounded."""

MAX_JITTER = 0.08
"""Movement smaller than this, in face sizes, is smoothed; a larger one is true."""

MIN_ASPECT = 0.72
"""A head seen from the side is at least so wide for its height, though the face in it is narrower."""


def mask(
    number: int, track: FoundTrack, aspect: float, *, hide: bool, unsure: bool, person: str | None, linger: bool
) -> MaskTrack:
    """Make the mask of a face. ``aspect``: width of the upright frame by its height.

    ``linger``: it stays in the first frame after a cut, which shows the last one before it, too, where a film was interlaced
    or its rate was changed.
    """
    boxes = _widened(_smooth(track.times_s, track.boxes), aspect)
    return MaskTrack(
        id=f"m{number}",
        hide=hide,
        unsure=unsure,
        person=person,
        start_s=max(track.shot_start_s + BETWEEN_S, float(track.times_s[0]) - HOLD_S, 0.0),
        end_s=min(track.shot_end_s + (BETWEEN_S if linger else -BETWEEN_S), float(track.times_s[-1]) + HOLD_S),
        times_s=track.times_s,
        boxes=boxes,
    )


def everybody(found: tuple[FoundTrack, ...], aspect: float) -> tuple[MaskTrack, ...]:
    """Hide every face; one that was only ever seen weakly is unsure."""
    return tuple(
        mask(number, track, aspect, hide=True, unsure=bool(track.scores.max() < SURE_SCORE), person=None, linger=True)
        for number, track in enumerate(found, 1)
    )


def _smooth(times_s: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take out jitter, forwards and backwards in time alike; sizes are never made smaller."""
    if len(times_s) < 3:  # noqa: PLR2004 - a middle has two neighbours
        return boxes
    middles, sizes = boxes[:, :2] + boxes[:, 2:] / 2, boxes[:, 2:]
    share = (times_s[1:-1] - times_s[:-2]) / (times_s[2:] - times_s[:-2])
    between = middles[:-2] + (middles[2:] - middles[:-2]) * share[:, None]
    off = between - middles[1:-1]
    calm = np.linalg.norm(off / sizes[1:-1], axis=1) < MAX_JITTER
    middles[1:-1] += np.where(calm[:, None], off / 2, 0)
    around = (sizes[:-2] + 2 * sizes[1:-1] + sizes[2:]) / 4
    sizes = np.concatenate([sizes[:1], np.maximum(around, sizes[1:-1]), sizes[-1:]])
    return np.concatenate([middles - sizes / 2, sizes], axis=1)


def _widened(boxes: NDArray[np.float64], aspect: float) -> NDArray[np.float64]:
    width = np.maximum(boxes[:, 2], boxes[:, 3] * MIN_ASPECT / aspect)
    return np.column_stack([boxes[:, 0] + (boxes[:, 2] - width) / 2, boxes[:, 1], width, boxes[:, 3]])
