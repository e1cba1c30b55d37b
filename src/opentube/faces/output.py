"""The document that ``open-tube faces`` prints."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from opentube.faces.people import People
from opentube.faces.values import FaceTable
from opentube.media.probe import MediaInfo
from opentube.models.values import ModelRef


def as_document(info: MediaInfo, models: Iterable[ModelRef], people: People, faces: FaceTable) -> dict[str, Any]:
    """Return what JSON needs, with nothing but plain values.

    Persons are "p1", "p2", … by screen time, tracks "t1", "t2", … by time; ``person`` is null for unsure tracks.
    ``cover`` says where the picture of a person comes from. Times are seconds, boxes x, y, w, h in 0..1.
    The ``faces`` of a track are the frames that were looked at: at least two a second, and more where a straight line
    from one box to the next would not tell where the face is.
    """
    return {
        "video": asdict(info),
        "models": {model.task: {"name": model.name, "version": model.version} for model in models},
        "persons": [
            {
                "id": f"p{number}",
                "cover": _face(faces, person.cover_row),
                "screen_time_s": _seconds(person.screen_time_s),
                "appearances": [{"start_s": _seconds(a), "end_s": _seconds(b)} for a, b in person.appearances],
            }
            for number, person in enumerate(people.persons, 1)
        ],
        "tracks": [
            {
                "id": f"t{number}",
                "person": None if track.person is None else f"p{track.person + 1}",
                "start_s": _seconds(track.start_s),
                "end_s": _seconds(track.end_s),
                "faces": [_face(faces, row) for row in track.face_rows],
            }
            for number, track in enumerate(people.tracks, 1)
        ],
    }


def _face(faces: FaceTable, row: int) -> dict[str, Any]:
    return {
        "time_s": _seconds(float(faces.time_s[row])),
        "box": [round(float(v), 5) for v in faces.boxes[row]],
        "score": round(float(faces.scores[row]), 4),
    }


def _seconds(value: float) -> float:
    return round(value, 6)
