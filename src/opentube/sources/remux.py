"""Putting fetched streams into one file, without touching their pictures and sounds."""

import errno
import heapq
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import av
from av.container import InputContainer
from av.stream import Stream

from opentube.sources.yt_dlp_errors import DiskFull, MediaUnusable

if TYPE_CHECKING:
    from av.packet import Packet  # generic for type checkers alone

_MP4_CODECS = frozenset({"h264", "hevc", "av1", "vp9", "mpeg4", "aac", "mp3", "opus", "ac3", "eac3", "alac"})


def remux(parts: Sequence[Path], stem: Path, *, gate: Callable[[], None]) -> Path:
    """Copy the first video stream and the first sound stream of ``parts`` into one file.

    Returns ``stem`` with ``.mp4``, or ``.mkv`` where MP4 cannot hold a codec. ``gate`` is called before each packet.

    Raises:
        MediaUnusable: ``parts`` hold no video, or cannot be read.
        DiskFull: the file does not fit.
    """
    try:
        with ExitStack() as stack:
            inputs = [stack.enter_context(av.open(str(part))) for part in parts]
            chosen = _choose(inputs)
            codecs = {stream.codec_context.codec.canonical_name for _, stream in chosen}
            suffix = ".mp4" if codecs <= _MP4_CODECS else ".mkv"
            target = stem.with_suffix(suffix)
            options = {"movflags": "+faststart"} if suffix == ".mp4" else {}
            output = stack.enter_context(av.open(str(target), "w", options=options))
            copies = {id(stream): output.add_stream_from_template(stream) for _, stream in chosen}
            written = 0
            for packet in heapq.merge(*(_packets(source, chosen) for source in inputs), key=_decoding_time_s):
                gate()
                written += packet.stream.type == "video"
                packet.stream = copies[id(packet.stream)]
                output.mux(packet)
    except (av.FFmpegError, ValueError) as error:
        raise (DiskFull if getattr(error, "errno", None) == errno.ENOSPC else MediaUnusable) from error
    if not written:
        raise MediaUnusable
    return target


def _choose(inputs: Sequence[InputContainer]) -> list[tuple[InputContainer, Stream]]:
    chosen: list[tuple[InputContainer, Stream]] = []
    for kind in ("video", "audio"):
        streams = [(source, stream) for source in inputs for stream in source.streams if stream.type == kind]
        if kind == "video" and not streams:
            raise MediaUnusable
        chosen += streams[:1]
    return chosen


def _packets(source: InputContainer, chosen: Sequence[tuple[InputContainer, Stream]]) -> Iterator["Packet[Stream]"]:
    streams = [stream for owner, stream in chosen if owner is source]
    undated: list[Packet[Stream]] = []
    for packet in source.demux(streams) if streams else ():
        if not packet.size:
            continue
        if packet.dts is None:
            undated.append(packet)
            continue
        yield from _dated(undated, packet)
        undated.clear()
        yield packet


def _dated(undated: "Sequence[Packet[Stream]]", following: "Packet[Stream]") -> "Iterator[Packet[Stream]]":
    """Matroska does not say when the packets before the first reordered one are decoded: one after the other."""
    for places, packet in zip(range(len(undated), 0, -1), undated, strict=True):
        packet.dts = (following.dts or 0) - places * (packet.duration or 1)
        yield packet


def _decoding_time_s(packet: "Packet[Stream]") -> float:
    return float((packet.dts or 0) * (packet.time_base or 0))
