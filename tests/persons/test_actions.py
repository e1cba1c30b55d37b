"""What owners can do: it holds at once and in a second analysis of the video, and can be undone in both."""

import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.persons.actions import (
    NothingToMerge,
    PersonNameInvalid,
    delete_person,
    ignore_person,
    merge_persons,
    move_tracks,
    name_person,
    not_a_face,
    not_this_person,
    notice_person,
    split_person,
)
from opentube.persons.anchors import Outline
from opentube.persons.edits import NothingToRedo, NothingToUndo, history, record, redo, undo
from opentube.persons.log import Anchor, EditKind, body_of
from opentube.persons.outlines import anchors_of
from opentube.persons.queries import (
    PersonNotFound,
    TrackNotFound,
    list_persons,
    read_person,
    report_tracks,
    unsure_tracks,
)
from opentube.persons.service import remove_unused_persons
from opentube.persons.tables import Face, Person, PersonEdit, PersonMatch, Track
from opentube.reports.build import build_document
from opentube.reports.tables import Report
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from tests.persons.films import Seen, analyse
from tests.persons.shelves import Shelf

FILM = [
    Seen(0.0, 6.0, 0.05, 0),
    Seen(0.0, 6.0, 0.35, 1),
    Seen(10.0, 16.0, 0.05, 0),
    Seen(20.0, 23.0, 0.65, None),
]
Act = Callable[["Cinema", Session], object]


@dataclass(frozen=True)
class Cinema:
    """A library in which ann (0 and 2) and bob (1) were found in four tracks of one video; one (3) is unsure."""

    database: Database
    blobs: Blobs
    owner_id: uuid.UUID
    video_id: uuid.UUID
    report_id: uuid.UUID
    ann: uuid.UUID
    bob: uuid.UUID
    tracks: Sequence[int]

    def analyse(self, seed: int = 1) -> uuid.UUID:
        random = np.random.default_rng(seed)
        return analyse(self.database, self.owner_id, self.video_id, [seen.jittered(random) for seen in FILM])

    def view(self, report_id: uuid.UUID) -> list[str]:
        """Whose each track of a report is."""
        names = {self.ann: "ann", self.bob: "bob", None: "unsure"}
        with self.database.session() as session:
            rows = session.scalars(sa.select(Track).where(Track.report_id == report_id).order_by(Track.ordinal))
            return ["hidden" if row.hidden else names.get(row.person_id, "new") for row in rows]

    def shown(self, report_id: uuid.UUID) -> list[tuple[str | None, int]]:
        """Names and numbers of tracks of the persons in the report's document."""
        with self.database.session() as session:
            persons = build_document(session, session.get_one(Report, report_id)).persons
        assert persons
        return sorted(((person.name, person.tracks) for person in persons.persons), key=str)


@pytest.fixture
def cinema(database: Database, blobs: Blobs) -> Cinema:
    shelf = Shelf.new(database)
    video_id = shelf.video()
    report_id = analyse(database, shelf.owner_id, video_id, FILM)
    with database.session() as session:
        rows = session.scalars(sa.select(Track).order_by(Track.ordinal)).all()
    ann, bob = rows[0].person_id, rows[1].person_id
    assert ann
    assert bob
    return Cinema(database, blobs, shelf.owner_id, video_id, report_id, ann, bob, [row.id for row in rows])


FOUND = ["ann", "bob", "ann", "unsure"]
ON_TRACKS: dict[str, tuple[Act, list[str]]] = {
    "merge": (lambda c, s: merge_persons(s, c.owner_id, c.ann, [c.bob]), ["ann", "ann", "ann", "unsure"]),
    "split": (lambda c, s: split_person(s, c.blobs, c.owner_id, [c.tracks[2]]), ["ann", "bob", "new", "unsure"]),
    "move": (lambda c, s: move_tracks(s, c.owner_id, [c.tracks[3]], c.bob), ["ann", "bob", "ann", "bob"]),
    "not this person": (
        lambda c, s: not_this_person(s, c.owner_id, c.ann, [c.tracks[0]]),
        ["unsure", "bob", "ann", "unsure"],
    ),
    "not a face": (lambda c, s: not_a_face(s, c.owner_id, [c.tracks[1]]), ["ann", "hidden", "ann", "unsure"]),
}


@pytest.mark.parametrize("name", ON_TRACKS)
def test_what_is_done_with_tracks_outlives_a_second_analysis_and_can_be_undone(cinema: Cinema, name: str) -> None:
    act, expected = ON_TRACKS[name]

    with cinema.database.session() as session:
        act(cinema, session)
    assert cinema.view(cinema.report_id) == expected

    second = cinema.analyse()
    assert cinema.view(second) == expected

    with cinema.database.session() as session:
        undo(session, cinema.owner_id)
    assert cinema.view(cinema.report_id) == cinema.view(second) == FOUND

    with cinema.database.session() as session:
        redo(session, cinema.owner_id)
    assert cinema.view(cinema.report_id) == cinema.view(second) == expected


ON_PERSONS: dict[str, tuple[Act, list[tuple[str | None, int]]]] = {
    "name": (lambda c, s: name_person(s, c.owner_id, c.ann, "  Ann \n Lee "), [("Ann Lee", 2), (None, 1)]),
    "ignore": (lambda c, s: ignore_person(s, c.owner_id, c.ann), [(None, 1)]),
    "delete": (lambda c, s: delete_person(s, c.owner_id, c.ann), [(None, 1)]),
}


@pytest.mark.parametrize("name", ON_PERSONS)
def test_what_is_done_with_persons_outlives_a_second_analysis_and_can_be_undone(cinema: Cinema, name: str) -> None:
    act, expected = ON_PERSONS[name]

    with cinema.database.session() as session:
        act(cinema, session)
    assert cinema.shown(cinema.report_id) == expected

    second = cinema.analyse()
    assert cinema.shown(second) == expected

    with cinema.database.session() as session:
        undo(session, cinema.owner_id)
    assert cinema.shown(cinema.report_id) == cinema.shown(second) == [(None, 1), (None, 2)]


def test_who_is_ignored_can_be_noticed_again(cinema: Cinema) -> None:
    with cinema.database.session() as session:
        ignore_person(session, cinema.owner_id, cinema.ann)
        assert [p.id for p in list_persons(session, cinema.owner_id)] == [cinema.bob]
        assert [p.id for p in list_persons(session, cinema.owner_id, ignored=True)] == [cinema.ann]
        notice_person(session, cinema.owner_id, cinema.ann)
        assert [p.id for p in list_persons(session, cinema.owner_id)] == [cinema.ann, cinema.bob]


def test_who_is_in_the_bin_is_in_no_list_and_cannot_be_changed(cinema: Cinema) -> None:
    with cinema.database.session() as session:
        delete_person(session, cinema.owner_id, cinema.ann)
        assert [p.id for p in list_persons(session, cinema.owner_id)] == [cinema.bob]
        assert [p.id for p in list_persons(session, cinema.owner_id, binned=True)] == [cinema.ann]
        with pytest.raises(PersonNotFound):
            read_person(session, cinema.owner_id, cinema.ann)
        with pytest.raises(PersonNotFound):
            name_person(session, cinema.owner_id, cinema.ann, "Ann")


def test_a_track_never_comes_back_to_whom_it_is_not_by_machine(cinema: Cinema) -> None:
    with cinema.database.session() as session:
        not_this_person(session, cinema.owner_id, cinema.ann, [cinema.tracks[0]])
        merge_persons(session, cinema.owner_id, cinema.ann, [cinema.bob])
    second = cinema.analyse()
    assert cinema.view(second) == ["unsure", "ann", "ann", "unsure"]

    with cinema.database.session() as session:
        move_tracks(session, cinema.owner_id, [cinema.tracks[0]], cinema.bob)
    assert cinema.view(second) == ["ann", "ann", "ann", "unsure"]


def test_a_merged_person_lends_its_name_and_is_found_by_its_old_id(cinema: Cinema) -> None:
    with cinema.database.session() as session:
        name_person(session, cinema.owner_id, cinema.bob, "Bob")
        merge_persons(session, cinema.owner_id, cinema.ann, [cinema.bob])
        assert [(p.id, p.name) for p in list_persons(session, cinema.owner_id)] == [(cinema.ann, "Bob")]
        assert name_person(session, cinema.owner_id, cinema.bob, "Ann").body["person"] == str(cinema.ann)
        assert read_person(session, cinema.owner_id, cinema.ann).person.name == "Ann"
        undo(session, cinema.owner_id)
        undo(session, cinema.owner_id)
        assert {(p.id, p.name) for p in list_persons(session, cinema.owner_id)} == {
            (cinema.ann, None),
            (cinema.bob, "Bob"),
        }


def test_edits_are_undone_in_any_order(cinema: Cinema) -> None:
    with cinema.database.session() as session:
        merged = merge_persons(session, cinema.owner_id, cinema.ann, [cinema.bob])
        split = split_person(session, cinema.blobs, cinema.owner_id, [cinema.tracks[1], cinema.tracks[2]])
        undo(session, cinema.owner_id, merged.id)
    assert cinema.view(cinema.report_id) == ["ann", "new", "new", "unsure"]

    with cinema.database.session() as session:
        undo(session, cinema.owner_id, split.id)
    assert cinema.view(cinema.report_id) == FOUND

    with cinema.database.session() as session:
        assert redo(session, cinema.owner_id).id == split.id
        assert redo(session, cinema.owner_id).id == merged.id
        with pytest.raises(NothingToRedo):
            redo(session, cinema.owner_id)
        with pytest.raises(NothingToUndo):
            undo(session, cinema.owner_id, 10**9)
    assert cinema.view(cinema.report_id) == ["ann", "new", "new", "unsure"]


def test_a_draw_gives_way_to_what_a_later_analysis_finds(cinema: Cinema) -> None:
    times_s = np.arange(30.0, 35.0, 0.1)
    boxes = np.tile(np.array([0.2, 0.3, 0.1, 0.1], np.float32), (len(times_s), 1))
    anchor = Anchor(cinema.video_id, None, None, Outline(30.0, 35.0, times_s, boxes))
    with cinema.database.session() as session:
        models = session.scalars(sa.select(Track.model_set_id)).first()
        body = body_of(cinema.bob, tracks=[anchor], model_set=models, embedding=[1.0] + [0.0] * 127, embedder="x 1")
        record(session, cinema.owner_id, EditKind.DRAW, body)
    assert cinema.view(cinema.report_id) == [*FOUND, "bob"]
    assert cinema.view(cinema.analyse()) == [*FOUND, "bob"]

    found = analyse(cinema.database, cinema.owner_id, cinema.video_id, [*FILM, *Seen(29.8, 35.1, 0.21, 0).cut(1 / 3)])
    assert cinema.view(found) == [*FOUND, "bob", "bob"]

    with cinema.database.session() as session:
        drawn = session.scalars(sa.select(Track).where(Track.drawn_by_id.is_not(None))).all()
        assert [(row.embedder, len(row.embedding or [])) for row in drawn] == [("x 1", 128)] * 2
        undo(session, cinema.owner_id)
    assert cinema.view(cinema.report_id) == FOUND
    assert cinema.view(found) == [*FOUND, "ann", "ann"]


def test_answers_of_the_review_list_hold_for_whoever_persons_count_as(cinema: Cinema) -> None:
    other = Shelf(cinema.database, cinema.owner_id).person("Cy")
    with cinema.database.session() as session:
        row = PersonMatch(
            owner_id=cinema.owner_id, report_id=cinema.report_id, person_id=cinema.ann, candidate_id=other, score=0.5
        )
        session.add(row)
        session.flush()
        record(session, cinema.owner_id, EditKind.DIFFERENT, body_of(cinema.bob, others=[other]))
        assert row.answer is None
        merge_persons(session, cinema.owner_id, cinema.ann, [cinema.bob])
        assert row.answer == "different"
        record(session, cinema.owner_id, EditKind.SAME, body_of(other, others=[cinema.ann]))
        assert row.answer == "same"
        undo(session, cinema.owner_id)
        undo(session, cinema.owner_id)
        assert row.answer is None


def test_what_cannot_be_done_is_refused_and_leaves_nothing(cinema: Cinema) -> None:
    stranger = Shelf.new(cinema.database).owner_id
    with cinema.database.session() as session:
        for name in ("", " \n", "x" * 101, "a\x00b"):
            with pytest.raises(PersonNameInvalid):
                name_person(session, cinema.owner_id, cinema.ann, name)
        with pytest.raises(NothingToMerge):
            merge_persons(session, cinema.owner_id, cinema.ann, [cinema.ann])
        with pytest.raises(PersonNotFound):
            merge_persons(session, cinema.owner_id, cinema.ann, [uuid.uuid4()])
        with pytest.raises(PersonNotFound):
            name_person(session, stranger, cinema.ann, "Ann")
        with pytest.raises(TrackNotFound):
            not_a_face(session, stranger, [cinema.tracks[0]])
        with pytest.raises(TrackNotFound):
            not_a_face(session, cinema.owner_id, [])
        with pytest.raises(TrackNotFound):
            not_this_person(session, cinema.owner_id, cinema.bob, [cinema.tracks[0]])
        with pytest.raises(NothingToUndo):
            undo(session, cinema.owner_id)
        assert session.scalars(sa.select(PersonEdit)).all() == []


def test_history_tells_what_was_done_and_undone(cinema: Cinema) -> None:
    with cinema.database.session() as session:
        name_person(session, cinema.owner_id, cinema.ann, "Ann")
        not_a_face(session, cinema.owner_id, cinema.tracks[:2])
        undo(session, cinema.owner_id)
        told = [
            (entry.kind, entry.name, entry.tracks, entry.persons, entry.undone_at is None)
            for entry in history(session, cinema.owner_id)
        ]
    assert told == [
        (EditKind.NOT_A_FACE, None, 2, frozenset(), False),
        (EditKind.NAME, "Ann", 0, frozenset({cinema.ann}), True),
    ]


def test_two_edits_at_once_are_both_kept(cinema: Cinema) -> None:
    ready = threading.Barrier(2)

    def name(person: uuid.UUID, name: str) -> None:
        with cinema.database.session() as session:
            ready.wait()
            name_person(session, cinema.owner_id, person, name)

    def move(track: int) -> None:
        with cinema.database.session() as session:
            ready.wait()
            move_tracks(session, cinema.owner_id, [track], cinema.bob)

    for first, second in (
        ((name, cinema.ann, "Ann"), (name, cinema.bob, "Bob")),
        ((move, cinema.tracks[0]), (move, cinema.tracks[3])),
    ):
        threads = [threading.Thread(target=act, args=rest) for act, *rest in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

    with cinema.database.session() as session:
        assert {p.name for p in list_persons(session, cinema.owner_id)} == {"Ann", "Bob"}
        bob = read_person(session, cinema.owner_id, cinema.bob)
    assert cinema.view(cinema.report_id) == ["bob", "bob", "ann", "bob"]
    assert bob.videos[0].appearances == ((0.0, 6.0), (20.0, 23.0))


def test_only_the_latest_report_of_a_video_counts(cinema: Cinema) -> None:
    with cinema.database.session() as session:
        before = list_persons(session, cinema.owner_id)
    second = cinema.analyse()
    with cinema.database.session() as session:
        after = list_persons(session, cinema.owner_id)
        assert [(p.id, p.videos) for p in after] == [(p.id, 1) for p in before]
        assert [p.screen_time_s for p in after] == pytest.approx([12.0, 6.0])
        (video,) = read_person(session, cinema.owner_id, cinema.ann).videos
        assert video.report_id == second
        assert [track.person_id for track in video.tracks] == [cinema.ann, cinema.ann]
        assert [track.report_id for track in unsure_tracks(session, cinema.owner_id)] == [second]
        assert len(unsure_tracks(session, cinema.owner_id, cinema.report_id)) == 1
        not_a_face(session, cinema.owner_id, [cinema.tracks[3]])
        assert unsure_tracks(session, cinema.owner_id) == []
        assert [track.hidden for track in report_tracks(session, cinema.owner_id, second)] == [False] * 3 + [True]


def test_persons_that_nothing_names_any_more_are_removed_with_reports(cinema: Cinema) -> None:
    with cinema.database.session() as session:
        name_person(session, cinema.owner_id, cinema.ann, "Ann")
        session.execute(sa.delete(Report).where(Report.id == cinema.report_id))
        assert remove_unused_persons(session, cinema.owner_id) == [f"cover/{cinema.report_id}/1"]
        assert session.scalars(sa.select(Person.id)).all() == [cinema.ann]


def test_who_was_deleted_for_good_does_not_come_back(cinema: Cinema) -> None:
    with cinema.database.session() as session:
        rows = session.scalars(sa.select(Track).where(Track.person_id == cinema.ann)).all()
        anchors = anchors_of(session, rows)
        record(session, cinema.owner_id, EditKind.FORGET, body_of(tracks=anchors))
        with pytest.raises(NothingToUndo):
            undo(session, cinema.owner_id)
    second = cinema.analyse()
    assert cinema.view(second) == ["bob", "unsure"]
    with cinema.database.session() as session:
        faces = session.scalars(sa.select(Face).where(Face.report_id == second)).all()
    assert [face for face in faces if face.box[0] < 0.2] == []
    assert None not in {face.track_id for face in faces}
