"""The file of boxes that a person can edit before a film is rendered."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from opentube.errors import UserError
from opentube.faces.anonymize.values import MaskTrack

FORMAT = "open-tube face boxes"
VERSION = 1
MAX_BYTES = 200_000_000
NUMBER = (int, float)


class BoxesInvalid(UserError):
    """The file of boxes is not as it should be. See docs/anonymize.md for an example."""

    code = "boxes_invalid"

    @classmethod
    def at(cls, place: str, wanted: str) -> "BoxesInvalid":
        """Say where in the file, and what should be there."""
        return cls(f"The file of boxes has a mistake: {place} must be {wanted}. See docs/anonymize.md for an example.")


def as_document(tracks: Sequence[MaskTrack]) -> dict[str, Any]:
    """Return what JSON needs, with nothing but plain values; times in seconds, boxes x, y, w, h in 0..1."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "tracks": [
            {
                "id": track.id,
                "hide": track.hide,
                "unsure": track.unsure,
                "person": track.person,
                "start_s": round(track.start_s, 6),
                "end_s": round(track.end_s, 6),
                "boxes": [
                    {"time_s": round(time_s, 6), "box": [round(side, 5) for side in box]}
                    for time_s, box in zip(track.times_s.tolist(), track.boxes.tolist(), strict=True)
                ],
            }
            for track in tracks
        ],
    }


def read_boxes(path: Path) -> tuple[MaskTrack, ...]:
    """Read a file of boxes.

    Raises:
        BoxesInvalid: it is none, or a value in it is not as it should be; the sentence says which.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BoxesInvalid
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise BoxesInvalid(f"{path.name} cannot be read as JSON. See docs/anonymize.md for an example.") from error
    return parse_boxes(document)


def parse_boxes(document: Any) -> tuple[MaskTrack, ...]:
    """Return the tracks of a document such as `as_document` gives.

    Raises:
        BoxesInvalid: a value in it is not as it should be; the sentence says which.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT or document.get("version") != VERSION:
        raise BoxesInvalid.at("the beginning", f'{{"format": "{FORMAT}", "version": {VERSION}, "tracks": [...]}}')
    tracks = document.get("tracks")
    if not isinstance(tracks, list):
        raise BoxesInvalid.at("tracks", "a list")
    return tuple(_track(f"tracks[{number}]", number, track) for number, track in enumerate(tracks))


def _track(place: str, number: int, track: Any) -> MaskTrack:
    if not isinstance(track, dict):
        raise BoxesInvalid.at(place, "an object")
    name, person = track.get("id", f"n{number + 1}"), track.get("person")
    for key, value in (("id", name), ("person", person or "")):
        if not isinstance(value, str):
            raise BoxesInvalid.at(f"{place}.{key}", "text")
    for key in ("hide", "unsure"):
        if not isinstance(track.get(key, False), bool):
            raise BoxesInvalid.at(f"{place}.{key}", "true or false")
    boxes = track.get("boxes")
    if not isinstance(boxes, list) or not boxes:
        raise BoxesInvalid.at(f"{place}.boxes", "a list of at least one box")
    times, sides = zip(*(_box(f"{place}.boxes[{row}]", box) for row, box in enumerate(boxes)), strict=True)
    for row in range(1, len(times)):
        if times[row] <= times[row - 1]:
            raise BoxesInvalid.at(f"{place}.boxes[{row}].time_s", "later than that of the box before")
    start_s, end_s = (_number(f"{place}.{key}", track.get(key), 0, 1e7) for key in ("start_s", "end_s"))
    if end_s <= start_s:
        raise BoxesInvalid.at(f"{place}.end_s", "later than start_s")
    hide, unsure = track.get("hide", True), track.get("unsure", False)
    return MaskTrack(name, hide, unsure, person, start_s, end_s, np.array(times, float), np.array(sides, float))


def _box(place: str, box: Any) -> tuple[float, list[float]]:
    if not isinstance(box, dict):
        raise BoxesInvalid.at(place, 'such as {"time_s": 1.5, "box": [x, y, width, height]}')
    time_s = _number(f"{place}.time_s", box.get("time_s"), 0, 1e7)
    sides = box.get("box")
    if not isinstance(sides, list) or len(sides) != 4:  # noqa: PLR2004 - x, y, width, height
        raise BoxesInvalid.at(f"{place}.box", "[x, y, width, height] in shares of the frame, from its top left")
    corner = [_number(f"{place}.box[{side}]", sides[side], -2, 2) for side in (0, 1)]
    return time_s, corner + [_number(f"{place}.box[{side}]", sides[side], 1e-4, 2) for side in (2, 3)]


def _number(place: str, value: Any, low: float, high: float) -> float:
    if not isinstance(value, NUMBER) or isinstance(value, bool) or not low <= value <= high:
        raise BoxesInvalid.at(place, f"a number from {low:g} to {high:g}")
    return float(value)
