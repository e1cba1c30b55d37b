"""Finding every face of a film, at a fraction of what encoding it costs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.faces.ahead import Ahead
from opentube.faces.anonymize.centerface import CenterFace
from opentube.faces.anonymize.following import SURE_SCORE, Follower, Look
from opentube.faces.anonymize.values import FoundTrack
from opentube.faces.detection import Detections, Detector, YuNet
from opentube.faces.embedding import Embedder, SFace, align
from opentube.faces.quality import assess
from opentube.faces.sampling import Sampled, sample
from opentube.faces.values import EMBEDDING_SIZE
from opentube.media.container import main_video, open_media
from opentube.media.frames import Frame, Scaler
from opentube.media.orientation import orientation_of
from opentube.media.raw_frames import RawFrame, raw_frames

LOOKS_PER_S = 4
EMBEDDINGS_PER_S = 1
AGAIN_S = 2.0
"""How often the first detector looks and faces are embedded, and how long after the start of a shot and after the last
time the second detector looks again, too, or the first one at tiles of the frame, never both in one frame but the first."""

MIN_SCORE = 0.2
SIDE = 512
LARGE_SIDE = 1160
"""Longest sides of the picture in ordinary looks, and where tiles are looked at or faces are embedded."""

SMALL = 0.3
"""Faces larger than this share of a tile are left to the look at the whole."""

TILE = 0.55
"""Tiles are so long and wide for their frame that four cover it and no small face is cut by all."""

HELD_FRAMES = 8
MAX_MOVE = 0.35
"""Between two looks where a face moved farther, in face sizes, came or went, there is another, and another."""

MAX_DEPTH = 2

STILL_SIDE = 256
STILL = 0.15
ALIKE = 0.8
"""A face is still that, in a picture so large, has moved no farther, in face sizes, and so alike is what is there."""

SAME = 0.3
"""Intersection over union from which two detectors mean the same face."""


@dataclass(frozen=True, slots=True)
class _Task:
    """A frame to look at, and those since the last one. ``opens_s``: see `Look`. ``spare``: not if nothing moves."""

    frame: Sampled
    between: tuple[Sampled, ...]
    spare: bool
    opens_s: float | None
    second: bool
    tiles: bool
    embed: bool


class FaceFinder:
    """Finds faces with YuNet and CenterFace and embeds them with SFace, by the paths of their files, or with others."""

    def __init__(
        self, detector: Path | Detector, second: Path | Detector, embedder: Path | Embedder, *, threads: int = 2
    ) -> None:
        self._detector = YuNet(detector, MIN_SCORE) if isinstance(detector, Path) else detector
        self._second = CenterFace(second, MIN_SCORE) if isinstance(second, Path) else second
        self._embedder = SFace(embedder) if isinstance(embedder, Path) else embedder
        self._threads = threads

    def find(
        self,
        path: Path,
        *,
        embed: bool,
        end_s: float = np.inf,
        check: Callable[[], None] = lambda: None,
        on_progress: Callable[[float], None] = lambda _: None,
    ) -> tuple[FoundTrack, ...]:
        """Find the faces of the film before ``end_s`` and follow them through their shots; ``embed``: and whose they are.

        ``check`` is called at every packet; ``on_progress`` gets the time reached.

        Raises:
            UserError: see `opentube.media.errors`.
        """
        follower = Follower()
        for time_s in self.watch(self._frames(path, end_s, check), follower, embed=embed, check=check):
            on_progress(time_s)
        return follower.finish()

    def watch(
        self, frames: Iterator[Frame], follower: Follower, *, embed: bool, check: Callable[[], None]
    ) -> Iterator[float]:
        """Show a follower, on another thread, what is found in frames; yields after each look the time it is for.

        ``check`` is called while there is nothing to do but wait.
        """
        cv2.setNumThreads(self._threads)
        looks = _Looks(self._detector, self._second, self._embedder, follower)
        with Ahead[None](overlap=self._threads > 1, check=check) as ahead:
            for task in _tasks(sample(frames), embed=embed):
                ahead.call(partial(looks.take, task))
                yield task.frame.frame.time_s
            ahead.results()

    def _frames(self, path: Path, end_s: float, check: Callable[[], None]) -> Iterator[Frame]:
        with open_media(path) as container:
            raw = raw_frames(container, main_video(container, self._threads), references_only=True, check=check)
            yield from upright(takewhile(lambda each: each.time_s < end_s, raw))


def upright(frames: Iterable[RawFrame]) -> Iterator[Frame]:
    """Give frames as others see them; all are turned like the first one."""
    scaler = Scaler()
    orientation = None
    for raw in frames:
        orientation = orientation or orientation_of(raw.picture)
        yield Frame(raw.time_s, orientation, raw.picture, raw.sample_aspect, scaler)


def _tasks(frames: Iterator[Sampled], *, embed: bool) -> Iterator[_Task]:
    """Choose the first and last frame of each shot and the first of each slot between them."""
    between: list[Sampled] = []
    last_s = None
    second_s = tiles_s = -np.inf
    for frame in frames:
        time_s = frame.frame.time_s
        opens_s = None
        if last_s is None:
            opens_s = -1.0
        elif frame.cut:
            opens_s = last_s  # frames skipped in decoding may be of either shot
            between.clear()
        if last_s is None or frame.sampled or _new_slot(last_s, time_s, LOOKS_PER_S):
            first = opens_s is not None
            second = first or time_s - second_s >= AGAIN_S
            tiles = first or (time_s - tiles_s >= AGAIN_S and not second)
            second_s, tiles_s = time_s if second else second_s, time_s if tiles else tiles_s
            vectors = embed and (first or (last_s is not None and _new_slot(last_s, time_s, EMBEDDINGS_PER_S)))
            spare = not (frame.sampled or second or tiles or vectors)
            yield _Task(frame, tuple(between), spare, opens_s, second, tiles, vectors)
            between.clear()
        elif len(between) < HELD_FRAMES:
            between.append(frame)
        last_s = time_s


def _new_slot(last_s: float, time_s: float, per_s: float) -> bool:
    return int(last_s * per_s) != int(time_s * per_s)


class _Looks:
    """Looks at frames one after the other, and between two of them where something happened."""

    def __init__(self, detector: Detector, second: Detector, embedder: Embedder, follower: Follower) -> None:
        self._detector = detector
        self._second = second
        self._embedder = embedder
        self._follower = follower
        self._last: Look | None = None
        self._was_steady = True
        self._spared: tuple[Sampled, ...] = ()

    def take(self, task: _Task) -> None:
        frames = (*self._spared, *task.between)
        self._spared = ()
        if task.spare and self._was_steady and self._last is not None and _still(self._last, task.frame):
            self._spared = (*frames, task.frame)
            return
        look = self._look(task.frame, task.opens_s, second=task.second, tiles=task.tiles, embed=task.embed)
        if self._last is not None and task.opens_s is None:
            steady = _steady(self._last.found, look.found)
            if not (steady and self._was_steady):  # what was moving fast may just have turned round
                self._between(self._last, frames, look, MAX_DEPTH)
            self._was_steady = steady
        self._follower.take(look)
        self._last = look

    def _between(self, before: Look, frames: tuple[Sampled, ...], after: Look, depth: int) -> None:
        if not frames or not depth or (depth < MAX_DEPTH and _steady(before.found, after.found)):
            return
        middle = len(frames) // 2
        look = self._look(frames[middle], None)
        self._between(before, frames[:middle], look, depth - 1)
        self._follower.take(look)
        self._between(look, frames[middle + 1 :], after, depth - 1)

    def _look(
        self, frame: Sampled, opens_s: float | None, *, second: bool = False, tiles: bool = False, embed: bool = False
    ) -> Look:
        picture = frame.frame.image(LARGE_SIDE if second or tiles or embed else SIDE)
        found = self._detector.detect(picture)
        if second and not frame.blank:
            found = _joined(found, self._second.detect(picture))
        if tiles and not frame.blank and max(picture.shape) > SIDE:
            found = _joined(found, self._in_tiles(picture))
        vectors = np.full((len(found.scores), EMBEDDING_SIZE), np.nan, np.float32)
        if embed:
            self._embed(picture, found, vectors)
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        width, height = frame.frame.size
        scale = min(1.0, SIDE / max(width, height))
        size = max(1, round(width * scale)), max(1, round(height * scale))
        if grey.shape != size[::-1]:
            grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
        return Look(frame.frame.time_s, frame.until_s, np.asarray(grey, np.uint8), found, vectors, opens_s)

    def _in_tiles(self, picture: NDArray[np.uint8]) -> Detections:
        """Find small faces; those at the edge of a tile are left to the others."""
        height, width = picture.shape[:2]
        parts = []
        for low in ((0.0, 0.0), (1 - TILE, 0.0), (0.0, 1 - TILE), (1 - TILE, 1 - TILE)):
            corner = np.array([round(low[0] * width), round(low[1] * height)])
            end = corner + np.array([round(TILE * width), round(TILE * height)])
            tile = self._detector.detect(np.ascontiguousarray(picture[corner[1] : end[1], corner[0] : end[0]]))
            whole = (tile.boxes[:, :2] > 0).all(axis=1) & (tile.boxes[:, :2] + tile.boxes[:, 2:] < 1).all(axis=1)
            whole &= (tile.boxes[:, 2:] < SMALL).all(axis=1)
            scale = np.array([TILE, TILE], np.float32)
            shift = (corner / [width, height]).astype(np.float32)
            boxes = np.concatenate([tile.boxes[:, :2] * scale + shift, tile.boxes[:, 2:] * scale], axis=1)
            parts.append(Detections(boxes[whole], (tile.landmarks * scale + shift)[whole], tile.scores[whole]))
        found = parts[0]
        for part in parts[1:]:
            found = _joined(found, part)
        return found

    def _embed(self, picture: NDArray[np.uint8], found: Detections, vectors: NDArray[np.float32]) -> None:
        size = np.array([picture.shape[1], picture.shape[0]], np.float32)
        for row in np.flatnonzero(found.scores >= SURE_SCORE):
            landmarks = found.landmarks[row] * size
            crop = align(picture, landmarks)
            side_px = float((found.boxes[row, 2:] * size).min())
            if assess(crop, landmarks, side_px, float(found.scores[row])).good:
                vectors[row] = self._embedder.embed(crop)


def _still(last: Look, frame: Sampled) -> bool:
    """Whether every face of a look is certain, and looks the same near where it was."""
    if (last.found.scores < SURE_SCORE).any():
        return False
    now = frame.frame.grey(STILL_SIDE)
    before = cv2.resize(last.grey, now.shape[1::-1], interpolation=cv2.INTER_AREA)
    size = np.array(now.shape[1::-1])
    for box in last.found.boxes:
        low, end = (box[:2] * size).astype(int), np.ceil((box[:2] + box[2:]) * size).astype(int)
        reach = np.maximum((box[2:] * size * STILL).astype(int), 1)
        face = before[low[1] : end[1], low[0] : end[0]]
        around = np.maximum(low - reach, 0), end + reach
        near = now[around[0][1] : around[1][1], around[0][0] : around[1][0]]
        if cv2.minMaxLoc(cv2.matchTemplate(near, face, cv2.TM_CCOEFF_NORMED))[1] < ALIKE:
            return False
    return True


def _steady(before: Detections, after: Detections) -> bool:
    """Whether every face that is certain in one look is near in the other."""
    return _stays(before, after) and _stays(after, before)


def _stays(here: Detections, there: Detections) -> bool:
    sure = here.boxes[here.scores >= SURE_SCORE]
    if not len(sure):
        return True
    if not len(there.boxes):
        return False
    size = np.maximum(sure[:, None, 2:], there.boxes[:, 2:])
    shift = (sure[:, None, :2] - there.boxes[:, :2] + (sure[:, None, 2:] - there.boxes[:, 2:]) / 2) / size
    return bool((np.linalg.norm(shift, axis=2).min(axis=1) <= MAX_MOVE).all())


def _joined(first: Detections, second: Detections) -> Detections:
    """All faces of both detectors, those they share once; where they agree, both would have to be wrong."""
    overlap = _overlap(second.boxes, first.boxes)
    new = overlap.max(axis=1, initial=0) < SAME
    doubt = np.where(overlap >= SAME, 1 - second.scores[:, None], 1).min(axis=0, initial=1)
    return Detections(
        np.concatenate([first.boxes, second.boxes[new]]),
        np.concatenate([first.landmarks, second.landmarks[new]]),
        np.concatenate([1 - (1 - first.scores) * doubt, second.scores[new]]).astype(np.float32),
    )


def _overlap(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Intersection over union of boxes (n, 4) and (m, 4)."""
    low = np.maximum(a[:, None, :2], b[:, :2])
    high = np.minimum(a[:, None, :2] + a[:, None, 2:], b[:, :2] + b[:, 2:])
    both = np.prod(np.maximum(high - low, 0), axis=2)
    areas = np.prod(a[:, 2:], axis=1)[:, None] + np.prod(b[:, 2:], axis=1) - both
    return np.asarray(both / np.maximum(areas, 1e-12), np.float32)
