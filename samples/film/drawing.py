"""Paper-theatre drawing: layers larger than the frame, drawn at twice its size and moved by a camera."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

import cv2
import numpy as np
import pylopdf_fonts_ko
from numpy.typing import NDArray

WIDTH, HEIGHT = 1280, 720
MARGIN_X, MARGIN_Y = 128, 72
SCALE = 2

Ink: TypeAlias = tuple[int, int, int]
"""Red, green, blue in 0..255."""


def ease(t: float) -> float:
    """Smoothstep of ``t`` clipped to 0..1."""
    t = min(max(t, 0.0), 1.0)
    return t * t * (3 - 2 * t)


def ink(code: str) -> Ink:
    """Colour of six hexadecimal digits."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a layer is: moved by (x, y) pixels, scaled and turned (degrees) about ``pivot``, seen through ``opacity``."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0
    angle: float = 0.0
    opacity: float = 1.0
    pivot: tuple[float, float] = (WIDTH / 2, HEIGHT / 2)


Motion: TypeAlias = Callable[[float], Placement]
"""Seconds since the start of the shot to a placement."""


class Sheet:
    """A transparent drawing surface in frame coordinates, reaching a margin beyond every side of the frame."""

    def __init__(self) -> None:
        size = (SCALE * (HEIGHT + 2 * MARGIN_Y), SCALE * (WIDTH + 2 * MARGIN_X))
        self.pixels: NDArray[np.uint8] = np.zeros((*size, 4), np.uint8)
        """RGBA, premultiplied: anti-aliased ink on transparent black is."""

    def fill(self, top: Ink, bottom: Ink) -> "Sheet":
        """Cover everything with a vertical gradient."""
        steps = np.linspace(0, 1, self.pixels.shape[0])[:, None]
        self.pixels[..., :3] = np.rint(np.array(top) * (1 - steps) + np.array(bottom) * steps)[:, None]
        self.pixels[..., 3] = 255
        return self

    def polygon(self, points: Sequence[tuple[float, float]] | NDArray[np.float64], colour: Ink) -> None:
        """Fill a polygon."""
        cv2.fillPoly(self.pixels, [_subpixel(points)], (*colour, 255), cv2.LINE_AA, 4)

    def ellipse(self, centre: tuple[float, float], radii: tuple[float, float], colour: Ink, angle: float = 0.0) -> None:
        """Fill an ellipse turned by ``angle`` degrees."""
        self.polygon(_ellipse(centre, radii, angle), colour)

    def line(self, points: Sequence[tuple[float, float]] | NDArray[np.float64], colour: Ink, width: float) -> None:
        """Draw a polyline."""
        cv2.polylines(
            self.pixels,
            [_subpixel(points)],
            isClosed=False,
            color=(*colour, 255),
            thickness=max(1, round(width * SCALE)),
            lineType=cv2.LINE_AA,
            shift=4,
        )

    def text(
        self,
        words: str,
        at: tuple[float, float],
        size: float,
        colour: Ink,
        align: Literal["left", "centre"] = "left",
        *,
        serif: bool = False,
    ) -> float:
        """Write one line with its baseline at ``at``; returns its width in pixels."""
        font, height = _font(serif), round(size * SCALE)
        mask = np.zeros(self.pixels.shape[:2], np.uint8)
        width = cv2.getTextSize((WIDTH, HEIGHT), words, (0, 0), font, height)[2]
        x, y = (at[0] + MARGIN_X) * SCALE, (at[1] + MARGIN_Y) * SCALE
        start = x - width / 2 if align == "centre" else x
        cv2.putText(mask, words, (round(start), round(y)), (255,), font, height)
        self.tint(mask, colour)
        return width / SCALE

    def tint(self, mask: NDArray[np.uint8], colour: Ink) -> None:
        """Lay ``colour`` over the sheet where ``mask`` (0..255, the sheet's size) says."""
        self.paste(np.broadcast_to(np.array(colour, np.uint8), (*mask.shape, 3)), mask)

    def paste(self, picture: NDArray[np.uint8], mask: NDArray[np.uint8]) -> None:
        """Lay a picture of the sheet's size over the sheet through ``mask``."""
        share = mask[..., None].astype(np.float32) / 255
        over = np.concatenate([picture.astype(np.float32), np.full((*mask.shape, 1), 255, np.float32)], axis=2)
        self.pixels = np.rint(over * share + self.pixels * (1 - share)).astype(np.uint8)

    def window(
        self,
        picture: NDArray[np.uint8],
        crop: tuple[float, float, float, float],
        box: tuple[float, float, float, float],
        frame: Ink,
        *,
        round_top: bool = True,
    ) -> None:
        """Hang a picture behind a framed opening with a soft shadow.

        Args:
            picture: (h, w, 3) RGB.
            crop: Part of the picture, x, y, w, h in its pixels.
            box: The opening, x, y, w, h in frame pixels; of the crop's shape.
            frame: Colour of the frame.
            round_top: An arch rather than a rectangle.
        """
        x, y, w, h = box
        shadow = self._opening((x + 10, y + 16, w, h), 14, round_top=round_top)
        self.tint((cv2.GaussianBlur(shadow, (0, 0), 24) * 0.35).astype(np.uint8), ink("10141f"))
        self.tint(self._opening(box, 14, round_top=round_top), frame)
        scale = np.array([w / crop[2], h / crop[3]]) * SCALE
        offset = (np.array([x + MARGIN_X, y + MARGIN_Y])) * SCALE - np.array(crop[:2]) * scale
        matrix = np.array([[scale[0], 0, offset[0]], [0, scale[1], offset[1]]])
        size = (self.pixels.shape[1], self.pixels.shape[0])
        enlarged = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        self.paste(enlarged.astype(np.uint8), self._opening(box, 0, round_top=round_top))

    def _opening(self, box: tuple[float, float, float, float], grow: float, *, round_top: bool) -> NDArray[np.uint8]:
        x, y, w, h = box[0] - grow, box[1] - grow, box[2] + 2 * grow, box[3] + 2 * grow
        mask = np.zeros(self.pixels.shape[:2], np.uint8)
        if round_top:
            arch = _ellipse((x + w / 2, y + w / 2), (w / 2, w / 2), 0)
            cv2.fillPoly(mask, [_subpixel(arch)], (255,), cv2.LINE_AA, 4)
            y, h = y + w / 2, h - w / 2
        corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
        cv2.fillPoly(mask, [_subpixel(corners)], (255,), cv2.LINE_AA, 4)
        return mask

    def layer(self, motion: Motion = lambda _: Placement()) -> "Layer":
        """Finish drawing: the sheet at the frame's scale, with its motion."""
        height, width = self.pixels.shape[0] // SCALE, self.pixels.shape[1] // SCALE
        small = cv2.resize(self.pixels, (width, height), interpolation=cv2.INTER_AREA)
        return Layer(np.divide(small, 255, dtype=np.float32), motion)


@dataclass(frozen=True, slots=True)
class Layer:
    """A finished sheet: premultiplied RGBA in 0..1, and how it moves."""

    pixels: NDArray[np.float32]
    motion: Motion

    def draw(self, frame: NDArray[np.float32], at_s: float) -> None:
        """Lay the layer over ``frame``, (720, 1280, 3) RGB in 0..1, in place."""
        place = self.motion(at_s)
        x, y = place.pivot
        matrix = cv2.getRotationMatrix2D((x + MARGIN_X, y + MARGIN_Y), place.angle, place.zoom)
        matrix[0, 2] += place.x - MARGIN_X
        matrix[1, 2] += place.y - MARGIN_Y
        seen = cv2.warpAffine(self.pixels, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR) * place.opacity
        frame *= 1 - seen[..., 3:]
        frame += seen[..., :3]


@cache
def _font(serif: bool) -> cv2.FontFace:
    return cv2.FontFace(str(pylopdf_fonts_ko.serif_path() if serif else pylopdf_fonts_ko.sans_path()))


def _ellipse(centre: tuple[float, float], radii: tuple[float, float], angle: float) -> NDArray[np.float64]:
    turn = np.linspace(0, 2 * np.pi, 128, endpoint=False)
    x, y, a = radii[0] * np.cos(turn), radii[1] * np.sin(turn), np.deg2rad(angle)
    return np.stack([centre[0] + x * np.cos(a) - y * np.sin(a), centre[1] + x * np.sin(a) + y * np.cos(a)], axis=1)


def _subpixel(points: Sequence[tuple[float, float]] | NDArray[np.float64]) -> NDArray[np.int32]:
    moved = (np.asarray(points, np.float64) + np.array([MARGIN_X, MARGIN_Y])) * SCALE * 16
    return np.asarray(np.rint(moved), np.int32)
