"""Where the upright window of a clip lies, so that faces stay in view."""

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from opentube.exports.needs import NotInReport
from opentube.exports.work import Making
from opentube.media.span import Span
from opentube.models.errors import ModelMissing
from opentube.models.folder import ModelFolder
from opentube.persons.tables import Face, Person, Shot, Track
from opentube.reports.document import AnalysisKind, ReportStatus
from opentube.reports.tables import Analysis

if TYPE_CHECKING:
    from opentube.media.crop import CropPath

_AROUND_S: Final = 0.5
"""Faces this long before and after the clip tell where a face is at its ends."""


def upright_path(making: Making, film: Path, span: Span, follow: uuid.UUID | None) -> "CropPath | None":
    """Follow the report's faces: in the shots with the person ``follow`` theirs alone.

    Where the report was made without faces they are looked for; None, for the middle, where no model is there for it.

    Raises:
        NotInReport: ``follow`` is not in the report.
    """
    with making.workshop.database.session() as session:
        analysed = session.scalar(
            sa.select(Analysis.status).where(
                Analysis.report_id == making.report_id, Analysis.kind == AnalysisKind.PERSONS
            )
        )
    return _known(making, film, span, follow) if analysed == ReportStatus.DONE else _looked_for(making, film, span)


def _known(making: Making, film: Path, span: Span, follow: uuid.UUID | None) -> "CropPath":
    import numpy as np  # noqa: PLC0415 - loaded with OpenCV by whoever cuts clips

    from opentube.faces.framing import FacesSeen, frame_faces  # noqa: PLC0415
    from opentube.media.probe import probe  # noqa: PLC0415

    shots, faces = _read(making, Span(span.start_s - _AROUND_S, span.end_s + _AROUND_S), follow)
    seen: dict[float, list[list[float]]] = {}
    for shot in shots:
        inside = [face for face in faces if shot.start_s <= face.time_s < shot.end_s]
        wanted = [face for face in inside if face.person_id == follow] if follow else []
        for face in wanted or inside:
            seen.setdefault(face.time_s, []).append(face.box)
    info = probe(film)
    return frame_faces(
        [FacesSeen(time_s, np.array(boxes, np.float64)) for time_s, boxes in sorted(seen.items())],
        shots,
        (info.width, info.height),
    )


def _read(making: Making, around: Span, follow: uuid.UUID | None) -> tuple[list[Span], list[Any]]:
    """The shots, cut to ``around``, and the faces in it whose owner does not ignore them."""
    shots = (
        sa.select(Shot.start_s, Shot.end_s)
        .where(Shot.report_id == making.report_id, Shot.end_s > around.start_s, Shot.start_s < around.end_s)
        .order_by(Shot.ordinal)
    )
    faces = (
        sa.select(Face.time_s, Face.box, Track.person_id)
        .join(Track, Track.id == Face.track_id)
        .outerjoin(Person, Person.id == Track.person_id)
        .where(Face.report_id == making.report_id, Face.time_s.between(around.start_s, around.end_s), ~Track.hidden)
        .where(sa.or_(Person.ignored.is_not(True), Person.id == follow))
        .order_by(Face.time_s, Face.id)
    )
    known = sa.exists().where(Track.report_id == making.report_id, Track.person_id == follow, ~Track.hidden)
    with making.workshop.database.session() as session:
        if follow and not session.scalar(sa.select(known)):
            raise NotInReport(f"The report has no person {follow}.")
        bounds = session.execute(shots).all()
        return (
            [Span(max(shot.start_s, around.start_s), min(shot.end_s, around.end_s)) for shot in bounds],
            list(session.execute(faces)),
        )


def _looked_for(making: Making, film: Path, span: Span) -> "CropPath | None":
    from opentube.faces.detection import YuNet  # noqa: PLC0415 - as above
    from opentube.faces.framing import follow_faces  # noqa: PLC0415

    settings = making.workshop.settings
    try:
        model = ModelFolder(settings.models_path).path("yunet")
    except ModelMissing:
        return None
    return follow_faces(
        film, span, YuNet(model, threads=settings.threads), threads=settings.threads, check=making.check
    )
