"""Encoding pictures as they were: size, pixels, colours, shape and times."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import cast

import av
from av.container import OutputContainer
from av.packet import Packet
from av.sidedata.sidedata import SideDataContainer, Type
from av.video.frame import PictureType
from av.video.reformatter import ColorRange, VideoReformatter
from av.video.stream import VideoStream

from opentube.media.planes import PLANAR

DEFAULT_RATE = 25
VP9_FORMATS = frozenset(name for name in PLANAR if "j" not in name)
VP9_CRF = 12
"""So much higher are VP9's factors for the same look."""


class Preset(StrEnum):
    """How much work is put into a small file."""

    ULTRAFAST = "ultrafast"
    SUPERFAST = "superfast"
    VERYFAST = "veryfast"
    FASTER = "faster"
    FAST = "fast"
    MEDIUM = "medium"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Quality:
    """How pictures are encoded. ``crf``: constant rate factor, 0 (best) to 51 (worst)."""

    crf: int = 20
    preset: Preset = Preset.VERYFAST


class Encoder:
    """Encodes frames like ``first``: H.264, or VP9 for WebM; other frames are brought to the same size and format."""

    def __init__(
        self, output: OutputContainer, source: VideoStream, first: av.VideoFrame, quality: Quality, threads: int
    ) -> None:
        webm = output.format.name == "webm"
        self._format = _pixel_format(first, VP9_FORMATS if webm else frozenset(PLANAR), odd=webm)
        self._size = first.width, first.height
        self._reformatter = VideoReformatter()
        self._time_base = source.time_base or Fraction(1, av.time_base)
        options = {"crf": str(quality.crf), "preset": quality.preset.value}
        if webm:
            options = {"crf": str(min(quality.crf + VP9_CRF, 63)), "b": "0", "row-mt": "1", "deadline": "realtime"}
            options["cpu-used"] = "6"
        rate = source.average_rate or DEFAULT_RATE
        stream = output.add_stream("libvpx-vp9" if webm else "libx264", rate=rate, options=options)
        assert isinstance(stream, VideoStream)  # noqa: S101 - both are video codecs
        context, origin = stream.codec_context, source.codec_context
        context.width, context.height, context.pix_fmt = first.width, first.height, self._format
        context.time_base = self._time_base
        context.thread_count = threads
        context.sample_aspect_ratio = source.sample_aspect_ratio or Fraction(1)
        context.color_range = origin.color_range
        if self._format != first.format.name:
            context.color_range = self.fitting(first).color_range or ColorRange.MPEG
        context.color_primaries, context.color_trc = origin.color_primaries, origin.color_trc
        context.colorspace = origin.colorspace
        side_data = cast("SideDataContainer", first.side_data)  # the stubs know motion vectors only
        matrix = next((item for item in side_data if item.type is Type.DISPLAYMATRIX), None)
        if matrix is not None:
            stream.set_display_matrix(memoryview(bytes(matrix)).cast("i").tolist())
        self.stream = stream

    def fitting(self, picture: av.VideoFrame) -> av.VideoFrame:
        """Return the frame in the size and pixel format of all, itself where it has them."""
        if (picture.width, picture.height) == self._size and picture.format.name == self._format:
            return picture
        return self._reformatter.reformat(picture, *self._size, self._format)

    def encode(self, picture: av.VideoFrame, stamp: int) -> "list[Packet[VideoStream]]":
        """Encode the next frame, shown at ``stamp`` of the source's time base; packets come later."""
        picture.pts, picture.time_base = stamp, self._time_base
        picture.pict_type = PictureType.NONE  # else the encoder would take over the source's
        return self.stream.encode(picture)

    def rest(self) -> "Iterator[Packet[VideoStream]]":
        """Yield what the encoder still holds: dozens of frames, each of which may take long."""
        for packet in self.stream.codec_context.encode_lazy(None):
            packet.stream = self.stream
            yield packet


def _pixel_format(first: av.VideoFrame, formats: frozenset[str], *, odd: bool) -> str:
    """Choose the frame's own format where it can be edited and encoded, else the nearest."""
    name = first.format.name
    deep = any(component.bits > 8 for component in first.format.components)  # noqa: PLR2004 - bits of a byte
    chosen = name if name in formats else "yuv420p10le" if deep else "yuv420p"
    columns, rows, _ = PLANAR[chosen]
    if (first.width % columns or first.height % rows) and not odd:  # H.264 has no half chroma pixels
        chosen = "yuv444p10le" if deep else "yuv444p"
    return chosen
