"""The file that a rewritten video goes into: what is copied from the source, and what is left behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream

from opentube.media.errors import OutputTooNarrow, OutputUnknown

CONTAINERS = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".mkv": "matroska", ".webm": "webm"}

COPIED = ("audio", "subtitle", "attachment")
"""Left behind are further pictures (cover art, second cameras), which may show who is to be hidden, and data streams,
which often are positions of the camera."""

TELLING = (
    "title",
    "artist",
    "album",
    "album_artist",
    "composer",
    "genre",
    "date",
    "copyright",
    "description",
    "language",
)
"""Metadata that is kept. All other names are left behind, for every maker has its own for place, device and owner."""


def container_format(target: Path) -> str:
    """Return FFmpeg's name of the container that a file name asks for.

    Raises:
        OutputUnknown: none of those that can be written.
    """
    try:
        return CONTAINERS[target.suffix.lower()]
    except KeyError:
        raise OutputUnknown from None


def telling(metadata: dict[str, str]) -> dict[str, str]:
    """Return the part of metadata that names neither places nor devices."""
    return {name: value for name, value in metadata.items() if name.lower().split("-")[0] in TELLING}


def copy_names(source: InputContainer, output: OutputContainer) -> None:
    """Copy title and chapters."""
    output.metadata.update(telling(source.metadata))
    chapters = source.chapters()
    for chapter in chapters:
        chapter["metadata"] = telling(chapter["metadata"])
    if chapters:
        output.set_chapters(chapters)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A stream that is not in the result: its number in the source, and its kind, such as "data"."""

    index: int
    kind: str


class CopiedStreams:
    """The packets of a source's sound, subtitles and attached fonts, byte for byte, in order of time."""

    def __init__(
        self, source: InputContainer, output: OutputContainer, video: int, *, ending: str, start: Fraction
    ) -> None:
        self._streams: dict[int, Stream] = {}
        self._last: dict[int, int] = {}
        self._start = start
        left = []
        for stream in source.streams:
            if stream.type in COPIED:
                self._streams[stream.index] = _copied(stream, output, ending)
            elif stream.index != video:
                left.append(LeftBehind(stream.index, stream.type))
        self.left_behind = tuple(left)
        chosen = [stream for stream in source.streams if stream.index in self._streams and stream.type != "attachment"]
        self._packets = _timed(source.demux(*chosen) if chosen else iter(()))
        self._next = next(self._packets, None)

    def until(self, time_s: float) -> "Iterator[Packet[Stream]]":
        """Give the packets that come before ``time_s`` of the result."""
        while self._next is not None:
            packet = self._next
            shift = round(self._start / packet.time_base)
            stamp = (packet.dts if packet.dts is not None else packet.pts or 0) - shift
            if stamp * packet.time_base > time_s:
                return
            yield self._placed(packet, stamp, shift)
            self._next = next(self._packets, None)

    def _placed(self, packet: "Packet[Stream]", stamp: int, shift: int) -> "Packet[Stream]":
        """Move a packet to its stream in the result; containers demand decoding times that go forward."""
        last = self._last.get(packet.stream_index)
        if last is not None and stamp <= last:
            stamp = last + 1
        self._last[packet.stream_index] = stamp
        if packet.pts is not None:
            packet.pts = max(packet.pts - shift, stamp)
        packet.dts = stamp
        packet.stream = self._streams[packet.stream_index]
        return packet


def _copied(stream: Stream, output: OutputContainer, ending: str) -> Stream:
    try:
        copy = output.add_stream_from_template(stream)
    except (ValueError, FFmpegError) as error:
        codec = stream.codec_context.name if stream.codec_context else "unknown"
        raise OutputTooNarrow.of(
            {"audio": "sound", "subtitle": "subtitles"}.get(stream.type, "fonts"), codec, ending
        ) from error
    if stream.type == "attachment":
        copy.metadata.update(stream.metadata)
    else:
        copy.metadata.update(telling(stream.metadata))
    copy.disposition = stream.disposition
    return copy


def _timed(packets: "Iterator[Packet[Stream]]") -> "Iterator[Packet[Stream]]":
    """Give the packets that have a time; damaged ones are left out."""
    while True:
        try:
            packet = next(packets, None)
        except FFmpegError:
            continue
        if packet is None:
            return
        if packet.size and (packet.dts is not None or packet.pts is not None):
            yield packet
