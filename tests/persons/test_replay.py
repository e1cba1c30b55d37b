"""Whatever owners do, in whatever order: no track is lost or doubled, all of it can be undone, and it outlives analyses."""

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.persons import actions
from opentube.persons.anchors import Outline
from opentube.persons.edits import record, redo, undo
from opentube.persons.intervals import union
from opentube.persons.log import Anchor, EditKind, body_of
from opentube.persons.replay import replay
from opentube.persons.tables import Appearance, Person, PersonEdit, Track
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from tests.persons.films import Seen, analyse
from tests.persons.shelves import Shelf

PLACES = (0.05, 0.35, 0.65)
TIMES = ((0.0, 6.0), (3.0, 12.0), (20.0, 26.0))
DRAWN = (40.0, 46.0)

OWNERS_DO = ("merge", "split", "move", "not_this_person", "not_a_face", "name", "ignore", "notice", "delete", "draw")
THEN = ("undo", "redo", "analyse")
numbers = st.integers(0, 1000)
steps = st.lists(st.tuples(st.sampled_from(OWNERS_DO + THEN), numbers, numbers), max_size=10)


@dataclass
class Library:
    """An owner's library of two videos, and what a machine saw in them last."""

    shelf: Shelf
    blobs: Blobs
    videos: list[uuid.UUID]
    latest: dict[uuid.UUID, tuple[uuid.UUID, list[Seen]]] = field(default_factory=dict)
    stored: int = 0

    @classmethod
    def new(cls, database: Database, blobs: Blobs) -> "Library":
        shelf = Shelf.new(database)
        library = cls(shelf, blobs, [shelf.video("one"), shelf.video("two")])
        for seed, video_id in enumerate(library.videos):
            library.look_anew(video_id, seed)
        return library

    def analyse(self, video_id: uuid.UUID, seen: Sequence[Seen], seed: int) -> None:
        random = np.random.default_rng(seed)
        jittered = [one.jittered(random) for one in seen]
        report_id = analyse(self.shelf.database, self.shelf.owner_id, video_id, jittered)
        self.latest[video_id] = report_id, list(seen)
        self.stored += len(seen)

    def look_anew(self, video_id: uuid.UUID, seed: int) -> None:
        """A new analysis: some tracks missing, some cut in two, some of what was drawn now found, other groups."""
        random = np.random.default_rng(seed)
        seen: list[Seen] = []
        for start_s, end_s in (*TIMES, DRAWN):
            for x in PLACES:
                if random.random() < (0.8 if (start_s, end_s) != DRAWN else 0.3):
                    person = int(random.integers(0, 4))
                    beside = 0.15 if start_s == TIMES[1][0] else 0.0
                    whole = Seen(start_s, end_s, x + beside, None if person == 3 else person)
                    seen += whole.cut(1 / 3) if random.random() < 0.3 else [whole]
        self.analyse(video_id, seen, seed)

    def look_again(self, video_id: uuid.UUID, seed: int) -> None:
        """A new analysis that finds the same, a little elsewhere."""
        self.analyse(video_id, self.latest[video_id][1], seed)

    def do(self, name: str, a: int, b: int) -> PersonEdit | None:
        """One step; None where it makes no sense."""
        owner_id = self.shelf.owner_id
        with suppress(UserError), self.shelf.database.session() as session:
            if name in {"undo", "redo"}:
                chosen = self._edit(session, a)
                return undo(session, owner_id, chosen) if name == "undo" else redo(session, owner_id, chosen)
            return self._act(session, name, a, b)
        return None

    def _act(self, session: Session, name: str, a: int, b: int) -> PersonEdit:
        owner_id = self.shelf.owner_id
        tracks = session.scalars(sa.select(Track).where(Track.owner_id == owner_id).order_by(Track.id)).all()
        persons = session.scalars(
            sa.select(Person.id)
            .where(Person.owner_id == owner_id, Person.merged_into_id.is_(None), Person.deleted_at.is_(None))
            .order_by(Person.created_at, Person.id)
        ).all()
        track, who = tracks[a % len(tracks)], persons[b % len(persons)]
        act: dict[str, Callable[[], PersonEdit]] = {
            "merge": lambda: actions.merge_persons(session, owner_id, who, [persons[a % len(persons)]]),
            "split": lambda: actions.split_person(
                session, self.blobs, owner_id, [track.id, tracks[b % len(tracks)].id]
            ),
            "move": lambda: actions.move_tracks(session, owner_id, [track.id], who),
            "not_this_person": lambda: actions.not_this_person(session, owner_id, track.person_id or who, [track.id]),
            "not_a_face": lambda: actions.not_a_face(session, owner_id, [track.id]),
            "name": lambda: actions.name_person(session, owner_id, who, f"N{a}"),
            "ignore": lambda: actions.ignore_person(session, owner_id, who),
            "notice": lambda: actions.notice_person(session, owner_id, who),
            "delete": lambda: actions.delete_person(session, owner_id, who),
            "draw": lambda: self._draw(session, PLACES[a % len(PLACES)], who, track),
        }
        return act[name]()

    def _draw(self, session: Session, x: float, who: uuid.UUID, track: Track) -> PersonEdit:
        times_s = np.arange(*DRAWN, 0.1)
        boxes = np.tile(np.array([x, 0.3, 0.1, 0.1], np.float32), (len(times_s), 1))
        anchor = Anchor(track.video_id, None, None, Outline(*DRAWN, times_s, boxes))
        body = body_of(who, tracks=[anchor], model_set=track.model_set_id)
        return record(session, self.shelf.owner_id, EditKind.DRAW, body)

    def _edit(self, session: Session, number: int) -> int | None:
        """Now and then the last one, else any."""
        ids = session.scalars(
            sa.select(PersonEdit.id).where(PersonEdit.owner_id == self.shelf.owner_id).order_by(PersonEdit.id)
        ).all()
        return ids[number % len(ids)] if ids and number % 3 else None

    def snapshot(self) -> dict[str, Any]:
        """All that an owner sees."""
        of_owner = {"owner": self.shelf.owner_id}
        queries = {
            "tracks": """
                SELECT report_id, coalesce(drawn_by_id, -id) AS track, person_id, hidden, start_s, end_s FROM track
                WHERE owner_id = :owner ORDER BY report_id, track
            """,
            "persons": """
                SELECT id, name, cover_key, ignored, merged_into_id, deleted_at IS NULL FROM person
                WHERE owner_id = :owner AND EXISTS (SELECT FROM track WHERE person.id IN (found_person_id, person_id))
                ORDER BY id
            """,
            "appearances": """
                SELECT report_id, person_id, start_s, end_s FROM appearance WHERE owner_id = :owner
                ORDER BY report_id, person_id, start_s
            """,
            "drawn_faces": """
                SELECT f.report_id, t.drawn_by_id, f.time_s, f.box FROM face f JOIN track t ON t.id = f.track_id
                WHERE f.owner_id = :owner AND t.drawn_by_id IS NOT NULL ORDER BY 1, 2, 3
            """,
        }
        with self.shelf.database.session() as session:
            return {
                name: [tuple(row) for row in session.execute(sa.text(query), of_owner)]
                for name, query in queries.items()
            }

    def check(self) -> None:
        """Every found track is there once, with one person who counts, unsure or hidden; appearances are their union."""
        with self.shelf.database.session() as session:
            tracks = session.scalars(sa.select(Track).where(Track.owner_id == self.shelf.owner_id)).all()
            counting = set(
                session.scalars(
                    sa.select(Person.id).where(Person.owner_id == self.shelf.owner_id, Person.merged_into_id.is_(None))
                )
            )
            assert sum(track.drawn_by_id is None for track in tracks) == self.stored
            drawn = [(track.report_id, track.drawn_by_id) for track in tracks if track.drawn_by_id]
            assert len(drawn) == len(set(drawn))
            assert {track.person_id for track in tracks} <= counting | {None}
            spans: dict[tuple[uuid.UUID, uuid.UUID], list[tuple[float, float]]] = {}
            for track in tracks:
                if track.person_id and not track.hidden:
                    spans.setdefault((track.report_id, track.person_id), []).append((track.start_s, track.end_s))
            rows = session.scalars(sa.select(Appearance).where(Appearance.owner_id == self.shelf.owner_id))
            seen = sorted((row.report_id, row.person_id, row.start_s, row.end_s) for row in rows)
            assert seen == sorted((*key, *span) for key, each in spans.items() for span in union(each))

    def replay_all(self) -> None:
        with self.shelf.database.session() as session:
            replay(session, self.shelf.owner_id, self.videos)

    def places(self, video_id: uuid.UUID) -> list[tuple[uuid.UUID | None, bool]]:
        """Where the tracks of a video's last analysis are, in the order in which they were found."""
        rows = (
            sa.select(Track.person_id, Track.hidden)
            .where(Track.report_id == self.latest[video_id][0])
            .order_by(Track.drawn_by_id.nulls_first(), Track.ordinal)
        )
        with self.shelf.database.session() as session:
            return [(row.person_id, row.hidden) for row in session.execute(rows)]


def often(examples: int) -> settings:
    allowed = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=examples, deadline=None, suppress_health_check=allowed)


@given(steps, numbers)
@often(8)
def test_no_track_is_lost_and_all_can_be_undone(
    database: Database, blobs: Blobs, todo: list[tuple[str, int, int]], seed: int
) -> None:
    live_through(Library.new(database, blobs), todo, seed)


@pytest.mark.interop
@pytest.mark.timeout(1200)
@given(steps, numbers)
@often(60)
def test_no_track_is_lost_in_many_lives(
    database: Database, blobs: Blobs, todo: list[tuple[str, int, int]], seed: int
) -> None:
    live_through(Library.new(database, blobs), todo, seed)


def live_through(library: Library, todo: list[tuple[str, int, int]], seed: int) -> None:
    database = library.shelf.database
    for name, a, b in todo:
        if name == "analyse":
            library.look_anew(library.videos[a % 2], b)
            library.check()
            continue
        before = library.snapshot()
        edit = library.do(name, a, b)
        library.check()
        after = library.snapshot()
        library.replay_all()
        assert library.snapshot() == after
        if edit is None:
            assert after == before
        else:
            there, back = (redo, undo) if name == "undo" else (undo, redo)
            with database.session() as session:
                there(session, library.shelf.owner_id, edit.id)
            assert library.snapshot() == before
            with database.session() as session:
                back(session, library.shelf.owner_id, edit.id)
            assert library.snapshot() == after
    for video_id in library.videos:
        places = library.places(video_id)
        library.look_again(video_id, seed)
        assert library.places(video_id) == places
    take_everything_back(library, seed)


def take_everything_back(library: Library, seed: int) -> None:
    """In any order: what is left is the machine's answer."""
    with library.shelf.database.session() as session:
        edits = session.scalars(
            sa.select(PersonEdit.id).where(
                PersonEdit.owner_id == library.shelf.owner_id, PersonEdit.undone_at.is_(None)
            )
        ).all()
    for index in np.random.default_rng(seed).permutation(len(edits)):
        with library.shelf.database.session() as session:
            undo(session, library.shelf.owner_id, edits[index])
    library.check()
    with library.shelf.database.session() as session:
        tracks = session.scalars(sa.select(Track).where(Track.owner_id == library.shelf.owner_id)).all()
        persons = session.scalars(sa.select(Person).where(Person.owner_id == library.shelf.owner_id)).all()
    assert [track for track in tracks if track.drawn_by_id or track.hidden] == []
    assert [track for track in tracks if track.person_id != track.found_person_id] == []
    assert [who for who in persons if who.name or who.ignored or who.merged_into_id or who.deleted_at] == []
