"""Looking through a segment of a video: cuts, and the faces of sampled frames."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from opentube.faces.ahead import Ahead
from opentube.faces.detection import Detector, YuNet
from opentube.faces.embedding import Embedder, SFace, align
from opentube.faces.quality import assess
from opentube.faces.sampling import AFTER, BEFORE, IMAGE_SIDE, Sampled, sample
from opentube.faces.values import EMBEDDING_SIZE, FaceTable, SegmentScan
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
        blank ones left out: the choice depends on presentation times and pictures alone, so that segments may be
        scanned apart and joined.
        ``check`` is called at every packet and while faces are waited for; ``on_progress`` gets the time reached.
        With more than one thread, faces are looked for while the next frames are decoded.

        Raises:
            UserError: see `opentube.media.errors`.
        """
        cv2.setNumThreads(self._threads)
        frames = read_frames(
            path,
            start_s,
            end_s,
            before=BEFORE,
            after=AFTER,
            threads=self._threads,
            check=check,
        )
        cuts: list[float] = []
        times: list[float] = []
        with Ahead[FaceTable](overlap=self._threads > 1, check=check) as ahead:
            for chosen in sample(frames):
                time_s = chosen.frame.time_s
                if not start_s <= time_s < end_s:
                    continue
                times.append(time_s)
                if chosen.cut:
                    cuts.append(time_s)
                if chosen.sampled:
                    ahead.call(partial(self._faces, chosen))
                    on_progress(time_s)
            faces = FaceTable.concatenate(ahead.results())
        first, last = (times[0], times[-1]) if times else (None, None)
        return SegmentScan(start_s, end_s, tuple(cuts), first, last, len(times), faces)

    def _faces(self, chosen: Sampled) -> FaceTable:
        picture = chosen.frame.image(IMAGE_SIDE)
        found = self._detector.detect(picture)
        rows = len(found.scores)
        size = np.array([picture.shape[1], picture.shape[0]], np.float32)
        quality = np.zeros(rows, np.float32)
        embeddings = np.full((rows, EMBEDDING_SIZE), np.nan, np.float32)
        for row in range(rows):
            landmarks = found.landmarks[row] * size
            crop = align(picture, landmarks)
            measured = assess(crop, landmarks, float((found.boxes[row, 2:] * size).min()), float(found.scores[row]))
            quality[row] = measured.overall
            if chosen.embedded and measured.good:
                embeddings[row] = self._embedder.embed(crop)
        return FaceTable(
            time_s=np.full(rows, chosen.frame.time_s),
            until_s=np.full(rows, chosen.until_s),
            boxes=found.boxes,
            landmarks=found.landmarks,
            scores=found.scores,
            quality=quality,
            embeddings=embeddings,
        )
