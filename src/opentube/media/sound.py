"""The sound of a piece of a film, to the sample."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import EOFError as EndOfFile
from av.error import FFmpegError
from numpy.typing import NDArray

from opentube.media.container import open_media
from opentube.media.span import Span

PRE_ROLL_S = 0.5
"""Decoded before the start and thrown away: coded sound builds on what came before."""

GAP_S = 0.03
"""Times of packets are rounded by many containers; what is off by less follows without a gap."""

BLOCK = 1024
MAX_RATE = 48_000

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SoundShape:
    """Sample rate in Hz, and 1 channel or 2."""

    rate: int
    channels: int

    @property
    def layout(self) -> str:
        """FFmpeg's name of where the channels are heard."""
        return "mono" if self.channels == 1 else "stereo"


def sound_shape(path: Path) -> SoundShape | None:
    """Return how the sound of a film is read here, None where it has none: at most 48 kHz, at most two channels."""
    with open_media(path) as container:
        stream = _main_sound(container)
        if stream is None:
            return None
        rate = (
            stream.rate
            if stream.rate in {48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000}
            else MAX_RATE
        )
        return SoundShape(rate, min(2, stream.channels))


def read_sound(
    path: Path, span: Span, shape: SoundShape, *, origin_s: float, check: Callable[[], None] = lambda: None
) -> Iterator[Samples]:
    """Give the sound during a span in pieces, (channels, n) float32: exactly ``length_s`` x ``rate`` samples in all.

    ``origin_s`` is the container's time of the film's first frame (`MediaInfo.start_s`). Where there is no sound, also
    before it starts and after it ends, there is silence.
    """
    total = round(span.length_s * shape.rate)
    done = 0
    with open_media(path) as container:
        stream = _main_sound(container)
        pieces = iter(()) if stream is None else _decoded(container, stream, origin_s + span.start_s, shape, check)
        for first, samples in pieces:
            if first >= total:
                break
            if first > done:
                yield np.zeros((shape.channels, first - done), np.float32)
                done = first
            piece = samples[:, done - first : total - first]
            if piece.shape[1]:
                done += piece.shape[1]
                yield piece
    if done < total:
        yield np.zeros((shape.channels, total - done), np.float32)


def in_blocks(pieces: Iterator[Samples], size: int = BLOCK) -> Iterator[Samples]:
    """Give the same samples in pieces of ``size``, the last one shorter."""
    waiting: list[Samples] = []
    held = 0
    for piece in pieces:
        waiting.append(piece)
        held += piece.shape[1]
        if held >= size:
            joined = np.concatenate(waiting, axis=1)
            whole = held - held % size
            yield from np.split(joined[:, :whole], whole // size, axis=1)
            waiting, held = [joined[:, whole:]], held - whole
    if held:
        yield np.concatenate(waiting, axis=1)


def _main_sound(container: InputContainer) -> AudioStream | None:
    streams = [stream for stream in container.streams.audio if stream.codec_context is not None and stream.rate]
    default = [stream for stream in streams if stream.disposition & av.stream.Disposition.default]
    return next(iter(default or streams), None)


def _decoded(
    container: InputContainer,
    stream: AudioStream,
    start_s: float,
    shape: SoundShape,
    check: Callable[[], None],
) -> Iterator[tuple[int, Samples]]:
    """Give the number of a first sample, counted from ``start_s`` of the container's clock, and samples.

    Damaged packets are left out.
    """
    if start_s > PRE_ROLL_S:
        try:
            container.seek(round((start_s - PRE_ROLL_S) * av.time_base))
        except FFmpegError:
            container.seek(container.start_time or 0)
    resampler = AudioResampler(format="fltp", layout=shape.layout, rate=shape.rate)
    follows: int | None = None
    for frame in _frames(container, stream, check):
        try:
            resampled = resampler.resample(frame)
        except (FFmpegError, ValueError):  # another rate or layout in the middle
            continue
        for part in resampled:
            if part.time is None:
                continue
            first = round((part.time - start_s) * shape.rate)
            if follows is not None and abs(first - follows) <= GAP_S * shape.rate:
                first = follows
            follows = first + part.samples
            if follows <= 0:
                continue
            samples = np.asarray(part.to_ndarray(), np.float32)
            yield max(first, 0), samples[:, max(-first, 0) :]


def _frames(container: InputContainer, stream: AudioStream, check: Callable[[], None]) -> Iterator[av.AudioFrame]:
    packets = container.demux(stream)
    while True:
        check()
        try:
            packet = next(packets, None)
            if packet is None:
                return
            frames = packet.decode()
        except EndOfFile:
            return
        except FFmpegError:
            continue
        yield from frames
