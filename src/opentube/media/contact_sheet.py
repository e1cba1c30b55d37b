"""Frames of the whole video side by side."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.media.frames import read_frames
from opentube.media.probe import probe

GAP_PX = 4
BACKGROUND = 24
JPEG_QUALITY = 85
MAX_SIDE_PX = 16_000
STEP_S = 0.2
REACH_S = 0.6
"""Looked at are frames this far from the even place, this far apart."""

ONE_GO_S = 4.0
"""Below this distance between cells, reading on costs less than finding the key frame before each."""


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """A JPEG of ``rows`` by ``columns`` cells, row by row; ``times_s`` of the frames shown, in order.

    ``width`` and ``height`` are pixels. A video with fewer frames than cells gives fewer times and fewer rows.
    """

    jpeg: bytes
    rows: int
    columns: int
    times_s: tuple[float, ...]
    width: int
    height: int


def make_contact_sheet(
    path: Path,
    *,
    rows: int = 4,
    columns: int = 5,
    cell_width: int = 320,
    check: Callable[[], None] = lambda: None,
) -> ContactSheet:
    """Draw frames spread evenly over a video, each with its time.

    Of the frames around each even place the one with most detail is shown: not black, not blurred, where there is one.
    ``check`` is called at every packet.

    Raises:
        ValueError: no cell, or a sheet that JPEG cannot hold.
        UserError: see `opentube.media.errors`.
    """
    info = probe(path)
    cell_height = max(1, round(cell_width * info.height / info.width))
    if min(rows, columns, cell_width) < 1 or max(rows * cell_height, columns * cell_width) > MAX_SIDE_PX:
        raise ValueError("a sheet has at least one cell and is at most 16,000 pixels wide and high")
    best: dict[int, _Candidate] = {}
    for place, candidate in _candidates(path, info.duration_s, rows * columns, cell_width, check):
        best[place] = max(best.get(place, candidate), candidate, key=lambda c: c.worth)
    chosen = sorted(best.values(), key=lambda c: c.time_s)
    rows = max(1, math.ceil(len(chosen) / columns))
    sheet = np.full(
        (rows * (cell_height + GAP_PX) + GAP_PX, columns * (cell_width + GAP_PX) + GAP_PX, 3), BACKGROUND, np.uint8
    )
    for place, candidate in enumerate(chosen):
        top = GAP_PX + place // columns * (cell_height + GAP_PX)
        left = GAP_PX + place % columns * (cell_width + GAP_PX)
        cell = cv2.resize(candidate.picture, (cell_width, cell_height), interpolation=cv2.INTER_AREA)
        _stamp(cell, candidate.time_s)
        sheet[top : top + cell_height, left : left + cell_width] = cell
    jpeg = bytes(cv2.imencode(".jpg", sheet, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1])
    return ContactSheet(jpeg, rows, columns, tuple(c.time_s for c in chosen), sheet.shape[1], sheet.shape[0])


def _candidates(
    path: Path, duration_s: float, places: int, width: int, check: Callable[[], None]
) -> Iterator[tuple[int, "_Candidate"]]:
    """Give frames near the middle of each place's share of the video; a short video is read in one go."""
    share_s = duration_s / places
    reach_s = min(share_s / 2, REACH_S)
    middles = [(place + 0.5) * share_s for place in range(places)]
    in_one_go = share_s <= ONE_GO_S
    spans = [(0.0, duration_s)] if in_one_go else [(m - reach_s, m + reach_s) for m in middles]
    next_s = 0.0
    for start_s, end_s in spans:
        for frame in read_frames(path, max(0.0, start_s), end_s, check=check):
            place = min(int(frame.time_s / share_s), places - 1)
            off_s = abs(frame.time_s - middles[place])
            if off_s <= reach_s and frame.time_s >= next_s:
                next_s = frame.time_s + min(STEP_S, share_s / 4)
                picture = frame.image(round(width * max(1.0, frame.size[1] / frame.size[0])))
                yield place, _Candidate(frame.time_s, picture, _detail(picture) * (1 - 0.3 * off_s / reach_s))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A frame for a cell, (height, width, 3) uint8; ``worth`` is its detail, less when off the middle."""

    time_s: float
    picture: NDArray[np.uint8]
    worth: float


def _detail(picture: NDArray[np.uint8]) -> float:
    """Mean strength of edges; near 0 for black and for flat frames, low for blurred ones."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return float(np.abs(cv2.Laplacian(grey, cv2.CV_16S)).mean())


def _stamp(cell: cv2.typing.MatLike, time_s: float) -> None:
    """Write the time into the lower right corner, 1:02:03 or 2:03."""
    minutes, seconds = divmod(int(time_s), 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    height, width = cell.shape[:2]
    scale = width / 320 * 0.55
    (text_width, text_height), base = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
    left, bottom = width - text_width - base, height - base
    cv2.rectangle(cell, (left - base, bottom - text_height - base), (width, height), (0, 0, 0), cv2.FILLED)
    cv2.putText(cell, text, (left, bottom), cv2.FONT_HERSHEY_SIMPLEX, scale, (255, 255, 255), 1, cv2.LINE_AA)
