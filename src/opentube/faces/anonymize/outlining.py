"""Masks drawn as outlines, to look at before they hide anything."""

from collections.abc import Sequence

import numpy as np

from opentube.faces.anonymize.rendering import stored
from opentube.faces.anonymize.values import MaskTrack
from opentube.media.planes import EditableFrame, Plane

LINE_SHARE = 300
"""Lines are one part in so many of the frame's longer side."""

HIDDEN = (0.75, 0.3, 0.9)
UNSURE = (0.85, 0.1, 0.55)
KEPT = (0.6, 0.35, 0.15)
"""Luma, blue and red difference in 0..1: hidden is red, unsure yellow, kept green."""


class Outliner:
    """Draws the boxes of all tracks: red will be hidden, yellow is unsure and will be, green is left as it is."""

    def __init__(self, tracks: Sequence[MaskTrack]) -> None:
        self._tracks = tracks

    def edit(self, frame: EditableFrame) -> None:
        """Draw on this frame."""
        planes = frame.planes()
        for track in self._tracks:
            box = track.at(frame.time_s)
            if box is None:
                continue
            colour = (UNSURE if track.unsure else HIDDEN) if track.hide else KEPT
            place = stored(box, frame.orientation)
            for plane, value in zip(planes, colour, strict=True):
                _outline(plane, place, value * ((1 << frame.bits) - 1), max(2, max(frame.size) // LINE_SHARE))


def _outline(plane: Plane, place: tuple[float, float, float, float], value: float, line: int) -> None:
    height, width = plane.pixels.shape
    x, y, w, h = place
    left, right = (int(np.clip(round(side * width), 0, width)) for side in (x, x + w))
    top, bottom = (int(np.clip(round(side * height), 0, height)) for side in (y, y + h))
    thick, tall = max(1, line // plane.columns), max(1, line // plane.rows)
    number = round(value)
    for rows, columns in (
        (slice(top, top + tall), slice(left, right)),
        (slice(max(bottom - tall, 0), bottom), slice(left, right)),
        (slice(top, bottom), slice(left, left + thick)),
        (slice(top, bottom), slice(max(right - thick, 0), right)),
    ):
        plane.pixels[rows, columns] = number
