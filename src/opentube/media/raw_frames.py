"""Frames as the decoder gives them, with true times, for those who change or skip them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from opentube.media.container import decode


@dataclass(frozen=True, slots=True)
class RawFrame:
    """A decoded frame.

    ``stamp``: its presentation time in the stream's time base; ``time_s``: since the stream's start. ``sample_aspect``:
    width of a stored pixel by its height, None where that is not known.
    """

    picture: av.VideoFrame
    stamp: int
    time_s: float
    sample_aspect: Fraction | None


def raw_frames(
    container: InputContainer,
    stream: VideoStream,
    *,
    references_only: bool = False,
    check: Callable[[], None] = lambda: None,
) -> Iterator[RawFrame]:
    """Decode from the start in order of time; frames that do not move forward, and damaged ones, are left out.

    ``references_only`` leaves out frames that no other is predicted from: often every second one, for half the work.
    """
    if references_only:
        stream.codec_context.skip_frame = "NONREF"
    time_base = stream.time_base or Fraction(1, av.time_base)
    start = stream.start_time or 0
    step = round(1 / (time_base * stream.average_rate)) if stream.average_rate else 1
    # AVI knows decoding times only; what FFmpeg makes of them as presentation times jumps back and forth.
    decoding_times = container.format.name == "avi"
    last = None
    for picture in decode(container, stream, check=check):
        stamp = picture.pts
        if picture.dts is not None and (stamp is None or decoding_times):
            stamp = picture.dts - step * stream.codec_context.reorder_depth
        elif decoding_times:
            stamp = None
        if stamp is None:
            stamp = start if last is None else last + step
        if last is not None and stamp <= last:
            continue
        last = stamp
        yield RawFrame(picture, stamp, float((stamp - start) * time_base), stream.sample_aspect_ratio)
