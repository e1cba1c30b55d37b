"""Who the people of a new analysis are."""

import threading
import uuid
from dataclasses import replace

import pytest
import sqlalchemy as sa

from opentube.persons.actions import delete_person
from opentube.persons.faces import read_faces
from opentube.persons.tables import Appearance, Face, Person, PersonMatch, Track
from opentube.store.blobs import BlobStoreUnreachable
from opentube.store.database import Database
from tests.persons.films import Seen, analyse
from tests.persons.shelves import Shelf, Vector, alike, look

ANN = look(1)


def found(shelf: Shelf, report_id: uuid.UUID) -> list[uuid.UUID | None]:
    """Whose each track is by the machine."""
    with shelf.database.session() as session:
        rows = session.scalars(sa.select(Track).where(Track.report_id == report_id).order_by(Track.ordinal))
        return [row.found_person_id for row in rows]


def seen(start_s: float, x: float, person: int | None, vector: Vector | None = None) -> Seen:
    return Seen(start_s, start_s + 5.0, x, person, vector=vector)


def test_a_group_is_the_person_it_mostly_was_before_without_any_vectors(shelf: Shelf) -> None:
    video_id = shelf.video()
    film = [seen(0, 0.1, 0), seen(10, 0.1, 0), seen(20, 0.1, 0), seen(0, 0.5, 1), seen(40, 0.5, None)]
    first = analyse(shelf.database, shelf.owner_id, video_id, film)
    a, _, _, b, _ = found(shelf, first)

    regrouped = [replace(one, person=who) for one, who in zip(film, (7, 7, 3, 3, 3), strict=True)]
    second = analyse(shelf.database, shelf.owner_id, video_id, regrouped)

    assert found(shelf, second) == [a, a, b, b, b]


def test_of_two_groups_on_screen_together_one_alone_stays_who_they_were(shelf: Shelf) -> None:
    video_id = shelf.video()
    first = analyse(shelf.database, shelf.owner_id, video_id, [seen(0, 0.1, 0), seen(10, 0.1, 0), seen(12, 0.5, 0)])
    (who, *_) = found(shelf, first)

    again = [seen(0, 0.1, 0), seen(10, 0.1, 0), seen(12, 0.5, 1)]
    a, b, c = found(shelf, analyse(shelf.database, shelf.owner_id, video_id, again))

    assert a == b == who
    assert c not in {None, who}


def test_somebody_elsewhere_in_the_picture_is_somebody_new(shelf: Shelf) -> None:
    video_id = shelf.video()
    first = analyse(shelf.database, shelf.owner_id, video_id, [seen(0, 0.1, 0)])
    second = analyse(shelf.database, shelf.owner_id, video_id, [seen(0, 0.6, 0), seen(30, 0.1, 1)])

    assert len({*found(shelf, first), *found(shelf, second)}) == 3


def test_a_known_face_in_another_video_is_the_same_person(shelf: Shelf) -> None:
    first = analyse(shelf.database, shelf.owner_id, shelf.video(), [seen(0, 0.1, 0, ANN)])
    film = [seen(5, 0.6, 0, alike(ANN, 0.8)), seen(5, 0.2, 1, look(2))]

    who, other = found(shelf, analyse(shelf.database, shelf.owner_id, shelf.video(), film))

    assert [who] == found(shelf, first)
    assert other != who


def test_who_may_be_known_is_somebody_new_to_be_looked_at(shelf: Shelf) -> None:
    (ann,) = found(shelf, analyse(shelf.database, shelf.owner_id, shelf.video(), [seen(0, 0.1, 0, ANN)]))

    report_id = analyse(shelf.database, shelf.owner_id, shelf.video(), [seen(0, 0.1, 0, alike(ANN, 0.45))])

    (who,) = found(shelf, report_id)
    with shelf.database.session() as session:
        (match,) = session.scalars(sa.select(PersonMatch))
    assert who != ann
    assert (match.person_id, match.candidate_id, match.report_id) == (who, ann, report_id)
    assert match.answer is None


def test_who_is_in_the_bin_stays_there_in_a_new_analysis_and_is_not_known_elsewhere(shelf: Shelf) -> None:
    video_id = shelf.video()
    (ann,) = found(shelf, analyse(shelf.database, shelf.owner_id, video_id, [seen(0, 0.1, 0, ANN)]))
    assert ann
    with shelf.database.session() as session:
        delete_person(session, shelf.owner_id, ann)

    assert found(shelf, analyse(shelf.database, shelf.owner_id, video_id, [seen(0, 0.1, 0, ANN)])) == [ann]
    assert found(shelf, analyse(shelf.database, shelf.owner_id, shelf.video(), [seen(0, 0.1, 0, ANN)])) != [ann]


def test_two_analyses_at_once_find_one_person(shelf: Shelf, database: Database) -> None:
    videos = [shelf.video(), shelf.video()]
    ready = threading.Barrier(2)

    def work(video_id: uuid.UUID) -> None:
        ready.wait()
        analyse(database, shelf.owner_id, video_id, [seen(0, 0.1, 0, ANN)])

    threads = [threading.Thread(target=work, args=[video_id]) for video_id in videos]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    with database.session() as session:
        assert len(session.scalars(sa.select(Person)).all()) == 1
        assert {row.video_id for row in session.scalars(sa.select(Appearance))} == set(videos)


def test_an_analysis_that_is_not_saved_leaves_nobody(shelf: Shelf) -> None:
    def die(_: int) -> str:
        raise BlobStoreUnreachable

    with pytest.raises(BlobStoreUnreachable):
        analyse(shelf.database, shelf.owner_id, shelf.video(), [seen(0, 0.1, 0)], put_cover=die)
    with shelf.database.session() as session:
        assert [session.scalars(sa.select(table)).all() for table in (Person, Track, Face)] == [[], [], []]


def test_what_was_scanned_is_read_back_without_what_was_drawn(shelf: Shelf) -> None:
    report_id = analyse(shelf.database, shelf.owner_id, shelf.video(), [seen(0, 0.1, 0)])
    with shelf.database.session() as session:
        (track,) = session.scalars(sa.select(Track))
        drawn = session.scalars(sa.select(Face).limit(1)).one()
        drawn.segment, drawn.landmarks = -1, []
        session.flush()
        ids, table = read_faces(session, report_id)
        rows = session.scalars(sa.select(Face.id).where(Face.track_id == track.id, Face.id != drawn.id))
        assert ids == sorted(rows)
        assert len(table) == len(ids)
