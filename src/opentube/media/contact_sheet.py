"""Frames of the whole video side by side."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.media.clock import clock
from opentube.media.probe import probe
from opentube.media.sheet_frames import best_frames
from opentube.media.sheet_places import even_places, shot_places
from opentube.media.text import LINE_HEIGHT, break_lines, draw_lines

GAP_PX = 4
BACKGROUND = 24
MAX_SIDE_PX = 16_000
TITLE_LINES = 2


class SheetFormat(StrEnum):
    """What a contact sheet is written as."""

    PNG = "png"
    JPG = "jpg"
    WEBP = "webp"


OPTIONS = {
    SheetFormat.PNG: [cv2.IMWRITE_PNG_COMPRESSION, 6],
    SheetFormat.JPG: [cv2.IMWRITE_JPEG_QUALITY, 85],
    SheetFormat.WEBP: [cv2.IMWRITE_WEBP_QUALITY, 85],
}


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """A picture of ``rows`` by ``columns`` cells, row by row; ``times_s`` of the frames shown, in order.

    ``picture`` is (height, width, 3) uint8 BGR. A video with fewer frames than cells gives fewer times and fewer rows.
    """

    picture: NDArray[np.uint8]
    rows: int
    columns: int
    times_s: tuple[float, ...]

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.picture.shape[1])

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.picture.shape[0])

    @property
    def jpeg(self) -> bytes:
        """The picture as a JPEG."""
        return self.encoded(SheetFormat.JPG)

    def encoded(self, form: SheetFormat) -> bytes:
        """Return the picture as a file."""
        return bytes(cv2.imencode(f".{form}", self.picture, OPTIONS[form])[1])


def make_contact_sheet(
    path: Path,
    *,
    rows: int = 4,
    columns: int = 5,
    cell_width: int = 320,
    cuts_s: Sequence[float] | None = None,
    title: str | None = None,
    times: bool = True,
    threads: int = 1,
    check: Callable[[], None] = lambda: None,
    on_progress: Callable[[int], None] = lambda _: None,
) -> ContactSheet:
    """Draw frames spread evenly over a video, or over its shots where ``cuts_s`` (see `find_cuts`) are given.

    Of the frames around each place a sharp and bright one is shown: not black, not blurred, not in the middle of a
    fade, where there is one. ``times`` writes the time into each cell, ``title`` goes above. ``check`` is called at
    every packet, ``on_progress`` gets the number of cells found.

    Raises:
        ValueError: no cell, or a sheet of more than 16,000 pixels a side.
        UserError: see `opentube.media.errors`.
    """
    info = probe(path)
    cell_height = max(1, round(cell_width * info.height / info.width))
    if min(rows, columns, cell_width) < 1 or max(rows * cell_height, columns * cell_width) > MAX_SIDE_PX:
        raise ValueError("a sheet has at least one cell and is at most 16,000 pixels wide and high")
    count = rows * columns
    places = even_places(info.duration_s, count) if cuts_s is None else shot_places(cuts_s, info.duration_s, count)
    chosen = best_frames(path, places, cell_width, threads=threads, check=check, on_progress=on_progress)
    rows = max(1, math.ceil(len(chosen) / columns))
    width = columns * (cell_width + GAP_PX) + GAP_PX
    head = _headline(title, width) if title else np.empty((0, width, 3), np.uint8)
    cells = np.full((rows * (cell_height + GAP_PX) + GAP_PX, width, 3), BACKGROUND, np.uint8)
    for place, candidate in enumerate(chosen):
        top = GAP_PX + place // columns * (cell_height + GAP_PX)
        left = GAP_PX + place % columns * (cell_width + GAP_PX)
        cell = np.asarray(
            cv2.resize(candidate.picture, (cell_width, cell_height), interpolation=cv2.INTER_AREA), np.uint8
        )
        if times:
            _stamp(cell, candidate.time_s)
        cells[top : top + cell_height, left : left + cell_width] = cell
    picture = np.concatenate([head, cells])
    return ContactSheet(picture, rows, columns, tuple(c.time_s for c in chosen))


def _headline(title: str, width: int) -> NDArray[np.uint8]:
    size = max(14, width // 48)
    lines = break_lines(title, size_px=size, width_px=width - 2 * size, max_lines=TITLE_LINES).lines
    head = np.full((round(len(lines) * size * LINE_HEIGHT) + size, width, 3), BACKGROUND, np.uint8)
    _paste(head, draw_lines(lines, size_px=size), size // 2, size)
    return head


def _stamp(cell: NDArray[np.uint8], time_s: float) -> None:
    """Write the time into the lower right corner, 1:02:03 or 2:03."""
    height, width = cell.shape[:2]
    words = draw_lines([clock(math.floor(time_s))], size_px=max(9, round(width / 18)))
    top, left = max(0, height - words.shape[0]), max(0, width - words.shape[1] - words.shape[0] // 4)
    cell[top:, max(0, left - words.shape[0] // 4) :] //= 4
    _paste(cell, words, top, left)


def _paste(picture: NDArray[np.uint8], drawn: NDArray[np.uint8], top: int, left: int) -> None:
    part = picture[top : top + drawn.shape[0], left : left + drawn.shape[1]]
    drawn = drawn[: part.shape[0], : part.shape[1]]
    alpha = drawn[..., 3:].astype(np.float32) / 255
    part[:] = np.rint(part * (1 - alpha) + drawn[..., :3] * alpha).astype(np.uint8)
