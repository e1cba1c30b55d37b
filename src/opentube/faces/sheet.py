"""A picture of who is in a video: persons with some of their faces, and when they are on screen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, inf, nextafter
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from opentube.faces.people import People
from opentube.faces.values import FaceTable
from opentube.media.frames import read_frames
from opentube.media.probe import MediaInfo

SHEET_TYPES: Final = (".jpg", ".jpeg", ".png", ".webp")
MAX_PERSONS = 60
PERSONS_A_COLUMN = 20
"""A column holds at least half as many before there is another."""
FURTHER_FACES = 4
"""Shown beside the cover."""
JPEG_QUALITY = 90

_PADDING = 0.3  # of the longer side of a box, on each side
_ONE_GO_S = 4.0  # below this distance between faces, reading on costs less than finding the key frame before each
_TICKS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800)
_MAX_TICKS = 8

_MARGIN, _GAP, _SPACE = 28, 6, 40
_COVER, _FACE, _NUMBER = 96, 72, 56
_FACES = _COVER + FURTHER_FACES * (_FACE + _GAP)
_LINE, _BAR = 560, 26
_COLUMN = _NUMBER + _FACES + _SPACE // 2 + _LINE
_ROW = _COVER + 20
_HEAD, _AXIS = 56, 26

_INK, _FADED = (40, 33, 28), (115, 105, 98)
_SHOTS = ((243, 240, 238), (228, 223, 220))
_SEEN, _UNSURE = (196, 104, 33), (150, 140, 132)
_NO_FACE = (226, 221, 218)
_FONT = cv2.FontFace("sans")
_LABEL, _TEXT, _SMALL = (24, 700), (18, 400), (15, 400)
_SIZES = (_COVER, *[_FACE] * FURTHER_FACES)

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]
Spans = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the sheet: ``rows`` of the `FaceTable`, the first as the cover, and when it was on screen."""

    label: str
    said: str
    rows: tuple[int, ...]
    spans: Spans
    colour: Colour


def persons_sheet(
    path: Path, people: People, faces: FaceTable, *, info: MediaInfo, check: Callable[[], None] = lambda: None
) -> Picture:
    """Draw a line a person: number, cover, further faces spread over the video, and appearances on its time axis.

    ``people`` and ``faces`` are those of the video in ``path``, ``info`` what `probe` says of it. Shots lie under the
    appearances. Tracks that belong to nobody share the last line. Of more than 60 persons, those longest on screen
    are shown. ``check`` is called at every packet.

    Returns:
        (height, width, 3) uint8 BGR, at most about 3,200 × 2,500 pixels.

    Raises:
        UserError: see `opentube.media.errors`.
    """
    shown = [
        _person_row(people, faces, index, info.duration_s) for index in range(min(len(people.persons), MAX_PERSONS))
    ]
    unsure = _unsure_row(people, faces)
    sizes = {row: size for each in [*shown, *unsure] for row, size in zip(each.rows, _SIZES, strict=False)}
    crops = _crops(path, faces, sizes, check)
    columns = max(1, ceil(len(shown) / PERSONS_A_COLUMN))
    length = ceil(len(shown) / columns)
    left_out = len(people.persons) - len(shown)
    height = 2 * _MARGIN + _HEAD + _AXIS + length * _ROW + bool(left_out) * _AXIS + len(unsure) * (_SPACE + _ROW)
    sheet = np.full((height, 2 * _MARGIN + columns * _COLUMN + (columns - 1) * _SPACE, 3), 255, np.uint8)
    drawing = _Drawing(sheet, crops, [(shot.start_s, shot.end_s) for shot in people.shots], info.duration_s)
    _write(sheet, _headline(people, info), (_MARGIN, _MARGIN + 24), _LABEL)
    top = _MARGIN + _HEAD
    for column in range(columns):
        left = _MARGIN + column * (_COLUMN + _SPACE)
        drawing.axis(left, top)
        for place, each in enumerate(shown[column * length : (column + 1) * length]):
            drawing.row(left, top + _AXIS + place * _ROW, each)
    top += _AXIS + length * _ROW
    if left_out:
        _write(sheet, f"+{left_out:,} more", (_MARGIN + _NUMBER, top + 18), _LABEL)
        top += _AXIS
    for each in unsure:
        sheet[top + _SPACE // 2, _MARGIN:-_MARGIN] = _SHOTS[1]
        drawing.row(_MARGIN, top + _SPACE, each)
    return sheet


def encode_sheet(sheet: Picture, suffix: str) -> bytes:
    """Return a sheet as a file of the type that ``suffix``, one of `SHEET_TYPES`, names.

    Raises:
        ValueError: another suffix.
    """
    if suffix not in SHEET_TYPES:
        raise ValueError("a sheet is a JPEG, PNG or WebP file")
    options = {".png": [], ".webp": [cv2.IMWRITE_WEBP_QUALITY, JPEG_QUALITY]}
    return bytes(cv2.imencode(suffix, sheet, options.get(suffix, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]))[1])


def _person_row(people: People, faces: FaceTable, index: int, duration_s: float) -> _Row:
    person = people.persons[index]
    rows = [row for track in person.tracks for row in people.tracks[track].face_rows if row != person.cover_row]
    times = "once" if len(person.appearances) == 1 else f"{len(person.appearances):,} times"
    share = f"{100 * person.screen_time_s / duration_s:.0f} %" if duration_s > 0 else "–"
    said = f"{_clock(person.screen_time_s)} on screen · {share} of the video · {times}"
    return _Row(
        str(index + 1), said, (person.cover_row, *_spread(faces, rows, FURTHER_FACES)), person.appearances, _SEEN
    )


def _unsure_row(people: People, faces: FaceTable) -> list[_Row]:
    tracks = [track for track in people.tracks if track.person is None]
    if not tracks:
        return []
    best = [_spread(faces, track.face_rows, 1)[0] for track in tracks]
    said = f"{_count(len(tracks), 'track')} of faces, unsure whose"
    spans = [(track.start_s, track.end_s) for track in tracks]
    return [_Row("?", said, _spread(faces, best, 1 + FURTHER_FACES), spans, _UNSURE)]


def _spread(faces: FaceTable, rows: Iterable[int], count: int) -> tuple[int, ...]:
    """The best face of each of ``count`` equal parts of ``rows``, in order of time."""
    ordered = np.array(sorted(rows, key=lambda row: (faces.time_s[row], row)), np.intp)
    parts = [part for part in np.array_split(ordered, count) if len(part)]
    return tuple(int(part[np.argmax(faces.quality[part])]) for part in parts)


def _crops(path: Path, faces: FaceTable, sizes: Mapping[int, int], check: Callable[[], None]) -> dict[int, Picture]:
    """A square picture of each face, by its row; frames near each other are read in one go."""
    rows = sorted(sizes, key=lambda row: (faces.time_s[row], row))
    times = faces.time_s[rows]
    crops: dict[int, Picture] = {}
    for go in np.split(np.array(rows, np.intp), np.flatnonzero(np.diff(times) > _ONE_GO_S) + 1):
        waiting = list(go)
        if not waiting:
            break
        for frame in read_frames(path, faces.time_s[go[0]], nextafter(faces.time_s[go[-1]], inf), check=check):
            while waiting and faces.time_s[waiting[0]] <= frame.time_s:
                row = int(waiting.pop(0))
                crops[row] = _crop(frame.image(), faces.boxes[row], sizes[row])
    return crops


def _crop(picture: Picture, box: NDArray[np.float32], size: int) -> Picture:
    x, y, w, h = np.asarray(box, np.float64) * (picture.shape[1::-1] * 2)
    side = max(1, round(max(w, h) * (1 + 2 * _PADDING)))
    square = cv2.getRectSubPix(picture, (side, side), (x + w / 2, y + h / 2))
    return np.asarray(cv2.resize(square, (size, size), interpolation=cv2.INTER_AREA), np.uint8)


def _headline(people: People, info: MediaInfo) -> str:
    persons, shots = _count(len(people.persons), "person"), _count(len(people.shots), "shot")
    return f"{persons} · {shots} · {_clock(info.duration_s)}"


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A sheet being drawn, and what its lines have in common."""

    sheet: Picture
    crops: Mapping[int, Picture]
    shots: Spans
    duration_s: float

    def row(self, left: int, top: int, row: _Row) -> None:
        _write(self.sheet, row.label, (left, top + _COVER // 2 + 8), _LABEL)
        x = left + _NUMBER
        for face, size in zip(row.rows, _SIZES, strict=False):
            y = top + _COVER - size
            self.sheet[y : y + size, x : x + size] = self.crops.get(face, _NO_FACE)
            x += size + _GAP
        x, y = left + _COLUMN - _LINE, top + _COVER - _BAR
        _write(self.sheet, row.said, (x, y - 14), _TEXT)
        for index, shot in enumerate(self.shots):
            self._span((x, y), shot, _SHOTS[index % 2], inset=0)
        for span in row.spans:
            self._span((x, y), span, row.colour, inset=5)

    def axis(self, left: int, top: int) -> None:
        step_s = next((step for step in _TICKS_S if self.duration_s / step <= _MAX_TICKS), 86400)
        for tick in range(int(self.duration_s / step_s) + 1):
            at = self._place(tick * step_s)
            if at <= _LINE - _SPACE:
                x = left + _COLUMN - _LINE + at
                self.sheet[top + 12 : top + 20, x] = _FADED
                _write(self.sheet, _clock(tick * step_s), (x + 4, top + 18), _SMALL, _FADED)

    def _span(self, at: tuple[int, int], span: tuple[float, float], colour: Colour, *, inset: int) -> None:
        """Fill a span of the time line whose upper left corner is ``at``; what is short is a stroke."""
        start = min(self._place(span[0]), _LINE - 2)
        end = max(self._place(span[1]), start + 2)
        self.sheet[at[1] + inset : at[1] + _BAR - inset, at[0] + start : at[0] + end] = colour

    def _place(self, time_s: float) -> int:
        return round(_LINE * min(max(time_s / max(self.duration_s, 1e-9), 0), 1))


def _write(sheet: Picture, text: str, at: tuple[int, int], size_weight: tuple[int, int], colour: Colour = _INK) -> None:
    cv2.putText(sheet, text, at, colour, _FONT, *size_weight)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
