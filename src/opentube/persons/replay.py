"""From the machine's answer and the edits in force to what holds: persons, tracks, appearances, answers.

It is a function of rows alone. ``track.found_person_id`` and the log go in; everything else that an owner sees of persons
comes out, so edits may be undone in any order, and nothing is lost or doubled.
"""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from opentube.persons.anchors import Outline
from opentube.persons.covers import place_covers
from opentube.persons.drawing import sync_drawn
from opentube.persons.identities import Identities, Said
from opentube.persons.intervals import union
from opentube.persons.log import JOINING, Edit, lock_library, person_edits, track_edits, videos_of_edits
from opentube.persons.outlines import read_outlines
from opentube.persons.placing import Found, Placing
from opentube.persons.tables import Appearance, Person, PersonMatch, Shot, Track


def replay(session: Session, owner_id: uuid.UUID, video_ids: Collection[uuid.UUID]) -> None:
    """Bring the owner's persons, and the tracks and appearances of these videos, to what the log says."""
    lock_library(session, owner_id)
    session.flush()
    persons = Identities(person_edits(session, owner_id))
    _write_persons(session, owner_id, persons)
    _write_answers(session, owner_id, persons)
    for video_id in sorted(video_ids):
        edits = track_edits(session, owner_id, video_id)
        for report_id in session.scalars(
            sa.select(Shot.report_id).where(Shot.owner_id == owner_id, Shot.video_id == video_id).distinct()
        ).all():
            _Report(session, owner_id, report_id, video_id).replay(edits, persons)
    place_covers(session, owner_id, persons.said, video_ids)
    session.flush()


def concerned_videos(session: Session, owner_id: uuid.UUID, edit: Edit) -> frozenset[uuid.UUID]:
    """The videos whose tracks may change when ``edit`` begins or ceases to hold."""
    if edit.kind not in JOINING:
        return edit.video_ids
    roots = sa.select(sa.func.coalesce(Person.merged_into_id, Person.id)).where(Person.id.in_(edit.persons))
    joined = set(
        session.scalars(
            sa.select(Person.id).where(
                Person.owner_id == owner_id, Person.id.in_(roots) | Person.merged_into_id.in_(roots)
            )
        )
    )
    seen = sa.select(Track.video_id).where(
        Track.owner_id == owner_id, Track.person_id.in_(joined) | Track.found_person_id.in_(joined)
    )
    return frozenset(session.scalars(seen.distinct())) | videos_of_edits(session, owner_id, joined)


def _write_persons(session: Session, owner_id: uuid.UUID, persons: Identities) -> None:
    touched = (
        Person.id.in_({*persons.said, *persons.merged})
        | Person.name.is_not(None)
        | Person.ignored
        | Person.merged_into_id.is_not(None)
        | Person.deleted_at.is_not(None)
    )
    rows = session.scalars(
        sa.select(Person).where(Person.owner_id == owner_id, touched).execution_options(populate_existing=True)
    ).all()
    here = {row.id for row in rows}
    for row in rows:
        said = persons.said.get(row.id, Said())
        into = persons.merged.get(row.id)
        row.name, row.ignored = said.name, said.ignored
        row.merged_into_id = into if into in here else None
        row.deleted_at = (row.deleted_at or datetime.now(UTC)) if said.deleted else None


def _write_answers(session: Session, owner_id: uuid.UUID, persons: Identities) -> None:
    for match in session.scalars(
        sa.select(PersonMatch).where(PersonMatch.owner_id == owner_id).execution_options(populate_existing=True)
    ):
        match.answer = persons.answer(match.person_id, match.candidate_id)


class _Report:
    """The tracks of one report."""

    def __init__(self, session: Session, owner_id: uuid.UUID, report_id: uuid.UUID, video_id: uuid.UUID) -> None:
        self._session, self._report_id, self._video_id = session, report_id, video_id
        self._common = {"owner_id": owner_id, "report_id": report_id, "video_id": video_id}
        every = session.scalars(
            sa.select(Track)
            .where(Track.report_id == report_id)
            .order_by(Track.ordinal)
            .options(defer(Track.embedding))
            .execution_options(populate_existing=True)
        ).all()
        self._found = [track for track in every if track.drawn_by_id is None]
        self._drawn = [track for track in every if track.drawn_by_id is not None]

    def replay(self, edits: Sequence[Edit], persons: Identities) -> None:
        found = [Found(track.id, track.found_person_id) for track in self._found]
        placing = Placing(found, lambda: self._outlines, self._video_id, edits, persons)
        for track, place in zip(self._found, placing.places, strict=True):
            track.person_id, track.hidden = place.person, place.hidden
        drawn = sync_drawn(self._session, self._report_id, self._drawn, placing.drawn)
        self._write_appearances([*self._found, *drawn])

    @cached_property
    def _outlines(self) -> list[Outline]:
        return read_outlines(self._session, self._report_id, self._found)

    def _write_appearances(self, tracks: Iterable[Track]) -> None:
        wanted: dict[uuid.UUID, list[tuple[float, float]]] = {}
        for track in tracks:
            if track.person_id and not track.hidden:
                wanted.setdefault(track.person_id, []).append((track.start_s, track.end_s))
        due = {(person, *interval) for person, seen in wanted.items() for interval in union(seen)}
        rows = self._session.scalars(sa.select(Appearance).where(Appearance.report_id == self._report_id)).all()
        for row in rows:
            if (row.person_id, row.start_s, row.end_s) not in due:
                self._session.delete(row)
        self._session.flush()
        due -= {(row.person_id, row.start_s, row.end_s) for row in rows}
        self._session.add_all(
            Appearance(**self._common, person_id=who, start_s=start, end_s=end) for who, start, end in sorted(due)
        )
