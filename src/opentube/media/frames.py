"""Frames of a video with their true times, upright."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.reformatter import Interpolation, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from opentube.media.container import decode, main_video, open_media
from opentube.media.errors import MediaNoFrames
from opentube.media.orientation import Orientation, orientation_of, square_pixels

PRE_ROLL_S = 1.0


class Scaler:
    """Scales and converts frames; keeps one context for each size, since making one costs more than using it."""

    def __init__(self) -> None:
        self._contexts: dict[tuple[int, int, str], VideoReformatter] = {}

    def __call__(
        self, frame: av.VideoFrame, width: int, height: int, pixel_format: str, interpolation: Interpolation
    ) -> NDArray[np.uint8]:
        """Return the array of ``frame`` at this size and format, not turned."""
        context = self._contexts.setdefault((width, height, pixel_format), VideoReformatter())
        scaled = context.reformat(frame, width, height, pixel_format, interpolation=interpolation, threads=1)
        return np.asarray(scaled.to_ndarray(), dtype=np.uint8)


@dataclass
class Frame:
    """One picture of a video.

    ``time_s``: presentation time since the start of the video stream. ``orientation``: how the stored picture is turned
    to stand upright.

    Pixels are converted when asked for. A frame holds memory of the decoder, so keep few of them.
    """

    time_s: float
    orientation: Orientation
    _raw: av.VideoFrame = field(repr=False)
    _sample_aspect: Fraction | None = field(repr=False)
    _scaler: Scaler = field(repr=False)

    @cached_property
    def _stored_size(self) -> tuple[int, int]:
        return square_pixels(self._raw.width, self._raw.height, self._sample_aspect)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright frame in square pixels."""
        width, height = self._stored_size
        return (height, width) if self.orientation.sideways else (width, height)

    @property
    def duration_s(self) -> float | None:
        """How long the container says that this frame is shown; None where it does not say."""
        if not self._raw.duration or self._raw.time_base is None:
            return None
        return float(self._raw.duration * self._raw.time_base)

    def reduced(self, max_side: int) -> "Frame":
        """Return the same frame holding no more pixels than ``image(max_side)`` needs."""
        width, height = self._stored_size
        scale = min(1.0, max_side / max(width, height))
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = VideoReformatter().reformat(self._raw, *size, "yuv420p", interpolation=Interpolation.AREA, threads=1)
        return Frame(self.time_s, self.orientation, small, None, self._scaler)

    def image(self, max_side: int | None = None) -> NDArray[np.uint8]:
        """Return the upright picture, (height, width, 3) uint8 BGR, its longer side at most ``max_side`` pixels."""
        return self.orientation.apply(self._scaled(max_side, "bgr24", Interpolation.AREA))

    def grey(self, max_side: int) -> NDArray[np.uint8]:
        """Return the upright picture, (height, width) uint8 luma, its longer side at most ``max_side`` pixels."""
        return self.orientation.apply(self._scaled(max_side, "gray", Interpolation.BILINEAR))

    def _scaled(self, max_side: int | None, pixel_format: str, interpolation: Interpolation) -> NDArray[np.uint8]:
        width, height = self._stored_size
        scale = min(1.0, max_side / max(width, height)) if max_side else 1.0
        size = max(1, round(width * scale)), max(1, round(height * scale))
        return self._scaler(self._raw, *size, pixel_format, interpolation)

    def thumbnail(self) -> NDArray[np.uint8]:
        """Return a tiny picture as stored (not turned), planar YUV 4:2:0, (54, 64) uint8: luma 36 rows, chroma 18."""
        return self._scaler(self._raw, 64, 36, "yuv420p", Interpolation.FAST_BILINEAR)


def read_frames(
    path: Path,
    start_s: float = 0.0,
    end_s: float | None = None,
    *,
    before: int = 0,
    after: int = 0,
    threads: int = 1,
    check: Callable[[], None] = lambda: None,
) -> Iterator[Frame]:
    """Decode the frames with ``start_s <= time_s < end_s``, in order of time, each once.

    Adjoining intervals give every frame exactly once, whatever the container's key frames. ``before`` and ``after``
    ask for that many more frames on either side, fewer where the video ends. Damaged parts are left out.
    ``check`` is called once a packet; what it raises ends the reading.

    Raises:
        UserError: see `opentube.media.errors`.
    """
    back_s = PRE_ROLL_S
    while True:
        target_s = start_s - back_s
        with open_media(path) as container:
            stream = main_video(container, threads)
            sought = target_s > 0 and _seek(container, stream, target_s)
            earlier: deque[Frame] = deque(maxlen=max(before, 1))
            frames = _timed(container, stream, after_seek=sought, check=check)
            frame = next(frames, None)
            while frame is not None and frame.time_s < start_s:
                earlier.append(frame)
                frame = next(frames, None)
            if sought and len(earlier) < max(before, 1):
                back_s *= 4
                continue
            if before:
                yield from earlier
            earlier.clear()
            while frame is not None:
                if end_s is not None and frame.time_s >= end_s:
                    if not after:
                        return
                    after -= 1
                yield frame
                frame = next(frames, None)
            return


def frame_at(path: Path, time_s: float, *, check: Callable[[], None] = lambda: None) -> Frame:
    """Return the frame on screen at ``time_s``: the last one that starts by then, the first one before the start.

    Raises:
        MediaNoFrames: nothing can be decoded there.
        UserError: see `opentube.media.errors`.
    """
    found = None
    for frame in read_frames(path, time_s, time_s, before=1, after=1, check=check):
        if found is None or frame.time_s <= time_s:
            found = frame
    if found is None:
        raise MediaNoFrames
    return found


def _seek(container: InputContainer, stream: VideoStream, time_s: float) -> bool:
    time_base = stream.time_base or Fraction(1, av.time_base)
    try:
        container.seek(int(time_s / time_base) + (stream.start_time or 0), stream=stream)
    except FFmpegError:
        return False
    return True


def _timed(
    container: InputContainer, stream: VideoStream, *, after_seek: bool, check: Callable[[], None]
) -> Iterator[Frame]:
    """Give frames their times; those that do not move forward are left out."""
    scaler = Scaler()
    time_base = stream.time_base or Fraction(1, av.time_base)
    start = stream.start_time or 0
    step = round(1 / (time_base * stream.average_rate)) if stream.average_rate else 1
    # AVI knows decoding times only; what FFmpeg makes of them as presentation times jumps back and forth.
    decoding_times = container.format.name == "avi"
    orientation = None
    last = None
    for raw in decode(container, stream, after_seek=after_seek, check=check):
        stamp = raw.pts
        if raw.dts is not None and (stamp is None or decoding_times):
            stamp = raw.dts - step * stream.codec_context.reorder_depth
        elif decoding_times:
            stamp = None
        if stamp is None:
            stamp = start if last is None else last + step
        if last is not None and stamp <= last:
            continue
        last = stamp
        orientation = orientation or orientation_of(raw)
        yield Frame(float((stamp - start) * time_base), orientation, raw, stream.sample_aspect_ratio, scaler)
