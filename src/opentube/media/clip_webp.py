"""Writing a clip as an animated WebP."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av

from opentube.media.clip_pictures import ClipPicture

TICK = Fraction(1, 1000)
CHUNK_HEAD = 8
DURATION_AT = 12


@dataclass(frozen=True, slots=True)
class WebpQuality:
    """``quality``: 0 (smallest) to 100."""

    quality: int = 75


def write_webp(target: Path, pictures: Iterator[ClipPicture], quality: WebpQuality, *, forever: bool = True) -> int:
    """Write pictures and return how many they were; times are rounded to milliseconds."""
    options = {"quality": str(quality.quality), "compression_level": "4"}
    with av.open(str(target), "w", format="webp", options={"loop": "0" if forever else "1"}) as output:
        first = next(pictures)
        stream = output.add_stream("libwebp_anim", rate=1000, options=options)
        stream.height, stream.width = first.picture.shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = TICK
        count = end_ms = 0
        for shown in chain([first], pictures):
            frame = av.VideoFrame.from_ndarray(shown.picture, format="bgr24").reformat(format="yuv420p")
            frame.pts, frame.time_base = round(shown.time_s / TICK), TICK
            end_ms = round((shown.time_s + shown.duration_s) / TICK)
            output.mux(stream.encode(frame))
            count += 1
        output.mux(stream.encode(None))
    _set_end(target, end_ms)
    return count


def _set_end(path: Path, end_ms: int) -> None:
    """Let the last frame stay until the end, which FFmpeg's encoder guesses (WebP container specification, ANMF)."""
    with path.open("r+b") as file:
        file.seek(12)
        last, starts_ms, ends_ms = None, 0, 0
        while len(head := file.read(CHUNK_HEAD)) == CHUNK_HEAD:
            start, size = file.tell(), int.from_bytes(head[4:], "little")
            if head[:4] == b"ANMF":
                last = start + DURATION_AT
                file.seek(last)
                starts_ms, ends_ms = ends_ms, ends_ms + int.from_bytes(file.read(3), "little")
            file.seek(start + size + size % 2)
        if last is not None:
            file.seek(last)
            file.write((end_ms - starts_ms).to_bytes(3, "little"))
