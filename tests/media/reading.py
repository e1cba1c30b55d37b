"""Reading back what was written."""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageSequence


@dataclass(frozen=True)
class Animation:
    """Pictures as (height, width, 3) BGR, how long each stays in seconds, and how often all play (0: for ever)."""

    pictures: list[NDArray[np.uint8]]
    durations_s: list[float]
    plays: int


def read_animation(path: Path) -> Animation:
    """Read a GIF or WebP."""
    pictures, durations = [], []
    with Image.open(path) as image:
        plays = image.info.get("loop", 1)
        for frame in ImageSequence.Iterator(image):
            frame.load()  # Pillow knows a WebP frame's duration only then
            durations.append(frame.info["duration"] / 1000)
            pictures.append(np.ascontiguousarray(np.asarray(frame.convert("RGB"))[..., ::-1]))
    return Animation(pictures, durations, plays)


def read_samples(path: Path) -> tuple[NDArray[np.float32], int]:
    """Read a file's first channel of sound from its time 0 on, and the sample rate."""
    parts: list[NDArray[np.float32]] = []
    with av.open(path) as container:
        stream = container.streams.audio[0]
        for frame in container.decode(stream):
            samples = np.asarray(frame.to_ndarray(), np.float32)[0]
            first = round((frame.time or 0) * stream.rate)
            if not parts:
                parts.append(np.zeros(max(first, 0), np.float32))
                samples = samples[max(-first, 0) :]
            parts.append(samples)
    return np.concatenate(parts), stream.rate
