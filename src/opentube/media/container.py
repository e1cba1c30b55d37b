"""Opening a media file and decoding its video, damaged packets left out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.container import InputContainer
from av.error import EOFError as EndOfFile
from av.error import FFmpegError
from av.video.stream import VideoStream

from opentube.media.errors import (
    MediaMissing,
    MediaNoFrames,
    MediaNoVideo,
    MediaTooLarge,
    MediaTruncated,
    MediaUnreadable,
)

MAX_PIXELS = 64_000_000
HUGE_PIXELS = 16_000_000
"""From here on one decoder thread must do: each more holds a whole frame."""

FORMATS = (
    "mov,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,mxf,rm,nut,ivf,dv,wtv,gif,h264,hevc,m4v,obu,yuv4mpegpipe,"
    "wav,w64,mp3,aac,flac,ac3,eac3,amr,aiff,caf"
)
"""Films, and sound so as to say that it is sound. Left out are text, still pictures, and playlists (HLS, DASH, concat,
SDP), which would make FFmpeg open other files or addresses."""

OPTIONS = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}


@contextmanager
def open_media(path: Path) -> Iterator[InputContainer]:
    """Open a file that FFmpeg reads.

    Raises:
        MediaMissing: nothing is there.
        MediaUnreadable: it is no media file, or the system refuses to read it.
        MediaTruncated: it is an MP4 cut off before its index.
    """
    if not path.is_file():
        raise MediaMissing
    try:
        # "file:" keeps FFmpeg from taking a name such as "concat:a|b" or "http:x" for a protocol.
        container = av.open(f"file:{path}", mode="r", metadata_errors="replace", container_options=OPTIONS)
    except (FFmpegError, OSError) as error:
        raise (MediaTruncated if _begins_as_mp4(path) else MediaUnreadable) from error
    with container:
        yield container


def _begins_as_mp4(path: Path) -> bool:
    """An MP4 that cannot be opened has mostly lost its index, which many programs write last."""
    try:
        with path.open("rb") as file:
            return file.read(8)[4:] == b"ftyp"
    except OSError:
        return False


def main_video(container: InputContainer, threads: int = 1) -> VideoStream:
    """Choose the moving picture of a file (not its cover art) and set up its decoder.

    Raises:
        MediaNoVideo: there is only sound.
        MediaNoFrames: there is neither, or nothing is known of the pictures.
        MediaTooLarge: more than 64 megapixels a frame.
        MediaUnreadable: a codec that this build cannot decode.
    """
    streams = [s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic]
    if not streams:
        raise MediaNoVideo if container.streams.audio else MediaNoFrames
    stream = streams[0]
    context = stream.codec_context
    if context is None:
        raise MediaUnreadable
    if not context.width or not context.height:
        raise MediaNoFrames
    if context.width * context.height > MAX_PIXELS:
        raise MediaTooLarge.of(context.width, context.height)
    context.thread_type = "AUTO"
    context.thread_count = 1 if context.width * context.height > HUGE_PIXELS else threads
    return stream


def decode(
    container: InputContainer,
    stream: VideoStream,
    *,
    after_seek: bool = False,
    check: Callable[[], None] = lambda: None,
) -> Iterator[av.VideoFrame]:
    """Decode from where the container stands, in presentation order; what cannot be read is left out.

    ``after_seek`` leaves out what precedes the first key frame, since it may refer to pictures not seen.
    ``check`` is called once a packet.
    """
    packets = container.demux(stream)
    first_pts = None
    while True:
        check()
        try:
            packet = next(packets, None)
            if packet is None:
                return
            if after_seek and first_pts is None and packet.size:
                if not packet.is_keyframe:
                    continue
                first_pts = packet.pts
            frames = packet.decode()
        except EndOfFile:
            return
        except FFmpegError:
            continue
        yield from (f for f in frames if first_pts is None or f.pts is None or f.pts >= first_pts)
