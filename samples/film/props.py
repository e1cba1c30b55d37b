"""What several shots share: curtains, name cards, captions, stars, and how things move."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from samples.film.drawing import HEIGHT, WIDTH, Ink, Layer, Motion, Placement, Sheet, ease, ink

CREAM, INK, CORAL = ink("fbf1df"), ink("27304d"), ink("f26d5b")


def drift(length_s: float, x: tuple[float, float], zoom: tuple[float, float] = (1.0, 1.0)) -> Motion:
    """Move sideways and zoom from the first value to the second, eased over the shot."""

    def move(s: float) -> Placement:
        t = ease(s / length_s)
        return Placement(x=x[0] + (x[1] - x[0]) * t, zoom=zoom[0] + (zoom[1] - zoom[0]) * t)

    return move


def rise(start_s: float, by: float = 40.0) -> Motion:
    """Fade in while rising ``by`` pixels."""

    def move(s: float) -> Placement:
        t = ease((s - start_s) / 0.6)
        return Placement(y=by * (1 - t), opacity=t)

    return move


def lower_third(korean: str, english: str, colour: Ink, left: float = 84) -> Layer:
    """A name card that slides in from the left."""
    panel = Sheet()
    words = Sheet()
    width = max(words.text(korean, (left + 34, 604), 40, INK), words.text(english, (left + 34, 644), 24, ink("5b6484")))
    panel.polygon([(left, 548), (left + width + 68, 548), (left + width + 68, 666), (left, 666)], ink("fffaf0"))
    panel.polygon([(left, 548), (left + 12, 548), (left + 12, 666), (left, 666)], colour)
    share = 1 - words.pixels[..., 3:].astype(np.float32) / 255
    panel.pixels = np.rint(words.pixels + panel.pixels * share).astype(np.uint8)

    def slide(s: float) -> Placement:
        t = ease((s - 0.45) / 0.7)
        return Placement(x=-90 * (1 - t), opacity=t)

    return panel.layer(slide)


def badge(colour: Ink = CREAM) -> Layer:
    """The mark in the upper right corner."""
    mark = Sheet()
    mark.ellipse((1082, 54), (17, 17), CORAL)
    mark.polygon([(1077, 45), (1077, 63), (1092, 54)], CREAM)
    mark.text("오픈튜브 샘플", (1108, 62), 22, colour)
    return mark.layer()


def hills(sheet: Sheet, level: float, height: float, phase: float, colour: Ink) -> None:
    """A rolling silhouette down to the lower edge."""
    x = np.linspace(-128, WIDTH + 128, 200)
    y = level - height * (0.6 * np.sin(x / 210 + phase) + 0.4 * np.sin(x / 97 + 2 * phase))
    outline = np.concatenate([np.stack([x, y], axis=1), [(WIDTH + 128.0, HEIGHT + 72.0), (-128.0, HEIGHT + 72.0)]])
    sheet.polygon(outline, colour)


def stars(sheet: Sheet, count: int, bottom: float, seed: int) -> None:
    """Scatter stars above ``bottom``."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        x, y = random.uniform(-100, WIDTH + 100), random.uniform(-60, bottom)
        size = random.choice([1.2, 1.6, 2.4, 3.2], p=[0.4, 0.3, 0.2, 0.1])
        sheet.ellipse((x, y), (size, size), ink("fff3c9"))


def curtains(shut: Callable[[float], float]) -> tuple[Layer, Layer]:
    """Two curtains; ``shut`` gives 0 (open) to 1 (closed) at each second."""
    layers = []
    for side in (-1, 1):
        cloth = Sheet()
        for fold in range(16):
            left = -128 + fold * 50 if side < 0 else WIDTH + 128 - (fold + 1) * 50
            red = [ink(code) for code in ("9c2b39", "bb3445", "c8384a", "bb3445")][fold % 4]
            cloth.polygon([(left, -72), (left + 51, -72), (left + 51, 792), (left, 792)], red)
        hem = -128 + 800 if side < 0 else WIDTH + 128 - 800
        cloth.polygon([(hem - 8, -72), (hem + 8, -72), (hem + 8, 792), (hem - 8, 792)], ink("f3c969"))
        layers.append(cloth.layer(_pull(side, shut)))
    return layers[0], layers[1]


def _pull(side: int, shut: Callable[[float], float]) -> Motion:
    return lambda s: Placement(x=side * (600 - 570 * ease(shut(s))))


def ring(centre: tuple[float, float], radii: tuple[float, float], angle: float) -> NDArray[np.float64]:
    """The near side of an elliptic ring."""
    turn, a = np.linspace(-0.22 * np.pi, 1.22 * np.pi, 90), np.deg2rad(angle)
    x, y = radii[0] * np.cos(turn), radii[1] * np.sin(turn)
    return np.stack([centre[0] + x * np.cos(a) - y * np.sin(a), centre[1] + x * np.sin(a) + y * np.cos(a)], axis=1)


def garland(sheet: Sheet) -> None:
    """Bunting along the upper edge."""
    colours = [ink(code) for code in ("f26d5b", "ffd166", "5bb08d", "6c8ae4")]
    x = np.linspace(-128, WIDTH + 128, 33)
    y = 18 + 34 * np.sin(np.linspace(0, 4 * np.pi, 33)) ** 2
    sheet.line(np.stack([x, y], axis=1), INK, 2)
    for i in range(32):
        tip = ((x[i] + x[i + 1]) / 2, (y[i] + y[i + 1]) / 2 + 44)
        sheet.polygon([(x[i] + 4, y[i]), (x[i + 1] - 4, y[i + 1]), tip], colours[i % 4])


def caption(korean: str, english: str, colour: Ink, centre: tuple[float, float] = (640, 676)) -> Layer:
    """One bilingual line near the lower edge."""
    words = Sheet()
    words.text(f"{korean}  ·  {english}", centre, 36, colour, "centre")
    return words.layer(rise(0.4, 24))


Hung: TypeAlias = tuple[NDArray[np.uint8], tuple[float, float, float, float]]
"""A picture and the part of it to show, x, y, w, h in its pixels."""


def pair(left: Hung, right: Hung, frame: Ink) -> tuple[Sheet, Sheet]:
    """Two windows side by side, a sheet each."""
    sheets = Sheet(), Sheet()
    for sheet, (picture, crop), x in zip(sheets, (left, right), (200, 688), strict=True):
        sheet.window(picture, crop, (x, 118, 392, 490), frame)
    return sheets
