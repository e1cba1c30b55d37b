"""Who in a new report is somebody the owner knows."""

import uuid
from collections.abc import Collection

import pytest
import sqlalchemy as sa

from opentube.persons.recognition import MAYBE, SURE, GroupLook, Recognised, recognise
from opentube.persons.tables import Person, Track
from tests.persons.shelves import EMBEDDER, Shelf, Vector, alike, look


def ask(shelf: Shelf, *groups: GroupLook) -> list[Recognised]:
    with shelf.database.session() as session:
        return recognise(session, shelf.owner_id, groups)


def group(
    vector: Vector, embedder: str = EMBEDDER, apart: Collection[int] = (), barred: Collection[uuid.UUID] = ()
) -> GroupLook:
    return GroupLook(vector, embedder, apart, barred)


@pytest.fixture
def anna(shelf: Shelf) -> uuid.UUID:
    """Somebody who was seen three times in an earlier video."""
    person = shelf.person("Anna")
    shelf.tracks(shelf.report(shelf.video()), person, [look(1)] * 3)
    return person


def change(shelf: Shelf, person: uuid.UUID, **values: object) -> None:
    with shelf.database.session() as session:
        session.execute(sa.update(Person).where(Person.id == person).values(**values))


def test_an_empty_library_knows_nobody(shelf: Shelf) -> None:
    assert ask(shelf) == []
    assert ask(shelf, group(look(1))) == [Recognised(None, ())]


def test_who_is_alike_is_known_asked_about_or_new(shelf: Shelf, anna: uuid.UUID) -> None:
    sure, maybe, new = ask(
        shelf, *(group(alike(look(1), cosine)) for cosine in (SURE + 0.01, MAYBE + 0.01, MAYBE - 0.01))
    )
    assert sure == Recognised(anna, ())
    assert maybe.person_id is None
    assert [candidate.person_id for candidate in maybe.candidates] == [anna]
    assert maybe.candidates[0].score == pytest.approx(MAYBE + 0.01, abs=1e-4)
    assert new == Recognised(None, ())


def test_likeness_is_the_mean_over_all_tracks_of_a_person(shelf: Shelf) -> None:
    """One track that is wrong or looks like somebody else does not decide."""
    # given
    person = shelf.person()
    shelf.tracks(shelf.report(shelf.video()), person, [look(1), look(2), look(3)])
    # then
    assert ask(shelf, group(look(1)))[0].person_id is None


def test_between_two_who_are_nearly_as_alike_the_owner_decides(shelf: Shelf, anna: uuid.UUID) -> None:
    # given
    twin = shelf.person("Twin")
    shelf.track(shelf.report(shelf.video()), twin, alike(look(1), 0.98))
    # when
    (found,) = ask(shelf, group(look(1)))
    # then
    assert found.person_id is None
    assert [candidate.person_id for candidate in found.candidates] == [anna, twin]


def test_two_on_screen_together_are_never_the_same(shelf: Shelf, anna: uuid.UUID) -> None:
    # given a group that is less alike comes first, and knows of the other only from its side
    first, second = ask(shelf, group(alike(look(1), 0.7)), group(look(1), apart=(0,)))
    # then
    assert second.person_id == anna
    assert first.person_id is None
    assert [candidate.person_id for candidate in first.candidates] == [anna]


def test_the_same_person_may_be_two_groups_that_never_meet(shelf: Shelf, anna: uuid.UUID) -> None:
    assert [found.person_id for found in ask(shelf, group(look(1)), group(alike(look(1), 0.8)))] == [anna, anna]


def test_who_is_on_screen_with_a_person_is_not_that_person(shelf: Shelf, anna: uuid.UUID) -> None:
    assert ask(shelf, group(look(1), barred=[anna]))[0].person_id is None


def test_vectors_of_another_model_are_never_compared(shelf: Shelf, anna: uuid.UUID) -> None:
    assert ask(shelf, group(look(1), embedder="sface 2027")) == [Recognised(None, ())]
    assert ask(shelf, group(look(1)))[0].person_id == anna


def test_the_ignored_stay_known(shelf: Shelf, anna: uuid.UUID) -> None:
    change(shelf, anna, ignored=True)
    assert ask(shelf, group(look(1)))[0].person_id == anna


def test_who_is_in_the_bin_or_hidden_is_not_known(shelf: Shelf, anna: uuid.UUID) -> None:
    change(shelf, anna, deleted_at=sa.func.now())
    assert ask(shelf, group(look(1))) == [Recognised(None, ())]
    change(shelf, anna, deleted_at=None)
    with shelf.database.session() as session:
        session.execute(sa.update(Track).values(hidden=True))
    assert ask(shelf, group(look(1))) == [Recognised(None, ())]


def test_other_owners_people_are_not_known(shelf: Shelf, anna: uuid.UUID) -> None:
    assert ask(Shelf.new(shelf.database), group(look(1))) == [Recognised(None, ())]
    assert ask(shelf, group(look(1)))[0].person_id == anna


def test_without_an_index_the_answers_are_the_same(shelf: Shelf, anna: uuid.UUID) -> None:
    # given
    groups = [group(alike(look(1), cosine)) for cosine in (0.9, 0.45, 0.2)]
    indexed = ask(shelf, *groups)
    # when
    with shelf.database.session() as session:
        session.execute(sa.text("DROP EXTENSION IF EXISTS vector CASCADE"))
    # then
    plain = ask(shelf, *groups)
    assert [found.person_id for found in plain] == [found.person_id for found in indexed] == [anna, None, None]
    assert [[c.person_id for c in found.candidates] for found in plain] == [[], [anna], []]
