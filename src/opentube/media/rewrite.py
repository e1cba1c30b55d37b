"""A film decoded, changed and encoded again; everything but its pictures is copied."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from errno import ENOSPC
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.format import Flags

from opentube.media.container import main_video, open_media
from opentube.media.encoding import Encoder, Quality
from opentube.media.errors import MediaNoFrames, OutputUnwritable
from opentube.media.muxing import CopiedStreams, LeftBehind, container_format, copy_names
from opentube.media.orientation import orientation_of
from opentube.media.planes import EditableFrame
from opentube.media.raw_frames import RawFrame, raw_frames
from opentube.media.replacing import replacing


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What was written: ``frames``, until when the last one shows, in seconds, and the streams that are not in it."""

    frames: int
    duration_s: float
    left_behind: tuple[LeftBehind, ...]


def rewrite(
    source: Path,
    target: Path,
    edit: Callable[[EditableFrame], None],
    quality: Quality | None = None,
    *,
    through: Callable[[Iterator[RawFrame]], Iterator[RawFrame]] = lambda frames: frames,
    end_s: float = math.inf,
    threads: int = 2,
    check: Callable[[], None] = lambda: None,
    on_progress: Callable[[float], None] = lambda _: None,
) -> Rewritten:
    """Write ``source`` to ``target``, every frame passed through ``edit``.

    Sound, subtitles and fonts are copied byte for byte. Frames keep number, times, turn, shape and colours; title and
    chapters stay, other metadata does not. What kind of file comes out is told by the name: .mp4, .mov, .mkv (H.264)
    or .webm (VP9). What starts at ``end_s`` or later is left out. Memory is bounded.
    ``through`` gives all frames again, and may look ahead before it does.
    ``check`` is called at every packet, ``on_progress`` gets the time reached. Nothing is left when either raises.

    Raises:
        OutputUnknown: none of the containers that can be written.
        OutputIsInput: it would replace the source.
        OutputTooNarrow: the container cannot hold a stream of the source.
        OutputUnwritable: no permission, or no space.
        UserError: what else `opentube.media.errors` has for the source.
    """
    kind = container_format(target)
    with open_media(source) as container, open_media(source) as aside, replacing(target, keep=source) as path:
        stream = main_video(container, threads)
        frames = through(raw_frames(container, stream, check=check))
        first = next(frames, None)
        if first is None:
            raise MediaNoFrames
        orientation = orientation_of(first.picture)
        aspect = stream.sample_aspect_ratio or Fraction(1)
        start = _clock_start(container)
        time_base = stream.time_base or Fraction(1, av.time_base)
        shift = round(start / time_base)
        options = {"movflags": "+faststart"} if kind in {"mp4", "mov"} else {}
        count, shown_s = 0, 0.0
        try:
            with av.open(f"file:{path}", "w", format=kind, container_options=options) as output:
                copy_names(aside, output)
                encoder = Encoder(output, stream, first.picture, quality or Quality(), threads)
                copied = CopiedStreams(aside, output, stream.index, ending=target.suffix, start=start)
                for raw in chain([first], frames):
                    if raw.time_s >= end_s:
                        break
                    picture = encoder.fitting(raw.picture)
                    edit(EditableFrame(raw.time_s, orientation, aspect, picture))
                    for packet in encoder.encode(picture, raw.stamp - shift):
                        output.mux([*copied.until(float(packet.time_base * (packet.dts or 0)))])
                        output.mux(packet)
                    count += 1
                    shown_s = raw.time_s + float(time_base * (raw.picture.duration or 0))
                    on_progress(raw.time_s)
                for packet in encoder.rest():
                    check()
                    output.mux(packet)
                output.mux([*copied.until(end_s)])
        except FFmpegError as error:
            raise _unwritable(error) from error
    return Rewritten(count, shown_s, copied.left_behind)


def _clock_start(container: InputContainer) -> Fraction:
    """When the clock of a broadcast format stands at its start, seconds; 0 where files begin at 0."""
    if Flags.ts_discont not in Flags(container.format.flags) or not container.start_time:
        return Fraction(0)
    return Fraction(container.start_time, av.time_base)


def _unwritable(error: FFmpegError) -> OutputUnwritable:
    if error.errno == ENOSPC:
        return OutputUnwritable("There is no space left for the result. Free some, or choose another disk.")
    return OutputUnwritable(f"The result could not be written: {error.strerror}. Try a name that ends in .mkv.")
