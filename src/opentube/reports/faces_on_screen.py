"""Who is on screen when, and where: for drawing boxes over the player."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from opentube.persons.tables import Face, Person, Track
from opentube.reports.service import require_report

MOST_SECONDS: Final = 120.0
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class FaceOnScreen:
    """A face at one time. ``box`` is normalised x, y, w, h, between two sightings in proportion to the time."""

    track_id: int
    person_id: uuid.UUID | None
    name: str | None
    box: Box


@dataclass(frozen=True, slots=True)
class TrackBoxes:
    """The sightings of one track in parallel tuples: times in seconds, rising, and boxes normalised to 1/10,000.

    Between two sightings a face moves in proportion to the time; after the last it stays until ``until_s``.
    """

    track_id: int
    person_id: uuid.UUID | None
    name: str | None
    until_s: float
    times_s: tuple[float, ...]
    boxes: tuple[tuple[int, int, int, int], ...]


def at_time(session: Session, owner_id: uuid.UUID, report_id: uuid.UUID, time_s: float) -> list[FaceOnScreen]:
    """The faces on screen at a time, from left to right.

    Raises:
        ReportNotFound: no report of this owner has the id.
    """
    require_report(session, owner_id, report_id)
    return sorted(_at(time_s, _sightings(session, report_id, time_s, time_s)), key=lambda face: face.box[0])


def boxes_between(
    session: Session, owner_id: uuid.UUID, report_id: uuid.UUID, start_s: float, end_s: float
) -> list[TrackBoxes]:
    """The tracks on screen between two times, at most 120 s apart: sightings from the last before to the next after.

    Raises:
        ReportNotFound: no report of this owner has the id.
    """
    require_report(session, owner_id, report_id)
    end_s = min(end_s, start_s + MOST_SECONDS)
    return [
        TrackBoxes(
            first.track_id,
            first.person_id,
            first.name,
            round(rows[-1].until_s, 3),
            tuple(round(row.time_s, 3) for row in rows),
            tuple(_compact(row.box) for row in rows),
        )
        for first, rows in _sightings(session, report_id, start_s, end_s)
    ]


def _sightings(session: Session, report_id: uuid.UUID, start_s: float, end_s: float) -> Iterator[tuple[Any, list[Any]]]:
    """The tracks on screen in a time, each with its faces from the last before to the first after, in order of time."""
    seen = aliased(Face)
    before = sa.select(sa.func.max(seen.time_s)).where(seen.track_id == Track.id, seen.time_s <= start_s)
    after = sa.select(sa.func.min(seen.time_s)).where(seen.track_id == Track.id, seen.time_s >= end_s)
    rows = session.execute(
        sa.select(
            Track.id.label("track_id"), Person.id.label("person_id"), Person.name, Face.time_s, Face.until_s, Face.box
        )
        .join(Face, Face.track_id == Track.id)
        .join(
            Person,
            (Person.id == Track.person_id) & ~Person.ignored & Person.deleted_at.is_(None),
            isouter=True,
        )
        .where(
            Track.report_id == report_id,
            ~Track.hidden,
            Track.start_s <= end_s,
            Track.end_s >= start_s,
            Face.time_s >= sa.func.coalesce(before.scalar_subquery(), start_s),
            Face.time_s <= sa.func.coalesce(after.scalar_subquery(), end_s),
        )
        .order_by(Track.start_s, Track.id, Face.time_s)
    )
    tracks: dict[int, list[Any]] = {}
    for row in rows:
        tracks.setdefault(row.track_id, []).append(row)
    return ((faces[0], faces) for faces in tracks.values())


def _at(time_s: float, tracks: Iterable[tuple[Any, list[Any]]]) -> Iterator[FaceOnScreen]:
    for first, rows in tracks:
        last = rows[-1]
        if first.time_s > time_s or max(last.until_s, last.time_s) < time_s:
            continue
        span = last.time_s - first.time_s
        share = (time_s - first.time_s) / span if span > 0 else 0.0
        x, y, w, h = (a + (b - a) * min(share, 1.0) for a, b in zip(first.box, last.box, strict=True))
        yield FaceOnScreen(first.track_id, first.person_id, first.name, (x, y, w, h))


def _compact(box: Iterable[float]) -> tuple[int, int, int, int]:
    x, y, w, h = (round(value * 10_000) for value in box)
    return x, y, w, h
