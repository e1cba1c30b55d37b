"""Small films, written as they are needed."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream
from av.container import OutputContainer
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


class WriteFilm(Protocol):
    """Writes a film and returns its path; see `write_film`."""

    def __call__(
        self,
        name: str,
        pictures: Sequence[Picture],
        *,
        rate: int = 10,
        codec: str = "libx264",
        options: dict[str, str] | None = None,
        times: Sequence[float] | None = None,
        sound_s: float = 0.0,
        rotation: int = 0,
        mirrored: bool = False,
        sample_aspect: Fraction | None = None,
        muxer_options: dict[str, str] | None = None,
    ) -> Path: ...


@pytest.fixture
def write_film(tmp_path: Path) -> WriteFilm:
    """Encode pictures, (height, width, 3) uint8 BGR; ``times`` in seconds instead of an even rate."""

    def write(
        name: str,
        pictures: Sequence[Picture],
        *,
        rate: int = 10,
        codec: str = "libx264",
        options: dict[str, str] | None = None,
        times: Sequence[float] | None = None,
        sound_s: float = 0.0,
        rotation: int = 0,
        mirrored: bool = False,
        sample_aspect: Fraction | None = None,
        muxer_options: dict[str, str] | None = None,
    ) -> Path:
        path = tmp_path / name
        with av.open(path, "w", container_options=muxer_options or {}) as container:
            stream = container.add_stream(codec, rate=rate, options=options or {})
            assert isinstance(stream, av.VideoStream)
            stream.height, stream.width = pictures[0].shape[:2]
            stream.pix_fmt = "yuv420p"
            tick = Fraction(1, 1000 if times else rate)
            stream.codec_context.time_base = tick
            if sample_aspect:
                stream.codec_context.sample_aspect_ratio = sample_aspect
            if rotation or mirrored:
                stream.set_display_rotation(rotation, hflip=mirrored)
            sound = container.add_stream("aac", rate=16000) if sound_s else None
            for index, picture in enumerate(pictures):
                frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
                frame.pts = round(times[index] / tick) if times else index
                frame.time_base = tick
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
            if isinstance(sound, AudioStream):
                _hum(container, sound, sound_s)
        return path

    return write


def _hum(container: OutputContainer, sound: AudioStream, seconds: float) -> None:
    for start in range(0, int(16000 * seconds), 1024):
        frame = av.AudioFrame.from_ndarray(np.full((1, 1024), 0.01, np.float32), format="fltp", layout="mono")
        frame.sample_rate, frame.pts = 16000, start
        container.mux(sound.encode(frame))
    container.mux(sound.encode())


def numbered(count: int, *, width: int = 96, height: int = 64) -> list[Picture]:
    """Pictures that tell their number: eight bars, black or white, the binary digits, highest first."""
    pictures = []
    for number in range(count):
        bits = [(number >> bit) & 1 for bit in reversed(range(8))]
        row = np.repeat(np.array(bits, np.uint8) * 200 + 20, width // 8)
        pictures.append(np.repeat(np.tile(row, (height, 1))[:, :, None], 3, axis=2))
    return pictures


def number_of(picture: Picture) -> int:
    """Read the number of such a picture."""
    height, width = picture.shape[:2]
    bars = picture[height // 2, width // 16 :: width // 8, 1]
    return int("".join("1" if bar > 120 else "0" for bar in bars[:8]), 2)


@pytest.fixture
def count_up() -> Callable[[int], list[Picture]]:
    """Make pictures that tell their number."""
    return numbered


@pytest.fixture
def read_number() -> Callable[[Picture], int]:
    """Read the number of such a picture."""
    return number_of
