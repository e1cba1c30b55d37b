"""What is in a media file, and whether it is whole."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from opentube.media.container import main_video, open_media
from opentube.media.errors import MediaNoFrames, MediaTruncated
from opentube.media.frames import read_frames

TAIL_S = 2.0


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A video file.

    ``duration_s`` runs from the first frame to the end of the last one. ``width`` and ``height`` are square pixels of
    the upright frame; ``rotation`` is what was turned to get there, degrees counter-clockwise (0, 90, 180, 270).
    ``frame_rate`` is the average by the container's times. ``start_s`` is the container's time of the first frame.
    """

    duration_s: float
    width: int
    height: int
    rotation: int
    frame_rate: float
    has_audio: bool
    video_codec: str
    start_s: float


@dataclass
class _Extent:
    """What a walk over packets saw; times in seconds by the container's clock."""

    packets: int = 0
    video_end_s: float = 0.0
    end_s: float = 0.0


def probe(path: Path) -> MediaInfo:
    """Read the properties of a video and check that it is whole.

    The first frame is decoded. Of an indexed file only head and tail are read, of others all packets.

    Raises:
        MediaMissing, MediaUnreadable, MediaTruncated, MediaNoVideo, MediaNoFrames, MediaTooLarge: as they say.
    """
    with open_media(path) as container:
        stream = main_video(container)
        time_base = stream.time_base or Fraction(1, av.time_base)
        start_s = float((stream.start_time or 0) * time_base)
        expected_s = _announced_end(container, stream)
        extent, whole_walk = _extent(container, stream, expected_s)
        if not extent.packets:
            raise MediaNoFrames
        if expected_s is not None and expected_s - extent.end_s > min(1.0, 0.1 * expected_s):
            raise MediaTruncated.after(max(0.0, extent.video_end_s - start_s), expected_s - start_s)
        frame_rate = float(stream.average_rate or 0)
        duration_s = extent.video_end_s - start_s
        if whole_walk and duration_s > 0:
            frame_rate = extent.packets / duration_s
        codec = stream.codec_context.codec.canonical_name
        has_audio = bool(container.streams.audio)
    first = next(read_frames(path), None)
    if first is None:
        raise MediaNoFrames
    width, height = first.size
    return MediaInfo(duration_s, width, height, first.orientation.rotation, frame_rate, has_audio, codec, start_s)


def _announced_end(container: InputContainer, stream: VideoStream) -> float | None:
    """End of the file by its header, seconds; None where the header does not say."""
    if stream.duration is not None and stream.time_base is not None:
        return float(((stream.start_time or 0) + stream.duration) * stream.time_base)
    if container.duration is None:
        return None
    return ((container.start_time or 0) + container.duration) / av.time_base


def _extent(container: InputContainer, stream: VideoStream, expected_s: float | None) -> tuple[_Extent, bool]:
    """Find how far packets go; the flag says whether all were seen. Leaves the container used up."""
    if stream.frames and expected_s is not None and expected_s > TAIL_S:
        try:
            container.seek(int((expected_s - TAIL_S) * av.time_base))
        except FFmpegError:
            pass
        else:
            tail = _walk(container, stream)
            if expected_s - tail.end_s <= min(1.0, 0.1 * expected_s):
                return tail, False
        container.seek(container.start_time or 0)
    return _walk(container, stream), True


def _walk(container: InputContainer, stream: VideoStream) -> _Extent:
    extent = _Extent()
    try:
        for packet in container.demux():
            stamp = packet.pts if packet.pts is not None else packet.dts
            if stamp is None or not packet.size:
                continue
            end_s = float((stamp + (packet.duration or 0)) * packet.time_base)
            extent.end_s = max(extent.end_s, end_s)
            if packet.stream_index == stream.index:
                extent.packets += 1
                extent.video_end_s = max(extent.video_end_s, end_s)
    except FFmpegError:
        pass
    return extent
