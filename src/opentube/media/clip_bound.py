"""Keeping a clip below a size: what is tried, and what is given up next."""

from dataclasses import dataclass, replace
from enum import StrEnum
from math import sqrt

from opentube.errors import UserError
from opentube.media.clip_gif import GifQuality
from opentube.media.clip_webp import WebpQuality


class ClipFormat(StrEnum):
    """What a clip is written as."""

    MP4 = "mp4"
    WEBP = "webp"
    GIF = "gif"


class ClipTooLarge(UserError):
    """The clip cannot be made that small. Ask for a shorter clip, or for a larger file."""

    code = "clip_too_large"


MARGIN = 0.94
MIN_SIDE = 96
MIN_FRAME_RATE = 8.0
MIN_BITS_A_PIXEL = 0.035
"""Below this H.264 shows blocks, and a smaller picture is the better one."""

MIN_RATE = 4000
"""Bits a second that the smallest picture needs at least."""

MIN_SCALE = 0.5
LOW_FRAME_RATE = 15.0
"""An MP4 that would be smaller than this part of its width and height gets fewer pictures a second first."""

GIF_LEVELS = (
    GifQuality(256, "sierra2_4a"),
    GifQuality(256, "bayer:bayer_scale=3"),
    GifQuality(128, "bayer:bayer_scale=3"),
    GifQuality(96, "bayer:bayer_scale=3"),
    GifQuality(64, "bayer:bayer_scale=4"),
)
WEBP_LEVELS = (WebpQuality(80), WebpQuality(65), WebpQuality(50), WebpQuality(35), WebpQuality(20))
"""The last ones show, and are taken only where the picture would become too small."""

LEVEL_SHARES = {ClipFormat.GIF: (1.0, 0.65, 0.49, 0.43, 0.35), ClipFormat.WEBP: (1.0, 0.66, 0.53, 0.41, 0.3)}
"""About how much of a file's size is left at each level, as two films had it."""


@dataclass(frozen=True, slots=True)
class Knobs:
    """How a clip is encoded: which of the levels above, or a rate in bits a second; the longer side; pictures a second."""

    side: int
    frame_rate: float | None
    level: int = 0
    rate: int | None = None
    sound_rate: int = 128_000


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: what it was, and how large it became.

    Attributes:
        width, height: pixels.
        frame_rate: pictures a second, about.
        quality: for people, such as "256 colours".
        size_bytes: of the file.
    """

    width: int
    height: int
    frame_rate: float
    quality: str
    size_bytes: int


def quality_text(form: ClipFormat, knobs: Knobs) -> str:
    """Say what a level or rate is."""
    if form is ClipFormat.GIF:
        level = GIF_LEVELS[knobs.level]
        return f"{level.colours} colours, {'dithered' if knobs.level == 0 else 'patterned'}"
    if form is ClipFormat.WEBP:
        return f"quality {WEBP_LEVELS[knobs.level].quality}"
    return f"{knobs.rate / 1000:,.0f} kbit/s" if knobs.rate else "constant quality"


def smaller(form: ClipFormat, knobs: Knobs, last: Attempt, max_bytes: int, length_s: float) -> Knobs:
    """Choose what to try after an attempt that was too large: the rate or the colours first, then size and frame rate.

    Raises:
        ClipTooLarge: nothing is left to give up.
    """
    share = max_bytes / last.size_bytes * MARGIN
    if form is ClipFormat.MP4:
        return _smaller_mp4(knobs, last, max_bytes, share, length_s)
    level = knobs.level
    shares = LEVEL_SHARES[form]
    last_resort = len(shares) - 1
    while share < 1 and level + 1 < last_resort:
        share *= shares[level] / shares[level + 1]
        level += 1
    frame_rate = last.frame_rate
    if share < 1 and frame_rate > MIN_FRAME_RATE:
        frame_rate = max(MIN_FRAME_RATE, frame_rate * max(share, 0.7))
        share *= last.frame_rate / frame_rate
    side = knobs.side if share >= 1 - 1e-9 else int(knobs.side * max(0.5, sqrt(share)))
    least = min(MIN_SIDE, knobs.side)
    if side < least:
        if level == last_resort:
            raise ClipTooLarge
        level, side = last_resort, least
    return replace(knobs, level=level, frame_rate=frame_rate, side=side)


def _smaller_mp4(knobs: Knobs, last: Attempt, max_bytes: int, share: float, length_s: float) -> Knobs:
    total = max_bytes * 8 * MARGIN / length_s
    sound_rate = min(128_000, int(max(total / 6, min(32_000, total / 3))))
    rate = int(knobs.rate * share) if knobs.rate else int(total - sound_rate)
    side, frame_rate = knobs.side, last.frame_rate
    pixels = last.width * last.height
    if rate < MIN_BITS_A_PIXEL * pixels * frame_rate:
        scale = sqrt(max(rate, 1) / (MIN_BITS_A_PIXEL * pixels * frame_rate))
        if scale < MIN_SCALE:
            frame_rate = min(frame_rate, LOW_FRAME_RATE)
            scale = sqrt(max(rate, 1) / (MIN_BITS_A_PIXEL * pixels * frame_rate))
        if scale < 1:
            side = max(int(side * scale), min(MIN_SIDE, side))
    if rate < MIN_RATE:
        raise ClipTooLarge
    return replace(knobs, rate=rate, sound_rate=sound_rate, side=side, frame_rate=frame_rate)
