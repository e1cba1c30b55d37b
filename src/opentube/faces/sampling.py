"""Which frames of a video faces are looked for in."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from opentube.media.container import HUGE_PIXELS
from opentube.media.frames import Frame
from opentube.media.shots import CONTEXT_AFTER, CONTEXT_BEFORE, CutDetector, is_blank

SAMPLES_PER_S = 2
EMBEDDINGS_PER_S = 0.5
IMAGE_SIDE = 1280
DEFAULT_FRAME_S = 1 / 25

SPARE_FRAMES = 5
SPARE_S = 0.18
"""A frame this near to the first or last one of its shot tells nothing that those do not."""

REACH_S = 1 / SAMPLES_PER_S + 2 * SPARE_S
"""Samples of a shot are no farther apart, unless frames are."""

HELD_PIXELS = 64_000_000

BEFORE = CONTEXT_BEFORE + SPARE_FRAMES
AFTER = CONTEXT_AFTER + SPARE_FRAMES + 1
"""Frames on either side that decide about a frame."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """A frame with what its neighbours tell of it.

    ``until_s`` is when the next frame replaces it. ``blank``: it shows nothing. ``sampled``: look for faces in it;
    ``embedded``: and embed them.
    """

    frame: Frame
    until_s: float
    cut: bool
    blank: bool
    sampled: bool
    embedded: bool


def sample(frames: Iterable[Frame]) -> Iterator[Sampled]:
    """Choose the first and the last frame of each shot, and between them the first one of each half second.

    Frames come out in order, `AFTER` frames late. Each decision depends on the times and pictures of `BEFORE` and
    `AFTER` frames around it alone.
    """
    timeline = _Timeline()
    waiting: deque[tuple[Frame, bool]] = deque()
    for frame in frames:
        thumbnail = frame.thumbnail()
        timeline.push(frame.time_s)
        timeline.cuts.push(thumbnail)
        width, height = frame.size
        kept = frame.reduced(IMAGE_SIDE) if width * height > HUGE_PIXELS else frame
        waiting.append((kept, is_blank(thumbnail)))
        if len(waiting) > AFTER:
            yield timeline.judge(*waiting.popleft())
    timeline.ended = True
    while waiting:
        yield timeline.judge(*waiting.popleft())


class Held:
    """Frames that are kept until the next sample: all while they are few or small, else every second or fourth."""

    def __init__(self) -> None:
        self._frames: list[Sampled] = []
        self._count = 0
        self._stride = 1

    def add(self, frame: Sampled) -> None:
        """Keep a frame, or not."""
        if self._count % self._stride == 0:
            self._frames.append(frame)
        self._count += 1
        if len(self._frames) * frame.frame.size[0] * frame.frame.size[1] > HELD_PIXELS:
            self._frames = self._frames[::2]
            self._stride *= 2

    def take(self) -> list[Sampled]:
        """Return the frames and forget them."""
        frames, self._frames, self._count, self._stride = self._frames, [], 0, 1
        return frames


class _Timeline:
    def __init__(self) -> None:
        self.cuts = CutDetector()
        self.ended = False
        self._times: list[float] = []
        self._judged = 0

    def push(self, time_s: float) -> None:
        self._times.append(time_s)

    def judge(self, frame: Frame, blank: bool) -> Sampled:
        index = self._judged
        self._judged += 1
        edge = self._boundary(index) or self._boundary(index + 1)
        wanted = edge or (self._opens_slot(index, SAMPLES_PER_S) and not self._near_edge(index))
        embedded = wanted and (self._boundary(index) or self._opens_slot(index, EMBEDDINGS_PER_S))
        cut = index > 0 and self.cuts.is_cut(index)
        return Sampled(frame, self._until(index, frame), cut, blank, wanted, embedded)

    def _boundary(self, index: int) -> bool:
        """Whether a shot starts with this frame, or the video has ended before it."""
        return index == 0 or (index == len(self._times) and self.ended) or self.cuts.is_cut(index)

    def _near_edge(self, index: int) -> bool:
        time_s = self._times[index]
        last = min(index + SPARE_FRAMES, len(self._times) - 1)
        return any(
            self._boundary(k if k < index else k + 1)
            for k in range(max(0, index - SPARE_FRAMES), last + 1)
            if k != index and abs(self._times[k] - time_s) <= SPARE_S
        )

    def _opens_slot(self, index: int, per_s: float) -> bool:
        return index == 0 or int(self._times[index - 1] * per_s) != int(self._times[index] * per_s)

    def _until(self, index: int, frame: Frame) -> float:
        if index + 1 < len(self._times):
            return self._times[index + 1]
        step_s = self._times[index] - self._times[index - 1] if index else DEFAULT_FRAME_S
        return self._times[index] + (frame.duration_s or step_s)
