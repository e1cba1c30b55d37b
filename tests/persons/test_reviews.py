"""The review list."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from opentube.persons import actions
from opentube.persons.edits import undo
from opentube.persons.queries import list_persons
from opentube.persons.reviews import Review, ReviewNotFound, answer_different, answer_same, open_reviews
from opentube.persons.tables import Track
from tests.persons.films import Seen, analyse
from tests.persons.shelves import Shelf, alike, look

EARLIER = (Seen(0.0, 6.0, 0.05, 0, vector=look(1)),)
LATER = (Seen(10.0, 16.0, 0.35, 0, vector=alike(look(1), 0.45)), Seen(10.0, 16.0, 0.65, 1, vector=look(5)))


@dataclass
class Library:
    """Anna, known from an earlier video, and somebody in a later one who may be her."""

    shelf: Shelf
    later: uuid.UUID
    anna: uuid.UUID

    def reviews(self) -> Sequence[Review]:
        with self.shelf.database.session() as session:
            return open_reviews(session, self.shelf.owner_id)

    def persons(self) -> list[tuple[str | None, int]]:
        """Names, and in how many videos they are."""
        with self.shelf.database.session() as session:
            return sorted(((one.name, one.videos) for one in list_persons(session, self.shelf.owner_id)), key=str)

    def look_again(self) -> None:
        analyse(self.shelf.database, self.shelf.owner_id, self.later, LATER)

    def undo(self) -> None:
        with self.shelf.database.session() as session:
            undo(session, self.shelf.owner_id)


@pytest.fixture
def library(shelf: Shelf) -> Library:
    earlier, later = shelf.video("earlier"), shelf.video("later")
    analyse(shelf.database, shelf.owner_id, earlier, EARLIER)
    with shelf.database.session() as session:
        anna = session.scalars(sa.select(Track.person_id)).one()
        assert anna
        actions.name_person(session, shelf.owner_id, anna, "Anna")
    library = Library(shelf, later, anna)
    library.look_again()
    return library


def same(library: Library, review: int) -> None:
    with library.shelf.database.session() as session:
        answer_same(session, library.shelf.owner_id, review)


def different(library: Library, review: int) -> None:
    with library.shelf.database.session() as session:
        answer_different(session, library.shelf.owner_id, review)


def test_who_may_be_known_is_asked_about_with_where_they_were_seen(library: Library) -> None:
    (review,) = library.reviews()
    assert review.candidate.id == library.anna
    assert review.candidate.name == "Anna"
    assert review.score == pytest.approx(0.45, abs=1e-4)
    assert [(seen.title, seen.appearances) for seen in review.candidate.seen_in] == [("earlier", ((0.0, 6.0),))]
    assert [(seen.title, seen.appearances) for seen in review.person.seen_in] == [("later", ((10.0, 16.0),))]
    assert review.person.cover_key


def test_the_same_becomes_one_person_until_it_is_undone(library: Library) -> None:
    # when
    same(library, library.reviews()[0].id)
    # then
    assert library.reviews() == []
    assert library.persons() == [("Anna", 2), (None, 1)]
    # when
    library.undo()
    # then
    assert len(library.reviews()) == 1
    assert library.persons() == [("Anna", 1), (None, 1), (None, 1)]


@pytest.mark.parametrize("answer", [same, different])
def test_an_answer_is_not_asked_for_again_after_a_new_analysis(
    library: Library, answer: Callable[[Library, int], None]
) -> None:
    # given
    answer(library, library.reviews()[0].id)
    persons = library.persons()
    # when
    library.look_again()
    # then
    assert library.reviews() == []
    assert library.persons() == persons
    # and it can still be undone
    library.undo()
    assert len(library.reviews()) == 1


def test_different_stays_two(library: Library) -> None:
    different(library, library.reviews()[0].id)
    assert library.persons() == [("Anna", 1), (None, 1), (None, 1)]


def test_a_question_is_answered_once_and_by_its_owner(library: Library) -> None:
    review = library.reviews()[0].id
    other = Shelf.new(library.shelf.database)
    with other.database.session() as session:
        assert open_reviews(session, other.owner_id) == []
        with pytest.raises(ReviewNotFound):
            answer_same(session, other.owner_id, review)
    different(library, review)
    with pytest.raises(ReviewNotFound):
        same(library, review)


def test_nobody_is_asked_about_the_ignored_and_the_deleted(library: Library) -> None:
    (review,) = library.reviews()
    owner = library.shelf.owner_id
    for act, person in (
        (actions.ignore_person, review.person.id),
        (actions.delete_person, review.person.id),
        (actions.delete_person, review.candidate.id),
    ):
        with library.shelf.database.session() as session:
            act(session, owner, person)
        assert library.reviews() == []
        library.undo()
        assert len(library.reviews()) == 1


def test_questions_follow_merges(library: Library) -> None:
    """Anna turns out to be Beth, whom the owner knows better: the question is about Beth now."""
    (review,) = library.reviews()
    beth = library.shelf.person("Beth")
    with library.shelf.database.session() as session:
        actions.name_person(session, library.shelf.owner_id, beth, "Beth")
        actions.merge_persons(session, library.shelf.owner_id, beth, [library.anna])
    assert [(asked.id, asked.candidate.name) for asked in library.reviews()] == [(review.id, "Beth")]
    same(library, review.id)
    assert library.persons() == [("Beth", 2), (None, 1)]
