"""Writing a clip as an animated GIF with a palette of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
import cv2
import numpy as np
from av.filter import Graph
from av.filter.context import FilterContext

from opentube.media.clip_pictures import ClipPicture
from opentube.media.lasting import lasting

TICK = Fraction(1, 100)
SHADES = 64
"""The palette is chosen among so many shades of red, green and blue: finding it takes as long as there are colours."""

_SHADE = np.rint(np.rint(np.arange(256) * ((SHADES - 1) / 255)) * (255 / (SHADES - 1))).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class GifQuality:
    """``colours`` of the palette, 2 to 256; ``dither``: FFmpeg's name of how the others are made of them."""

    colours: int = 256
    dither: str = "sierra2_4a"


def write_gif(
    target: Path,
    pictures: Callable[[], Iterator[ClipPicture]],
    quality: GifQuality,
    *,
    forever: bool = True,
) -> int:
    """Write pictures, asked for twice: for the palette and for the file. Returns how many they were.

    Times are rounded to hundredths of a second, as the format has it, without adding up.
    """
    palette = _palette(pictures(), quality)
    with av.open(str(target), "w", format="gif", options={"loop": "0" if forever else "-1"}) as output:
        stream = output.add_stream("gif", rate=100)
        stream.pix_fmt = "pal8"
        stream.codec_context.time_base = TICK
        count = 0
        graph: Graph | None = None
        ends: dict[int, int] = {}
        for shown in pictures():
            if graph is None:
                stream.height, stream.width = shown.picture.shape[:2]
                graph, source, sink = _mapping(shown, palette, quality)
            frame = _frame(shown)
            ends[frame.pts or 0] = round((shown.time_s + shown.duration_s) / TICK)
            source.push(frame)
            output.mux([packet for mapped in _pulled(sink) for packet in lasting(stream.encode(mapped), ends)])
            count += 1
        if graph is not None:
            source.push(None)
            output.mux([packet for mapped in _pulled(sink) for packet in lasting(stream.encode(mapped), ends)])
        output.mux(lasting(stream.encode(None), ends))
    return count


def _frame(shown: ClipPicture) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(shown.picture, format="bgr24")
    frame.pts, frame.time_base = round(shown.time_s / TICK), TICK
    return frame


def _source(graph: Graph, shown: ClipPicture) -> FilterContext:
    height, width = shown.picture.shape[:2]
    return graph.add_buffer(width=width, height=height, format=av.VideoFormat("bgr24"), time_base=TICK)


def _palette(pictures: Iterator[ClipPicture], quality: GifQuality) -> av.VideoFrame:
    graph = Graph()
    first = next(pictures)
    source, sink = _source(graph, first), graph.add("buffersink")
    generator = graph.add("palettegen", f"max_colors={quality.colours}")
    source.link_to(generator)
    generator.link_to(sink)
    graph.configure()
    for shown in chain([first], pictures):
        shaded = np.asarray(cv2.LUT(shown.picture, _SHADE), np.uint8)
        source.push(_frame(replace(shown, picture=shaded)))
    source.push(None)
    palette = sink.pull()
    assert isinstance(palette, av.VideoFrame)  # noqa: S101 - narrows the type
    return palette


def _mapping(
    shown: ClipPicture, palette: av.VideoFrame, quality: GifQuality
) -> tuple[Graph, FilterContext, FilterContext]:
    graph = Graph()
    source, sink = _source(graph, shown), graph.add("buffersink")
    colours = graph.add_buffer(width=palette.width, height=palette.height, format=palette.format, time_base=TICK)
    mapper = graph.add("paletteuse", f"dither={quality.dither}:diff_mode=rectangle")
    source.link_to(mapper, 0, 0)
    colours.link_to(mapper, 0, 1)
    mapper.link_to(sink)
    graph.configure()
    palette.pts, palette.time_base = 0, TICK
    colours.push(palette)
    colours.push(None)
    return graph, source, sink


def _pulled(sink: FilterContext) -> Iterator[av.VideoFrame]:
    while True:
        try:
            frame = sink.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        if isinstance(frame, av.VideoFrame):
            yield frame
