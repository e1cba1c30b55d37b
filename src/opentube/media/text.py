"""Lines of text as pixels, with emoji, broken where Korean and English break."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from opentube.media.fonts import CLUSTER, typeface_for

LINE_HEIGHT = 1.3
ELLIPSIS = "…"
BITMAP_SIZES = (109, 136, 160, 128, 96)
"""Emoji of these many pixels are what typefaces of pictures hold; they have no other sizes."""

NEVER_FIRST = frozenset(".,!?…:;)]}」』）”’~、。！？ー々ぁぃぅぇぉっゃゅょ")
"""Of a word that is too long for one line, none of these begins the next."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Text broken into lines; ``cut`` says that an ellipsis stands for the rest, ``lost`` what no typeface shows."""

    lines: tuple[str, ...]
    cut: bool
    lost: str


def break_lines(text: str, *, size_px: int, width_px: int, max_lines: int) -> Lines:
    """Break text into at most ``max_lines`` lines of ``width_px``, evenly filled, at a letter height of ``size_px``.

    Words stay whole, as Korean readers expect, where one fits a line. Line ends of the text count as blanks. What no
    typeface shows is left out.
    """
    clusters: list[str] = CLUSTER.findall(unicodedata.normalize("NFC", " ".join(text.split())))
    lost = "".join(c for c in clusters if typeface_for(c) is None)
    words = "".join(c for c in clusters if typeface_for(c)).split()
    lines = _fill(words, size_px, width_px)
    cut = len(lines) > max_lines
    if cut:
        lines = [*lines[: max_lines - 1], _shortened(lines[max_lines - 1], size_px, width_px)]
    elif len(lines) > 1:
        low, high = width_px // 2, width_px
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if len(_fill(words, size_px, middle)) <= len(lines) else (middle + 1, high)
        lines = _fill(words, size_px, high)
    return Lines(tuple(lines), cut, lost)


def draw_lines(lines: Sequence[str], *, size_px: int, stroke_px: int = 0, centred: bool = False) -> NDArray[np.uint8]:
    """Draw white lines, edged in black where ``stroke_px`` says so: (height, width, 4) uint8 BGRA, not premultiplied."""
    widths = [line_width(line, size_px) for line in lines]
    step = round(size_px * LINE_HEIGHT)
    width = round(max(widths, default=0)) + 2 * stroke_px + 2
    canvas = Image.new("RGBA", (max(1, width), max(1, step * len(lines))))
    for number, line in enumerate(lines):
        left = (width - widths[number]) / 2 if centred else float(stroke_px)
        _draw_line(canvas, line, (left, number * step + round(size_px * 1.02)), size_px, stroke_px)
    return np.ascontiguousarray(np.asarray(canvas)[..., [2, 1, 0, 3]])


def line_width(line: str, size_px: int) -> float:
    """Return how wide a line is, in pixels."""
    return sum(_run_width(text, font, size_px) for text, font in _runs(line))


def _fill(words: Sequence[str], size_px: int, width_px: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and line_width(f"{lines[-1]} {word}", size_px) <= width_px:
            lines[-1] += f" {word}"
        else:
            lines += _pieces(word, size_px, width_px)
    return lines


def _pieces(word: str, size_px: int, width_px: int) -> list[str]:
    """Cut a word that is too long for a line."""
    if line_width(word, size_px) <= width_px:
        return [word]
    pieces = [""]
    for cluster in CLUSTER.findall(word):
        if pieces[-1] and cluster not in NEVER_FIRST and line_width(pieces[-1] + cluster, size_px) > width_px:
            pieces.append("")
        pieces[-1] += cluster
    return pieces


def _shortened(line: str, size_px: int, width_px: int) -> str:
    clusters = CLUSTER.findall(line)
    while clusters and line_width("".join(clusters).rstrip() + ELLIPSIS, size_px) > width_px:
        clusters.pop()
    return "".join(clusters).rstrip(" .,…") + ELLIPSIS


def _runs(line: str) -> list[tuple[str, Path]]:
    """Neighbouring clusters of one typeface together, so that they are shaped together."""
    placed = [(cluster, font) for cluster in CLUSTER.findall(line) if (font := typeface_for(cluster))]
    return [("".join(c for c, _ in group), font) for font, group in groupby(placed, key=lambda pair: pair[1])]


@lru_cache(maxsize=32)
def _open(font: Path, size_px: int) -> tuple[ImageFont.FreeTypeFont, float]:
    """A typeface and what its drawings must be scaled by."""
    try:
        return ImageFont.truetype(font, size_px), 1.0
    except OSError:
        for size in BITMAP_SIZES:
            try:
                return ImageFont.truetype(font, size), size_px / size
            except OSError:
                continue
        raise


@lru_cache(maxsize=4096)
def _run_width(text: str, font: Path, size_px: int) -> float:
    opened, scale = _open(font, size_px)
    return float(opened.getlength(text)) * scale


def _draw_line(canvas: Image.Image, line: str, place: tuple[float, int], size_px: int, stroke_px: int) -> None:
    """Draw from ``place``: left end, baseline."""
    left, baseline = place
    for text, font in _runs(line):
        opened, scale = _open(font, size_px)
        if scale == 1:
            pen = ImageDraw.Draw(canvas)
            pen.text(
                (left, baseline),
                text,
                "white",
                opened,
                "ls",
                stroke_width=stroke_px,
                stroke_fill="black",
                embedded_color=True,
            )
        else:
            _draw_pictures(canvas, text, (round(left), baseline), opened, scale)
        left += _run_width(text, font, size_px)


def _draw_pictures(
    canvas: Image.Image, text: str, place: tuple[int, int], font: ImageFont.FreeTypeFont, scale: float
) -> None:
    ascent, descent = font.getmetrics()
    drawn = Image.new("RGBA", (max(1, round(font.getlength(text))), ascent + descent))
    ImageDraw.Draw(drawn).text((0, ascent), text, font=font, anchor="ls", embedded_color=True)
    size = max(1, round(drawn.width * scale)), max(1, round(drawn.height * scale))
    top = max(0, place[1] - round(ascent * scale))
    canvas.alpha_composite(drawn.resize(size, Image.Resampling.LANCZOS), (place[0], top))
