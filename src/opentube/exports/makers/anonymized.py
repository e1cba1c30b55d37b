"""The report's film with faces hidden."""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from opentube.exports.makers.film import film_of
from opentube.exports.needs import NotInReport
from opentube.exports.options import AnonymizeOptions
from opentube.exports.work import Making
from opentube.models.folder import ModelFolder
from opentube.persons.tables import Face, Track

if TYPE_CHECKING:
    from opentube.faces.anonymize.choosing import Person


def make_anonymized(making: Making, options: AnonymizeOptions) -> Path:
    """Find all faces, hide those that shall be hidden; the details name those that a person should check."""
    # Loads OpenCV and SciPy, which a table never needs.
    from opentube.faces.anonymize.engine import Selection, find_masks, render  # noqa: PLC0415
    from opentube.faces.anonymize.finding import FaceFinder  # noqa: PLC0415
    from opentube.faces.anonymize.styles import Style, StyleKind  # noqa: PLC0415
    from opentube.media.encoding import Quality  # noqa: PLC0415
    from opentube.media.probe import probe  # noqa: PLC0415

    settings = making.workshop.settings
    folder = ModelFolder(settings.models_path)
    finder = FaceFinder(*(folder.path(name) for name in ("yunet", "centerface", "sface")), threads=settings.threads)
    chosen = {str(person) for person in options.keep or options.hide}
    selection = Selection(_persons(making, chosen), keep=bool(options.keep)) if chosen else Selection()
    style = Style(StyleKind(options.style), options.strength, options.padding)
    path = making.folder / f"film.{options.form}"
    with film_of(making) as film:
        both_s = 2 * max(probe(film).duration_s, 1e-3)
        tracks = find_masks(
            film, finder, selection, check=making.check, on_progress=lambda time_s: making.progress(time_s / both_s)
        )
        render(
            film,
            path,
            tracks,
            style,
            Quality(options.crf),
            threads=settings.threads,
            check=making.check,
            on_progress=lambda time_s: making.progress(0.5 + time_s / both_s),
        )
    making.details |= {
        "hidden": sum(track.hide for track in tracks),
        "kept": sum(not track.hide for track in tracks),
        "unsure": [
            {"hidden": track.hide, "start_s": round(track.start_s, 3), "end_s": round(track.end_s, 3)}
            for track in tracks
            if track.unsure
        ],
        "safe": style.safe,
    }
    return path


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
