"""Hiding faces in the stored pixels of a frame, and nowhere else."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.faces.anonymize.styles import Style, StyleKind
from opentube.faces.anonymize.values import MaskTrack
from opentube.media.orientation import Orientation
from opentube.media.planes import EditableFrame, Pixels, Plane

FEATHER = 0.15
"""Outside the ellipse the mask fades over so much of its radius."""

SAMPLES = 4
"""Each cell is the mean of so many samples each way; more would cost time and change nothing to be seen."""

COVER_SCALE = 1.1
"""A picture is so much larger than the ellipse that it covers."""

SOLID = 0.2
HD_LINES = 720
"""From so many lines on, colours are BT.709's, else BT.601's."""

_LUMA = {True: (0.2126, 0.7152, 0.0722), False: (0.299, 0.587, 0.114)}

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Ellipse:
    """Middle and radii in pixels of a stored plane."""

    x: float
    y: float
    width: float
    height: float

    def on(self, plane: Plane) -> "_Ellipse":
        return _Ellipse(
            self.x / plane.columns, self.y / plane.rows, self.width / plane.columns, self.height / plane.rows
        )


class Renderer:
    """Hides the faces of the tracks that ``at`` has for a time, as far as they are to be hidden."""

    def __init__(self, at: Callable[[float], Sequence[MaskTrack]], style: Style) -> None:
        self._at = at
        self._style = style

    def edit(self, frame: EditableFrame) -> None:
        """Hide what is to be hidden in this frame."""
        tracks = [track for track in self._at(frame.time_s) if track.hide]
        boxes = [box for track in tracks for box in [track.at(frame.time_s)] if box is not None]
        if not boxes:
            return
        planes = frame.planes()
        for box in boxes:
            self._hide(frame, planes, box)

    def _hide(self, frame: EditableFrame, planes: Sequence[Plane], box: NDArray[np.float64]) -> None:
        width, height = frame.size
        x, y, w, h = stored(box, frame.orientation)
        grown = (1 + 2 * self._style.padding) / 2
        ellipse = _Ellipse((x + w / 2) * width, (y + h / 2) * height, w * grown * width, h * grown * height)
        cell = min(w * width, h * height) / self._style.cells
        cover = None
        if self._style.cover is not None:
            cover = _as_stored(self._style.cover, frame)
        for channel, plane in enumerate(planes):
            own = ellipse.on(plane)
            area, share = _share(own, plane.pixels)
            pixels = plane.pixels[area]
            if not pixels.size:
                continue
            hidden = self._hidden(pixels, (cell / plane.columns, cell / plane.rows), frame, channel)
            mixed = _mixed(hidden, pixels, share)
            if cover is not None:
                colour, part = _laid_over(cover, own, area, channel, frame.bits)
                mixed = _mixed(colour, mixed, part)
            pixels[...] = mixed

    def _hidden(self, pixels: Pixels, cell: tuple[float, float], frame: EditableFrame, channel: int) -> Pixels:
        top = (1 << frame.bits) - 1
        if self._style.kind is StyleKind.SOLID:
            return np.full_like(pixels, round(top * (SOLID if channel == 0 else 0.5)))
        height, width = pixels.shape
        columns, rows = max(1, round(width / cell[0])), max(1, round(height / cell[1]))
        samples = cv2.resize(pixels, (columns * SAMPLES, rows * SAMPLES), interpolation=cv2.INTER_LINEAR)
        small = cv2.resize(samples, (columns, rows), interpolation=cv2.INTER_AREA)
        if self._style.kind is not StyleKind.MOSAIC:
            small = cv2.GaussianBlur(small, (3, 3), 0)
        upwards = cv2.INTER_NEAREST if self._style.kind is StyleKind.MOSAIC else cv2.INTER_CUBIC
        large = cast("Pixels", cv2.resize(small, (width, height), interpolation=upwards))
        return large if frame.bits == 8 else np.minimum(large, top)  # noqa: PLR2004 - a byte cannot hold more


def stored(box: NDArray[np.float64], orientation: Orientation) -> tuple[float, float, float, float]:
    """Where a box of the upright frame, x, y, w, h in 0..1, is in the frame as stored."""
    x, y, w, h = box.tolist()
    for _ in range(orientation.quarter_turns):
        x, y, w, h = 1 - y - h, x, h, w
    if orientation.mirrored:
        x = 1 - x - w
    return x, y, w, h


def _share(ellipse: _Ellipse, pixels: Pixels) -> tuple[tuple[slice, slice], Pixels]:
    """Rows and columns that an ellipse reaches, and how much of the mask is seen there."""
    whole = _whole_share(math.ceil(ellipse.height), math.ceil(ellipse.width), pixels.dtype)
    inside, outside = [], []
    for middle, length, side in zip((ellipse.y, ellipse.x), whole.shape, pixels.shape, strict=True):
        low = math.floor(middle) - length // 2
        start, stop = (min(max(0, end), side) for end in (low, low + length))
        inside.append(slice(start - low, stop - low))
        outside.append(slice(start, stop))
    return (outside[0], outside[1]), whole[inside[0], inside[1]]


@lru_cache(32)
def _whole_share(height: int, width: int, kind: np.dtype[Any]) -> Pixels:
    """How much of a mask of these radii is seen, from 0 to all that ``kind`` holds: all inside the ellipse, nothing outside."""
    edge = max(1 + FEATHER, COVER_SCALE)
    rows, columns = (
        np.square(np.arange(-math.ceil(radius * edge), math.ceil(radius * edge) + 1, dtype=np.float32) / radius)
        for radius in (height, width)
    )
    top = np.iinfo(kind).max
    steep = top / ((1 + FEATHER) ** 2 - 1)
    share = np.add.outer(((1 + FEATHER) ** 2 - rows) * steep, columns * -steep)
    return np.clip(share, 0, top, out=share).astype(kind)


def _mixed(over: Pixels, under: Pixels, share: Pixels) -> Pixels:
    """Lay one picture over another, with a share of all that their kind of number holds."""
    scale = 1 / np.iinfo(share.dtype).max
    upper = cv2.multiply(over, share, scale=scale)
    return cast("Pixels", cv2.add(upper, cv2.multiply(under, cv2.bitwise_not(share), scale=scale)))


def _as_stored(picture: NDArray[np.uint8], frame: EditableFrame) -> Floats:
    """Turn a BGRA picture like the stored frame and to its colours: (height, width, 4) luma, blue and red difference, alpha."""
    turned = np.rot90(picture, -frame.orientation.quarter_turns)
    if frame.orientation.mirrored:
        turned = turned[:, ::-1]
    blue, green, red, alpha = np.moveaxis(turned.astype(np.float32), 2, 0)
    weights = _LUMA[min(frame.size) >= HD_LINES]
    luma = weights[0] * red + weights[1] * green + weights[2] * blue
    difference = (blue - luma) / (2 - 2 * weights[2]), (red - luma) / (2 - 2 * weights[0])
    scale, chroma, black = (1.0, 1.0, 0.0) if frame.full_range else (219 / 255, 224 / 255, 16.0)
    channels = [luma * scale + black, *(128 + part * chroma for part in difference), alpha / 255]
    return np.stack(channels, axis=2)


def _laid_over(
    cover: Floats, ellipse: _Ellipse, area: tuple[slice, slice], channel: int, bits: int
) -> tuple[Pixels, Pixels]:
    """One channel of a picture as large as an ellipse, the part in an area of the plane, and its share for `_mixed`."""
    height, width = cover.shape[:2]
    across, down = 2 * ellipse.width * COVER_SCALE / width, 2 * ellipse.height * COVER_SCALE / height
    left = ellipse.x - ellipse.width * COVER_SCALE - area[1].start
    top = ellipse.y - ellipse.height * COVER_SCALE - area[0].start
    matrix = np.array([[across, 0, left + across / 2 - 0.5], [0, down, top + down / 2 - 0.5]])
    size = area[1].stop - area[1].start, area[0].stop - area[0].start
    chosen = np.ascontiguousarray(cover[..., [channel, 3]])
    laid = np.asarray(cv2.warpAffine(chosen, matrix, size, flags=cv2.INTER_LINEAR), np.float32)
    kind: np.dtype[Any] = np.dtype(np.uint8 if bits == 8 else np.uint16)  # noqa: PLR2004 - bits of a byte
    colour = np.minimum(np.rint(laid[..., 0] * float(1 << (bits - 8))), (1 << bits) - 1)
    return colour.astype(kind), np.rint(laid[..., 1] * np.iinfo(kind).max).astype(kind)
