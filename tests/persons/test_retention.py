"""Forgetting vectors after a time."""

import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from opentube.persons.log import EditKind
from opentube.persons.queries import read_person
from opentube.persons.recognition import GroupLook, recognise
from opentube.persons.retention import RetentionInvalid, forget_old_vectors, keep_vectors, vectors_kept_days
from opentube.persons.tables import Face, PersonEdit, Track
from opentube.persons.upkeep import LibraryUpkeep
from opentube.reports.tables import Report
from opentube.store.blobs import Blobs
from tests.persons.shelves import EMBEDDER, Shelf, look


def keep(shelf: Shelf, days: int | None) -> None:
    with shelf.database.session() as session:
        keep_vectors(session, shelf.owner_id, days)


def age(shelf: Shelf, report: uuid.UUID, days: int, status: str = "done") -> None:
    ago = sa.func.now() - sa.func.make_interval(0, 0, 0, days)
    with shelf.database.session() as session:
        session.execute(sa.update(Report).where(Report.id == report).values(finished_at=ago, status=status))


def vectors(shelf: Shelf, report: uuid.UUID) -> tuple[int, int]:
    """Of tracks and of faces."""
    with shelf.database.session() as session:
        tracks = session.query(Track).filter(Track.report_id == report, Track.embedding.is_not(None)).count()
        return tracks, session.query(Face).filter(Face.report_id == report, Face.embedding.is_not(None)).count()


def filled(shelf: Shelf) -> tuple[uuid.UUID, uuid.UUID]:
    person, report = shelf.person("Anna"), shelf.report(shelf.video())
    shelf.tracks(report, person, [look(1), look(1)])
    return person, report


def by_hand(shelf: Shelf, _: Blobs) -> None:
    forget_old_vectors(shelf.database)


def by_upkeep(shelf: Shelf, blobs: Blobs) -> None:
    LibraryUpkeep(shelf.database, blobs)()


@pytest.mark.parametrize("forget", [by_hand, by_upkeep])
def test_old_vectors_are_forgotten_and_all_else_stays(
    shelf: Shelf, blobs: Blobs, forget: Callable[[Shelf, Blobs], None]
) -> None:
    # given one report that is 31 days old, and one of today
    person, old = filled(shelf)
    new = shelf.report(shelf.video("new"))
    shelf.track(new, person, look(1))
    age(shelf, old, 31)
    keep(shelf, 30)
    # when
    forget(shelf, blobs)
    # then
    assert vectors(shelf, old) == (0, 0)
    assert vectors(shelf, new) == (1, 2)
    with shelf.database.session() as session:
        found = read_person(session, shelf.owner_id, person)
    assert found.person.name == "Anna"
    assert sorted(len(video.appearances) for video in found.videos) == [1, 2]


def test_who_has_no_vectors_left_is_not_recognised_any_more(shelf: Shelf) -> None:
    person, report = filled(shelf)
    with shelf.database.session() as session:
        assert recognise(session, shelf.owner_id, [GroupLook(look(1), EMBEDDER)])[0].person_id == person
    age(shelf, report, 3)
    keep(shelf, 2)
    forget_old_vectors(shelf.database)
    with shelf.database.session() as session:
        assert recognise(session, shelf.owner_id, [GroupLook(look(1), EMBEDDER)])[0].person_id is None


def test_vectors_are_kept_for_good_unless_the_owner_says_otherwise(shelf: Shelf) -> None:
    _, report = filled(shelf)
    age(shelf, report, 36_000)
    assert forget_old_vectors(shelf.database) == 0
    keep(shelf, 1)
    keep(shelf, None)
    assert forget_old_vectors(shelf.database) == 0
    assert vectors(shelf, report) == (2, 4)


def test_other_owners_and_reports_at_work_keep_theirs(shelf: Shelf) -> None:
    other = Shelf.new(shelf.database)
    _, theirs = filled(other)
    _, working = filled(shelf)
    age(other, theirs, 31)
    age(shelf, working, 31, status="working")
    keep(shelf, 30)
    assert forget_old_vectors(shelf.database) == 0
    assert vectors(other, theirs) == vectors(shelf, working) == (2, 4)


def test_the_vector_of_a_drawn_face_is_forgotten_in_its_edit_too(shelf: Shelf) -> None:
    # given
    body = {"person": str(uuid.uuid4()), "embedding": look(1).tolist(), "embedder": EMBEDDER}
    with shelf.database.session() as session:
        edit = PersonEdit(owner_id=shelf.owner_id, kind=EditKind.DRAW, body=body)
        session.add(edit)
        session.flush()
        ago = sa.func.now() - sa.func.make_interval(0, 0, 0, 31)
        session.execute(sa.update(PersonEdit).where(PersonEdit.id == edit.id).values(created_at=ago))
    keep(shelf, 30)
    # when
    assert forget_old_vectors(shelf.database) == 1
    # then
    with shelf.database.session() as session:
        assert session.get_one(PersonEdit, edit.id).body == {"person": body["person"]}


@pytest.mark.parametrize("days", [0, -1, 36_501])
def test_a_time_that_makes_no_sense_is_refused(shelf: Shelf, days: int) -> None:
    with pytest.raises(RetentionInvalid):
        keep(shelf, days)
    keep(shelf, 30)
    with shelf.database.session() as session:
        assert vectors_kept_days(session, shelf.owner_id) == 30
