"""Looking through a segment of a video: cuts, and the faces of sampled frames."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from opentube.faces.ahead import Ahead
from opentube.faces.between import Between
from opentube.faces.detection import Detector, YuNet
from opentube.faces.embedding import Embedder, SFace
from opentube.faces.looking import Looked, look
from opentube.faces.sampling import AFTER, BEFORE, REACH_S, Held, Sampled, sample
from opentube.faces.values import FaceTable, SegmentScan
from opentube.media.frames import read_frames
from opentube.models.values import ModelRef


class FaceScanner:
    """Scans segments of videos with YuNet and SFace, by the paths of their files, or with what is given instead.

    One scanner serves one thread.
    """

    def __init__(self, detector: Path | Detector, embedder: Path | Embedder, *, threads: int = 1) -> None:
        self._threads = threads
        self._detector = YuNet(detector) if isinstance(detector, Path) else detector
        self._embedder = SFace(embedder) if isinstance(embedder, Path) else embedder

    @property
    def models(self) -> tuple[ModelRef, ...]:
        """What every result of this scanner is made with."""
        return self._detector.model, self._embedder.model

    def scan(
        self,
        path: Path,
        start_s: float,
        end_s: float,
        *,
        check: Callable[[], None] = lambda: None,
        on_progress: Callable[[float], None] = lambda _: None,
    ) -> SegmentScan:
        """Find cuts and faces in the frames with ``start_s <= time < end_s``.

        Looked at are the first and the last frame of each shot and the first frame of each half second between them,
        blank ones left out; and what is between two of them where a face came, went or did not move in a straight
        line. The choice depends on presentation times and pictures alone, so that segments may be scanned apart and
        joined.
        ``check`` is called at every packet and while faces are waited for; ``on_progress`` gets the time reached.
        With more than one thread, faces are looked for while the next frames are decoded.

        Raises:
            UserError: see `opentube.media.errors`.
        """
        cv2.setNumThreads(self._threads)
        first_s, last_s = start_s - REACH_S, end_s + REACH_S
        frames = read_frames(path, first_s, last_s, before=BEFORE, after=AFTER + 1, threads=self._threads, check=check)
        cuts: list[float] = []
        times: list[float] = []
        between = Held()
        looks = _Looks(self._detector, self._embedder)
        with Ahead[FaceTable](overlap=self._threads > 1, check=check) as ahead:
            for chosen in sample(frames):
                time_s = chosen.frame.time_s
                inside = start_s <= time_s < end_s
                if inside:
                    times.append(time_s)
                if inside and chosen.cut:
                    cuts.append(time_s)
                if time_s < first_s:
                    continue
                if not chosen.sampled:
                    between.add(chosen)
                    continue
                ahead.call(partial(looks.take, chosen, between.take(), embed=inside))
                if inside:
                    on_progress(time_s)
                if time_s >= end_s:
                    break
            faces = FaceTable.concatenate(ahead.results())
        faces = faces.take(np.flatnonzero((faces.time_s >= start_s) & (faces.time_s < end_s)))
        first, last = (times[0], times[-1]) if times else (None, None)
        return SegmentScan(start_s, end_s, tuple(cuts), first, last, len(times), faces)


class _Looks:
    """Looks at the samples of a segment one after the other, and at what is between two of a shot."""

    def __init__(self, detector: Detector, embedder: Embedder) -> None:
        self._detector = detector
        self._embedder = embedder
        self._last: Looked | None = None
        self._poor: frozenset[int] = frozenset()

    def take(self, sample: Sampled, frames: list[Sampled], *, embed: bool) -> FaceTable:
        """Return the faces of a sample, and before them those of the ``frames`` since the last one.

        Embedded are all faces where the sample says so, and else those that come here or were not good enough there.
        """
        last, self._last = self._last, look(self._detector, sample)
        poor, self._poor = self._poor, frozenset()
        embedded = set(range(len(self._last.found.scores))) if sample.embedded else set()
        between, frozen = FaceTable.empty(), []
        if last and not sample.cut and sample.frame.time_s - last.frame.frame.time_s <= REACH_S:
            pair = Between(self._detector, self._embedder, last, frames, self._last)
            between, frozen = pair.faces(), pair.frozen()
            embedded |= {*pair.come(), *(j for i, j in pair.matched if i in poor)}
        faces, not_good = self._last.rows(self._embedder, embedded if embed else (), frozen)
        if sample.embedded:
            self._poor = not_good
        return FaceTable.concatenate([between, faces])
