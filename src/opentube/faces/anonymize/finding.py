"""Finding every face of a film, at a fraction of what encoding it costs."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import takewhile
from pathlib import Path

import cv2
import numpy as np

from opentube.faces.ahead import Ahead
from opentube.faces.anonymize.centerface import CenterFace
from opentube.faces.anonymize.following import Follower
from opentube.faces.anonymize.looking import Looks, Task
from opentube.faces.anonymize.values import FoundTrack
from opentube.faces.detection import Detector, YuNet
from opentube.faces.embedding import Embedder, SFace
from opentube.faces.sampling import Sampled, sample
from opentube.media.container import main_video, open_media
from opentube.media.frames import Frame, Scaler
from opentube.media.orientation import orientation_of
from opentube.media.raw_frames import RawFrame, raw_frames

LOOKS_PER_S = 4
EMBEDDINGS_PER_S = 1
AGAIN_S = 2.0
"""How often the first detector looks and faces are embedded, and how long after the last time the second detector looks
again, too, or the first one at tiles of the frame. In each shot, the one does in the first frame and the other in the next."""

MIN_SCORE = 0.2
HELD_FRAMES = 8


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
        cv2.setNumThreads(1)  # decoding and encoding have the others
        looks = Looks(self._detector, self._second, self._embedder, follower)
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


def _tasks(frames: Iterator[Sampled], *, embed: bool) -> Iterator[Task]:
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
            tiles = not second and time_s - tiles_s >= AGAIN_S
            second_s = time_s if second else second_s
            tiles_s = -np.inf if first else time_s if tiles else tiles_s
            vectors = embed and (first or (last_s is not None and _new_slot(last_s, time_s, EMBEDDINGS_PER_S)))
            spare = not (frame.sampled or second or tiles or vectors)
            yield Task(frame, tuple(between), spare, opens_s, second, tiles, vectors)
            between.clear()
        elif len(between) < HELD_FRAMES:
            between.append(frame)
        last_s = time_s


def _new_slot(last_s: float, time_s: float, per_s: float) -> bool:
    return int(last_s * per_s) != int(time_s * per_s)
