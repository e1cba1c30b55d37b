"""Faces of a video as parallel arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

EMBEDDING_SIZE = 128

_SHAPES: dict[str, tuple[int, ...]] = {
    "time_s": (),
    "until_s": (),
    "boxes": (4,),
    "landmarks": (5, 2),
    "scores": (),
    "quality": (),
    "embeddings": (EMBEDDING_SIZE,),
}


@dataclass(frozen=True, slots=True)
class FaceTable:
    """``n`` faces, row by row.

    Attributes:
        time_s: (n,) float64, presentation time of the frame, seconds since the start of the video.
        until_s: (n,) float64, when the next frame replaces that frame on screen.
        boxes: (n, 4) float32, x, y, width, height of the upright frame, inside 0..1.
        landmarks: (n, 5, 2) float32, the subject's right eye, left eye, nose, right and left corner of the mouth;
            x, y of the upright frame, possibly a little outside 0..1.
        scores: (n,) float32, detection score, 0..1.
        quality: (n,) float32, how well the face can be recognised, 0..1.
        embeddings: (n, 128) float32, unit length; NaN throughout where the face was not good enough.

    Raises:
        ValueError: shapes or values are not as said here.
    """

    time_s: NDArray[np.float64]
    until_s: NDArray[np.float64]
    boxes: NDArray[np.float32]
    landmarks: NDArray[np.float32]
    scores: NDArray[np.float32]
    quality: NDArray[np.float32]
    embeddings: NDArray[np.float32]

    def __post_init__(self) -> None:
        rows = len(self.time_s)
        for name, shape in _SHAPES.items():
            array = getattr(self, name)
            kind = np.float64 if name.endswith("_s") else np.float32
            if array.shape != (rows, *shape) or array.dtype != kind:
                raise ValueError(f"{name} must be {kind.__name__} of shape {(rows, *shape)}")
            if name != "embeddings" and not np.isfinite(array).all():
                raise ValueError(f"{name} must be finite")
        if (self.until_s < self.time_s).any():
            raise ValueError("a frame cannot be replaced before it is shown")
        if (self.boxes < 0).any() or (self.boxes[:, :2] + self.boxes[:, 2:] > 1 + 1e-5).any():
            raise ValueError("boxes must lie inside 0..1")
        for name in ("scores", "quality"):
            if ((getattr(self, name) < 0) | (getattr(self, name) > 1)).any():
                raise ValueError(f"{name} must be in 0..1")
        lengths = np.linalg.norm(self.embeddings, axis=1)
        if (np.isnan(self.embeddings).any(axis=1) != np.isnan(self.embeddings).all(axis=1)).any():
            raise ValueError("an embedding is whole or NaN throughout")
        if not np.allclose(lengths[np.isfinite(lengths)], 1, atol=1e-3):
            raise ValueError("embeddings must have unit length")

    def __len__(self) -> int:
        return len(self.time_s)

    @property
    def embedded(self) -> NDArray[np.bool_]:
        """(n,) whether each row has an embedding."""
        return ~np.isnan(self.embeddings[:, 0])

    @classmethod
    def empty(cls) -> "FaceTable":
        """No faces."""
        arrays = {n: np.empty((0, *s), np.float64 if n.endswith("_s") else np.float32) for n, s in _SHAPES.items()}
        return cls(**arrays)

    @classmethod
    def concatenate(cls, tables: Iterable["FaceTable"]) -> "FaceTable":
        """Join tables in the order given."""
        parts = [*tables, cls.empty()]
        return cls(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(cls)})

    def take(self, rows: Sequence[int] | NDArray[np.intp]) -> "FaceTable":
        """Return the rows with these numbers."""
        index = np.asarray(rows, dtype=np.intp)
        return FaceTable(**{f.name: getattr(self, f.name)[index] for f in fields(self)})


@dataclass(frozen=True, slots=True)
class SegmentScan:
    """What was found in the frames with ``start_s <= time < end_s``.

    ``cuts_s`` are the times of first frames of new shots, the video's first frame not counted. ``first_frame_s`` and
    ``last_frame_s`` are None where the segment has no frame. The scans of adjoining segments, joined, equal one scan
    of the whole.
    """

    start_s: float
    end_s: float
    cuts_s: tuple[float, ...]
    first_frame_s: float | None
    last_frame_s: float | None
    frames: int
    faces: FaceTable
