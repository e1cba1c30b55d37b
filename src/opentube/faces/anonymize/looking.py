"""Looking at frames: how closely, and at which of those between two that were looked at."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.faces.anonymize.following import START_SCORE, SURE_SCORE, Follower, Look
from opentube.faces.anonymize.parts import CLOSE_UP, close_up, in_tiles, joined, middles
from opentube.faces.anonymize.stillness import steady, still
from opentube.faces.detection import Detections, Detector
from opentube.faces.embedding import Embedder, align
from opentube.faces.quality import assess
from opentube.faces.sampling import Sampled
from opentube.faces.values import EMBEDDING_SIZE

SIDE = 512
LARGE_SIDE = 1160
"""Longest sides of the picture in ordinary looks, and for tiles, close-ups and embedding."""

SMALL_FACE = 0.03
CLOSE_UPS = 3
REMEMBERED_S = 1.0
"""Where a face so narrow, as a share of the frame, was seen in the last second there is a close-up, in no more than so many
places, unless the look at the whole shows the face."""

MAX_DEPTH = 2
SMALL_DEPTH = 3
"""How often a stretch in which faces move is halved, and where there are small ones, to look there, too."""


@dataclass(frozen=True, slots=True)
class Task:
    """A frame to look at, and those since the last one. ``opens_s``: see `Look`. ``spare``: not if nothing moves."""

    frame: Sampled
    between: tuple[Sampled, ...]
    spare: bool
    opens_s: float | None
    second: bool
    tiles: bool
    embed: bool


class Looks:
    """Looks at frames one after the other, and between two of them where something happened."""

    def __init__(self, detector: Detector, second: Detector, embedder: Embedder, follower: Follower) -> None:
        self._detector = detector
        self._second = second
        self._embedder = embedder
        self._follower = follower
        self._last: Look | None = None
        self._was_steady = True
        self._spared: tuple[Sampled, ...] = ()
        self._places: list[tuple[float, NDArray[np.float32]]] = []

    def take(self, task: Task) -> None:
        """Look at the next frame, and before it at some of those since the last one, if need be."""
        frames = (*self._spared, *task.between)
        self._spared = ()
        if task.spare and self._was_steady and self._last is not None and still(self._last, task.frame):
            self._spared = (*frames, task.frame)
            return
        look = self._look(task.frame, task.opens_s, second=task.second, tiles=task.tiles, embed=task.embed)
        if self._last is not None and task.opens_s is None:
            is_steady = steady(self._last.found, look.found)
            if not (is_steady and self._was_steady):  # what was moving fast may just have turned round
                self._between(self._last, frames, look, SMALL_DEPTH if self._places else MAX_DEPTH)
            self._was_steady = is_steady
        self._follower.take(look)
        self._last = look

    def _between(self, before: Look, frames: tuple[Sampled, ...], after: Look, depth: int) -> None:
        if not frames or not depth:
            return
        middle = len(frames) // 2
        look = self._look(frames[middle], None)
        if not steady(before.found, look.found):
            self._between(before, frames[:middle], look, depth - 1)
        self._follower.take(look)
        if not steady(look.found, after.found):
            self._between(look, frames[middle + 1 :], after, depth - 1)

    def _look(
        self, frame: Sampled, opens_s: float | None, *, second: bool = False, tiles: bool = False, embed: bool = False
    ) -> Look:
        time_s, picture = frame.frame.time_s, frame.frame.image(SIDE)
        grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
        found = self._detector.detect(picture)
        places = [] if opens_s is not None else self._unseen(time_s, found)
        if second and not frame.blank:
            found = joined(found, self._second.detect(picture))
        if tiles or embed or places:
            picture = frame.frame.image(LARGE_SIDE)
        if tiles and not frame.blank and max(picture.shape) > SIDE:
            found = joined(found, in_tiles(self._detector, picture))
        for box in places:
            found = joined(found, close_up(self._detector, picture, box))
        self._remember(time_s, found, opens_s)
        vectors = np.full((len(found.scores), EMBEDDING_SIZE), np.nan, np.float32)
        if embed:
            self._embed(picture, found, vectors)
        return Look(time_s, frame.until_s, grey, found, vectors, opens_s)

    def _unseen(self, time_s: float, found: Detections) -> list[NDArray[np.float32]]:
        """Return where small faces were and none is found now."""
        sure = found.boxes[found.scores >= SURE_SCORE]
        return [
            box
            for seen_s, box in self._places
            if abs(seen_s - time_s) <= REMEMBERED_S
            and not (np.abs(middles(sure) - middles(box)) < box[2:]).all(1).any()
        ]

    def _remember(self, time_s: float, found: Detections, opens_s: float | None) -> None:
        small = found.boxes[(found.scores >= START_SCORE) & (found.boxes[:, 2] < SMALL_FACE)]
        known = [] if opens_s is not None else self._places
        near = CLOSE_UP / LARGE_SIDE / 4
        places = [(time_s, box) for box in small]
        for seen_s, box in known:
            if abs(seen_s - time_s) <= REMEMBERED_S and not (np.abs(middles(small) - middles(box)) < near).all(1).any():
                places.append((seen_s, box))
        self._places = places[:CLOSE_UPS]

    def _embed(self, picture: NDArray[np.uint8], found: Detections, vectors: NDArray[np.float32]) -> None:
        size = np.array([picture.shape[1], picture.shape[0]], np.float32)
        for row in np.flatnonzero(found.scores >= SURE_SCORE):
            landmarks = found.landmarks[row] * size
            crop = align(picture, landmarks)
            side_px = float((found.boxes[row, 2:] * size).min())
            if assess(crop, landmarks, side_px, float(found.scores[row])).good:
                vectors[row] = self._embedder.embed(crop)
