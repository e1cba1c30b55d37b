"""Where faces are in the report's film, and which of them shall be hidden."""

import json
import math
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from opentube.exports.makers.film import film_of
from opentube.exports.needs import NotInReport, boxes_key
from opentube.exports.options import BoxesOptions
from opentube.exports.work import Making
from opentube.models.folder import ModelFolder
from opentube.persons.tables import Face, Track
from opentube.reports.tables import Report

if TYPE_CHECKING:
    from opentube.faces.anonymize.choosing import Person
    from opentube.faces.anonymize.finding import FaceFinder
    from opentube.faces.anonymize.values import MaskTrack

MOST_LISTED: Final = 500


def make_boxes(making: Making, options: BoxesOptions) -> Path:
    """Find all faces and write where and when which are hidden, as `opentube.faces.anonymize.document` has it."""
    # Loads OpenCV, which a table never needs.
    from opentube.media.probe import probe  # noqa: PLC0415

    with film_of(making) as film:
        length_s = max(probe(film).duration_s, 1e-3)
        tracks = find_tracks(making, film, options, math.inf, lambda time_s: making.progress(time_s / length_s))
    making.details |= track_details(tracks)
    path = making.folder / "boxes.json"
    path.write_bytes(as_file(tracks))
    return path


def as_file(tracks: "Sequence[MaskTrack]") -> bytes:
    """Boxes as JSON in UTF-8."""
    from opentube.faces.anonymize.document import as_document  # noqa: PLC0415 - as above

    return (json.dumps(as_document(tracks), ensure_ascii=False, indent=1) + "\n").encode()


def track_details(tracks: "Sequence[MaskTrack]") -> dict[str, Any]:
    """How many faces are hidden, kept and unsure, and where those are that a person should check, at most so many.

    ``box`` is x, y, width and height of the upright frame, 0..1, in the middle of the face's time.
    """
    unsure = [track for track in tracks if track.unsure]
    return {
        "hidden": sum(track.hide for track in tracks),
        "kept": sum(not track.hide for track in tracks),
        "unsure_count": len(unsure),
        "unsure": [
            {
                "id": track.id,
                "hidden": track.hide,
                "person": track.person,
                "start_s": round(track.start_s, 3),
                "end_s": round(track.end_s, 3),
                "box": [round(side, 4) for side in track.boxes[len(track.boxes) // 2].tolist()],
            }
            for track in unsure[:MOST_LISTED]
        ],
    }


def find_tracks(
    making: Making, film: Path, options: BoxesOptions, end_s: float, on_progress: Callable[[float], None]
) -> "tuple[MaskTrack, ...]":
    """Find all faces before ``end_s`` and say which are hidden; ``on_progress`` gets the time reached, seconds.

    Raises:
        NotInReport: a chosen person is not in the report.
        ModelMissing: a model is not here.
    """
    from opentube.faces.anonymize.engine import Selection, find_masks  # noqa: PLC0415 - as above

    chosen = {str(person) for person in options.keep or options.hide}
    return find_masks(
        film,
        face_finder(making),
        Selection(_persons(making, chosen), keep=bool(options.keep)) if chosen else Selection(),
        end_s=end_s,
        check=making.check,
        on_progress=on_progress,
    )


def face_finder(making: Making) -> "FaceFinder":
    """What looks for faces, with both detectors.

    Raises:
        ModelMissing: a model is not here.
    """
    from opentube.faces.anonymize.finding import FaceFinder  # noqa: PLC0415 - as above

    settings = making.workshop.settings
    folder = ModelFolder(settings.models_path)
    return FaceFinder(*(folder.path(name) for name in ("yunet", "centerface", "sface")), threads=settings.threads)


def stored_tracks(making: Making, boxes_id: uuid.UUID) -> "tuple[MaskTrack, ...]":
    """The boxes of another export, as they are now.

    Raises:
        BoxesUnusable: they are gone.
    """
    from opentube.faces.anonymize.document import read_boxes  # noqa: PLC0415 - as above

    with making.workshop.database.session() as session:
        key = boxes_key(session, session.get_one(Report, making.report_id), boxes_id)
    with making.workshop.blobs.local(key, check=making.check) as path:
        return read_boxes(path)


def _persons(making: Making, chosen: set[str]) -> "tuple[Person, ...]":
    """Everybody of the report by where they are, those who are chosen marked.

    Raises:
        NotInReport: one of them is not in the report.
    """
    import numpy as np  # noqa: PLC0415 - as above

    from opentube.faces.anonymize.choosing import KnownFace, Person  # noqa: PLC0415
    from opentube.faces.values import EMBEDDING_SIZE  # noqa: PLC0415

    query = (
        sa.select(Track.person_id, Face.time_s, Face.box)
        .join(Track, Track.id == Face.track_id)
        .where(Face.report_id == making.report_id, Track.person_id.is_not(None), ~Track.hidden)
        .order_by(Face.time_s, Face.id)
    )
    known: dict[str, list[KnownFace]] = {}
    with making.workshop.database.session() as session:
        for person_id, time_s, (x, y, width, height) in session.execute(query):
            known.setdefault(str(person_id), []).append(KnownFace(time_s, (x, y, width, height)))
    if missing := chosen - set(known):
        raise NotInReport(f"The report has no person {', '.join(sorted(missing))}.")
    nothing = np.empty((0, EMBEDDING_SIZE), np.float32)
    return tuple(Person(name, name in chosen, nothing, tuple(faces)) for name, faces in known.items())
