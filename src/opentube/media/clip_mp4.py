"""Writing a clip as MP4: H.264 with its sound as AAC, ready to be played while it is loaded."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from av.video.stream import VideoStream

from opentube.media.clip_pictures import ClipPicture, fade_s
from opentube.media.container import main_video, open_media
from opentube.media.lasting import lasting
from opentube.media.sound import Samples, SoundShape, in_blocks, read_sound
from opentube.media.span import Span

TICK = Fraction(1, 90_000)
BT709, UNSAID, BT470BG, BT601 = 1, 2, 5, 6
"""Codes of ITU-T H.273 for primaries, transfer and matrix."""

EXACT = Interpolation.BILINEAR | Interpolation.ACCURATE_RND

LIMITED = 1
"""FFmpeg's code of the range 16 to 235."""


@dataclass(frozen=True, slots=True)
class Colours:
    """Codes of ITU-T H.273."""

    primaries: int = BT709
    transfer: int = BT709
    matrix: int = BT709


def colours_of(path: Path) -> Colours:
    """Return how to write pictures that were read as RGB so that they look as in the film.

    Films that say nothing of their colours, or are BT.601, give the same again, so that players see no difference;
    all others become BT.709.
    """
    with open_media(path) as container:
        context = main_video(container).codec_context
        said = Colours(context.color_primaries, context.color_trc, context.colorspace)
    return said if said.matrix in {UNSAID, BT470BG, BT601} else Colours()


@dataclass(frozen=True, slots=True)
class Mp4Quality:
    """``rate``: bits of pictures a second; None asks for equal quality, ``crf`` (0 best, 51 worst), at any rate."""

    crf: int = 20
    rate: int | None = None
    sound_rate: int = 128_000


@dataclass(frozen=True, slots=True)
class ClipSound:
    """The sound of a span of a film; see `read_sound`."""

    path: Path
    span: Span
    shape: SoundShape
    origin_s: float
    loop: bool = False

    def pieces(self, check: Callable[[], None]) -> Iterator[Samples]:
        """Give the samples in pieces of one size; with ``loop``, the end turns into what precedes the start."""
        pieces = in_blocks(self._read(self.span, check))
        if not self.loop:
            return pieces
        lead_s = fade_s(self.span.length_s)
        lead_span = Span(self.span.start_s - lead_s, self.span.start_s)
        lead = np.concatenate([*self._read(lead_span, check)], axis=1)
        return _faded_into(pieces, lead, round(self.span.length_s * self.shape.rate))

    def _read(self, span: Span, check: Callable[[], None]) -> Iterator[Samples]:
        return read_sound(self.path, span, self.shape, origin_s=self.origin_s, check=check)


def write_mp4(
    target: Path,
    pictures: Iterator[ClipPicture],
    sound: ClipSound | None,
    quality: Mp4Quality,
    *,
    colours: Colours,
    frame_rate: float,
    check: Callable[[], None] = lambda: None,
) -> int:
    """Write pictures, whose width and height are even, and return how many they were.

    Pictures keep their times; ``frame_rate`` is about how many a second there are.
    """
    options = {"movflags": "+faststart", "use_editlist": "1"}
    with av.open(str(target), "w", format="mp4", options=options) as output:
        first = next(pictures)
        video = _add_video(output, first, quality, colours, frame_rate)
        audio = _add_audio(output, sound.shape, quality) if sound else None
        blocks = sound.pieces(check) if sound else iter(())
        heard = count = 0
        end = 0
        ends: dict[int, int] = {}
        for shown in chain([first], pictures):
            check()
            frame = av.VideoFrame.from_ndarray(shown.picture, format="bgr24")
            matrix = Colorspace.ITU709 if colours.matrix == BT709 else Colorspace.ITU601
            frame = frame.reformat(
                format="yuv420p", dst_colorspace=matrix, dst_color_range=ColorRange.MPEG, interpolation=EXACT
            )
            frame.pts, frame.time_base = round(shown.time_s / TICK), TICK
            end = round((shown.time_s + shown.duration_s) / TICK)
            ends[frame.pts] = end
            count += 1
            output.mux(lasting(video.encode(frame), ends))
            while audio and sound and heard < shown.time_s * sound.shape.rate:
                block = next(blocks, None)
                if block is None:
                    break
                output.mux(audio.encode(_block(block, heard, sound.shape)))
                heard += block.shape[1]
        for packet in video.codec_context.encode_lazy(None):  # dozens of pictures, each of which may take long
            check()
            packet.stream = video
            output.mux(lasting([packet], ends))
        for block in blocks:
            if audio and sound:
                output.mux(audio.encode(_block(block, heard, sound.shape)))
                heard += block.shape[1]
        if audio:
            output.mux(audio.encode(None))
    return count


def _add_video(
    output: OutputContainer, first: ClipPicture, quality: Mp4Quality, colours: Colours, frame_rate: float
) -> VideoStream:
    # Without frames out of order the times of every picture, and the end, are what the file says by any reckoning.
    options = {"preset": "fast", "bf": "0", "crf": str(quality.crf)}
    if quality.rate:
        options = {"preset": "fast", "bf": "0", "maxrate": str(quality.rate), "bufsize": str(quality.rate)}
    video = output.add_stream("libx264", rate=Fraction(frame_rate).limit_denominator(1001), options=options)
    video.height, video.width = first.picture.shape[:2]
    video.pix_fmt = "yuv420p"
    context = video.codec_context
    context.time_base = TICK
    context.color_primaries, context.color_trc, context.colorspace = colours.primaries, colours.transfer, colours.matrix
    context.color_range = LIMITED
    if quality.rate:
        context.bit_rate = quality.rate
    return video


def _add_audio(output: OutputContainer, shape: SoundShape, quality: Mp4Quality) -> AudioStream:
    audio = output.add_stream("aac", rate=shape.rate, layout=shape.layout)
    audio.bit_rate = quality.sound_rate * shape.channels // 2
    return audio


def _block(samples: Samples, first: int, shape: SoundShape) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout=shape.layout)
    frame.sample_rate, frame.pts, frame.time_base = shape.rate, first, Fraction(1, shape.rate)
    return frame


def _faded_into(pieces: Iterator[Samples], lead: Samples, total: int) -> Iterator[Samples]:
    done = 0
    start = total - lead.shape[1]
    for piece in pieces:
        places = np.arange(done, done + piece.shape[1]) - start
        done += piece.shape[1]
        fading = places >= 0
        if fading.any():
            share = (places[fading] / lead.shape[1]).astype(np.float32)
            piece[:, fading] = piece[:, fading] * (1 - share) + lead[:, places[fading]] * share
        yield piece
