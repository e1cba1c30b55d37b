"""What is known of the faces to hide."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class FoundTrack:
    """One face through one shot, wherever the mask of it may have to be.

    Attributes:
        times_s: (n,) float64, ascending.
        boxes: (n, 4) float64, x, y, width, height of the upright frame, 0..1.
        scores: (n,) float32, detection scores; 0 where the face was not detected but followed.
        shot_start_s: when the last frame before its shot starts; -1 for the first shot.
        shot_end_s: when the first frame after its shot starts; infinite for the last shot.
        vectors: (k, 128) float32 unit vectors of its good faces; none were asked for or good enough when k is 0.
    """

    times_s: NDArray[np.float64]
    boxes: NDArray[np.float64]
    scores: NDArray[np.float32]
    shot_start_s: float
    shot_end_s: float
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class MaskTrack:
    """One face and when and where it is hidden, or would be.

    Attributes:
        id: "m1", "m2", …
        hide: whether it is hidden.
        unsure: it is not certain whose face, or that it is a face.
        person: who it is, where that is known.
        start_s: hidden from then on.
        end_s: not hidden any more from then on.
        times_s: (n,) float64, ascending, at least one.
        boxes: (n, 4) float64, x, y, width, height of the face in the upright frame, in 0..1; between two times the box
            moves in a straight line, before the first and after the last it stays.
    """

    id: str
    hide: bool
    unsure: bool
    person: str | None
    start_s: float
    end_s: float
    times_s: NDArray[np.float64]
    boxes: NDArray[np.float64]

    def at(self, time_s: float) -> NDArray[np.float64] | None:
        """Return the box at a time, (4,); None when there is none."""
        if not self.start_s <= time_s < self.end_s:
            return None
        after = int(np.searchsorted(self.times_s, time_s))
        if after in {0, len(self.times_s)}:
            return np.asarray(self.boxes[min(after, len(self.times_s) - 1)])
        start_s, end_s = self.times_s[after - 1 : after + 1]
        start, end = self.boxes[after - 1 : after + 1]
        return np.asarray(start + (end - start) * ((time_s - start_s) / (end_s - start_s)))
