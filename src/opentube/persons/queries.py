"""Reading the library of persons. Of several reports of one video only the latest with its persons done counts."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.persons.intervals import union
from opentube.persons.tables import Appearance, Face, Person, Track
from opentube.reports.document import AnalysisKind, ReportStatus
from opentube.reports.tables import Analysis, Report
from opentube.sources.tables import Video


class PersonNotFound(UserError):
    """There is no such person in the library. They may have been merged, or lie in the bin."""

    code = "person_not_found"


class TrackNotFound(UserError):
    """There is no such face track, or it is not this person's."""

    code = "track_not_found"


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """One line of a list of persons. ``has_cover``: `opentube.persons.cutting.cover_of` has a picture; times count the latest report of each video."""

    id: uuid.UUID
    name: str | None
    has_cover: bool
    cover_key: str | None
    ignored: bool
    deleted_at: datetime | None
    videos: int
    screen_time_s: float


TrackKey = tuple[uuid.UUID, float, int]
"""Where a track stands in a list: its report, when it starts, and its id."""


@dataclass(frozen=True, slots=True)
class TrackRow:
    """A track for people to look at: ``box`` at ``box_time_s`` shows its best face."""

    id: int
    report_id: uuid.UUID
    person_id: uuid.UUID | None
    hidden: bool
    drawn: bool
    start_s: float
    end_s: float
    box_time_s: float | None
    box: list[float] | None


@dataclass(frozen=True, slots=True)
class VideoAppearances:
    """Where a person is seen in one video: (start_s, end_s) in order, and the tracks."""

    video_id: uuid.UUID
    report_id: uuid.UUID
    title: str
    appearances: tuple[tuple[float, float], ...]
    tracks: tuple[TrackRow, ...]


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """One person with every video they are seen in, newest first."""

    person: PersonSummary
    videos: tuple[VideoAppearances, ...]


def latest_reports(owner_id: uuid.UUID) -> sa.Select[uuid.UUID]:
    """The ids of the owner's reports that count, one a video; for use as a subquery."""
    return (
        sa.select(Report.id)
        .join(Analysis, (Analysis.report_id == Report.id) & (Analysis.kind == AnalysisKind.PERSONS))
        .where(Report.owner_id == owner_id, Report.deleted_at.is_(None), Analysis.status == ReportStatus.DONE)
        .ext(distinct_on(Report.video_id))
        .order_by(Report.video_id, Report.requested_at.desc(), Report.id)
    )


def latest_report(
    session: Session, owner_id: uuid.UUID, video_id: uuid.UUID, *, apart_from: uuid.UUID
) -> uuid.UUID | None:
    """The report of a video that counts when one of them does not."""
    others = latest_reports(owner_id).where(Report.video_id == video_id, Report.id != apart_from)
    return session.execute(others).scalar_one_or_none()


def list_persons(
    session: Session, owner_id: uuid.UUID, *, ignored: bool = False, binned: bool = False
) -> Sequence[PersonSummary]:
    """The persons who are seen somewhere, by screen time; or those who are ignored, or those in the bin."""
    wanted = Person.deleted_at.is_not(None) if binned else Person.deleted_at.is_(None) & (Person.ignored == ignored)
    return _summaries(session, owner_id, wanted, seen=not (ignored or binned))


def read_person(session: Session, owner_id: uuid.UUID, person_id: uuid.UUID) -> PersonDetail:
    """One person of the library, who may be ignored.

    Raises:
        PersonNotFound: no such person; or merged, or in the bin.
    """
    found = _summaries(session, owner_id, (Person.id == person_id) & Person.deleted_at.is_(None), seen=False)
    if not found:
        raise PersonNotFound
    reports = session.execute(
        sa.select(Report.id, Report.video_id, Video.title)
        .join(Video, Video.id == Report.video_id)
        .where(
            Report.id.in_(latest_reports(owner_id)),
            sa.exists().where(Track.report_id == Report.id, Track.person_id == person_id, ~Track.hidden),
        )
        .order_by(Report.requested_at.desc(), Report.id)
    ).all()
    tracks: dict[uuid.UUID, list[TrackRow]] = {}
    for track in _tracks(session, Track.report_id.in_([row.id for row in reports]), Track.person_id == person_id):
        tracks.setdefault(track.report_id, []).append(track)
    return PersonDetail(
        found[0],
        tuple(
            VideoAppearances(
                row.video_id,
                row.id,
                row.title,
                tuple(union((track.start_s, track.end_s) for track in tracks[row.id])),
                tuple(tracks[row.id]),
            )
            for row in reports
        ),
    )


def report_tracks(
    session: Session, owner_id: uuid.UUID, report_id: uuid.UUID, after: TrackKey | None = None, limit: int | None = None
) -> Sequence[TrackRow]:
    """The tracks of one report in order of time, those that are no faces too: up to ``limit`` after a key."""
    found = Track.owner_id == owner_id, Track.report_id == report_id
    return _tracks(session, *found, hidden=True, after=after, limit=limit)


def unsure_tracks(
    session: Session,
    owner_id: uuid.UUID,
    report_id: uuid.UUID | None = None,
    after: TrackKey | None = None,
    limit: int | None = None,
) -> Sequence[TrackRow]:
    """Tracks that are nobody's yet: of one report, or of all that count; up to ``limit`` after a key."""
    wanted = Track.report_id == report_id if report_id else Track.report_id.in_(latest_reports(owner_id))
    return _tracks(session, Track.owner_id == owner_id, Track.person_id.is_(None), wanted, after=after, limit=limit)


def _summaries(
    session: Session, owner_id: uuid.UUID, wanted: sa.ColumnElement[bool], *, seen: bool
) -> list[PersonSummary]:
    times = (
        sa.select(
            Appearance.person_id,
            sa.func.count(Appearance.video_id.distinct()).label("videos"),
            sa.func.sum(Appearance.end_s - Appearance.start_s).label("screen_time_s"),
        )
        .where(Appearance.owner_id == owner_id, Appearance.report_id.in_(latest_reports(owner_id)))
        .group_by(Appearance.person_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(
            Person.id,
            Person.name,
            Person.cover_key.is_not(None) | Person.cover_due,
            Person.cover_key,
            Person.ignored,
            Person.deleted_at,
            sa.func.coalesce(times.c.videos, 0),
            sa.func.coalesce(times.c.screen_time_s, 0.0),
        )
        .join(times, times.c.person_id == Person.id, isouter=not seen)
        .where(Person.owner_id == owner_id, Person.merged_into_id.is_(None), wanted)
        .order_by(sa.func.coalesce(times.c.screen_time_s, 0.0).desc(), Person.id)
    )
    return [PersonSummary(*row) for row in rows]


def _tracks(
    session: Session,
    *wanted: sa.ColumnElement[bool],
    hidden: bool = False,
    after: TrackKey | None = None,
    limit: int | None = None,
) -> list[TrackRow]:
    order = Track.report_id, Track.start_s, Track.id
    if after is not None:
        wanted = *wanted, sa.tuple_(*order) > sa.tuple_(*after)
    best = (
        sa.select(Face.time_s, Face.box)
        .where(Face.track_id == Track.id)
        .order_by(Face.quality.desc(), Face.time_s)
        .limit(1)
        .lateral("best")
    )
    query = sa.select(
        Track.id,
        Track.report_id,
        Track.person_id,
        Track.hidden,
        Track.drawn_by_id.is_not(None),
        Track.start_s,
        Track.end_s,
        best.c.time_s,
        best.c.box,
    ).join(best, sa.true(), isouter=True)
    rows = session.execute(query.where(*wanted, sa.true() if hidden else ~Track.hidden).order_by(*order).limit(limit))
    return [TrackRow(*row) for row in rows]
