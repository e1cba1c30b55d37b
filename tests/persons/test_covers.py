"""Pictures of persons: each shows a face that is theirs, whatever tracks are given to others."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.persons import actions
from opentube.persons.cutting import cover_of, cut_due_covers
from opentube.persons.edits import redo, undo
from opentube.persons.purge import purge_person
from opentube.persons.queries import list_persons
from opentube.persons.tables import Person, Track
from opentube.persons.upkeep import LibraryUpkeep
from opentube.sources.tables import Video
from opentube.store.blobs import Blobs
from tests.persons.films import Seen, analyse
from tests.persons.shelves import Shelf

FILM = (Seen(0.0, 2.0, 0.05, 0), Seen(3.0, 5.0, 0.35, 0), Seen(0.0, 2.0, 0.65, 1))
"""Her twice, and him; covers are cut from the first face of each."""

Act = Callable[["Album", Session], object]


@dataclass
class Album:
    """A film in which she and he were found."""

    shelf: Shelf
    blobs: Blobs
    video: uuid.UUID
    her: uuid.UUID
    him: uuid.UUID
    tracks: list[int]

    @property
    def owner(self) -> uuid.UUID:
        return self.shelf.owner_id

    def analyse(self, *more: Seen) -> uuid.UUID:
        return analyse(self.shelf.database, self.owner, self.video, (*FILM, *more), put_cover=self.put)

    def put(self, number: int) -> str:
        return self.blobs.put_bytes(f"found {number}".encode())

    def do(self, act: Act) -> None:
        with self.shelf.database.session() as session:
            act(self, session)

    def cover(self, person: uuid.UUID) -> str:
        """What is shown of somebody: the name that `put` gave it, or where it was cut."""
        with self.shelf.database.session() as session:
            key = cover_of(session, self.blobs, self.owner, person)
            row = session.get_one(Person, person)
            if key is None:
                return "none"
            content = self.blobs.get(key)
            if content.startswith(b"found"):
                return content.decode()
            assert content.startswith(b"\xff\xd8")
            assert key == row.cut_cover_key
            return f"cut at {row.cut_cover_at and row.cut_cover_at['box'][0]:.2f}"

    def blobs_on_disk(self) -> set[str]:
        folder = Path(str(self.blobs._folder))
        return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}

    def has_cover(self) -> set[uuid.UUID]:
        with self.shelf.database.session() as session:
            return {person.id for person in list_persons(session, self.owner) if person.has_cover}


@pytest.fixture
def album(shelf: Shelf, blobs: Blobs, sample: Path) -> Album:
    album = Album(shelf, blobs, shelf.video(), uuid.uuid4(), uuid.uuid4(), [])
    with shelf.database.session() as session:
        session.execute(sa.update(Video).values(media_key=blobs.put_file(sample)))
    album.analyse()
    with shelf.database.session() as session:
        tracks = session.scalars(sa.select(Track).order_by(Track.ordinal)).all()
        album.tracks = [track.id for track in tracks]
        album.her, album.him = (person for person in (tracks[0].person_id, tracks[2].person_id) if person)
    return album


TAKING: dict[str, Act] = {
    "moved": lambda a, s: actions.move_tracks(s, a.owner, a.tracks[:1], a.him),
    "denied": lambda a, s: actions.not_this_person(s, a.owner, a.her, a.tracks[:1]),
    "hidden": lambda a, s: actions.not_a_face(s, a.owner, a.tracks[:1]),
    "split off": lambda a, s: actions.split_person(s, a.blobs, a.owner, a.tracks[:1]),
}


@pytest.mark.parametrize("how", TAKING)
def test_another_picture_is_cut_where_the_found_one_shows_somebody_else(album: Album, how: str) -> None:
    assert album.cover(album.her) == "found 0"
    # when
    album.do(TAKING[how])
    # then
    assert {album.her, album.him} <= album.has_cover()
    assert album.cover(album.her) == "cut at 0.35"
    assert album.cover(album.him) == "found 1"
    # and it holds in a second analysis, without being cut again
    album.analyse()
    assert cut_due_covers(album.shelf.database, album.blobs) == 0
    assert album.cover(album.her) == "cut at 0.35"
    # and can be undone and done again
    album.do(lambda a, s: undo(s, a.owner))
    assert album.cover(album.her) == "found 0"
    album.do(lambda a, s: redo(s, a.owner))
    assert cut_due_covers(album.shelf.database, album.blobs) == 0
    assert album.cover(album.her) == "cut at 0.35"


def test_workers_cut_what_is_due(album: Album) -> None:
    album.do(TAKING["moved"])
    LibraryUpkeep(album.shelf.database, album.blobs)()
    with album.shelf.database.session() as session:
        her = session.get_one(Person, album.her)
    assert her.cover_key
    assert not her.cover_due


def test_a_chosen_picture_gives_way_as_well(album: Album) -> None:
    # given she was given the picture of her second track
    album.do(lambda a, s: actions.choose_cover(s, a.blobs, a.owner, a.tracks[1]))
    # when that track is his
    album.do(lambda a, s: actions.move_tracks(s, a.owner, a.tracks[1:2], a.him))
    # then
    assert album.cover(album.her) == "found 0"


def test_who_is_merged_keeps_pictures_of_both(album: Album) -> None:
    album.do(TAKING["moved"])
    assert album.cover(album.her) == "cut at 0.35"
    album.do(lambda a, s: actions.merge_persons(s, a.owner, a.her, [a.him]))
    assert album.cover(album.her) == "found 0"


def test_who_has_no_face_left_has_no_picture(album: Album) -> None:
    album.do(lambda a, s: actions.not_a_face(s, a.owner, a.tracks[:2]))
    assert album.cover(album.her) == "none"
    assert album.has_cover() == {album.him}
    album.do(lambda a, s: undo(s, a.owner))
    assert album.cover(album.her) == "found 0"


def test_without_the_film_there_is_no_picture(album: Album) -> None:
    # given
    album.do(TAKING["moved"])
    with album.shelf.database.session() as session:
        session.execute(sa.update(Video).values(media_key="sha256/00/" + "0" * 64))
    # then
    assert album.cover(album.her) == "none"
    assert album.has_cover() == {album.him}


def test_a_picture_that_was_cut_and_is_wrong_again_is_replaced(album: Album) -> None:
    # given a third track of hers, seen after the others
    album.analyse(Seen(6.0, 8.0, 0.5, 0))
    album.do(TAKING["moved"])
    assert album.cover(album.her) == "cut at 0.35"
    before = album.blobs_on_disk()
    # when
    album.do(lambda a, s: actions.move_tracks(s, a.owner, a.tracks[1:2], a.him))
    # then the file of the first is gone
    assert album.cover(album.her) == "cut at 0.50"
    assert len(album.blobs_on_disk() - before) == len(before - album.blobs_on_disk()) == 1


def test_purging_leaves_no_picture(album: Album) -> None:
    # given
    album.do(TAKING["moved"])
    assert album.cover(album.her) == "cut at 0.35"
    # when
    album.do(lambda a, s: purge_person(s, a.blobs, a.owner, a.her))
    album.do(lambda a, s: purge_person(s, a.blobs, a.owner, a.him))
    # then only the film is left
    with album.shelf.database.session() as session:
        assert album.blobs_on_disk() == set(session.scalars(sa.select(Video.media_key)))
