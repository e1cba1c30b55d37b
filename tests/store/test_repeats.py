"""Answers kept for repeated requests."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from opentube.accounts.service import local_owner
from opentube.accounts.tables import Owner
from opentube.store import repeats
from opentube.store.database import Database
from opentube.store.repeats import IdempotencyRecord, Stored


@pytest.fixture
def owner_id(database: Database) -> uuid.UUID:
    """An owner with no answers yet."""
    with database.session() as session:
        return local_owner(session)


def test_a_kept_answer_is_found_again(database: Database, owner_id: uuid.UUID) -> None:
    with database.session() as session:
        assert repeats.find(session, owner_id, "key") is None
        repeats.keep(session, owner_id, "key", "digest", 201, {"id": 1}, "/there")

    with database.session() as session:
        assert repeats.find(session, owner_id, "key") == Stored("digest", 201, {"id": 1}, "/there")


def test_keys_of_one_owner_say_nothing_of_anothers(database: Database, owner_id: uuid.UUID) -> None:
    with database.session() as session:
        session.add(other := Owner(name="other"))
        session.flush()
        repeats.keep(session, owner_id, "key", "digest", 201, {}, None)

        assert repeats.find(session, other.id, "key") is None


def test_of_two_who_ask_at_once_the_second_waits_for_the_answer(database: Database, owner_id: uuid.UUID) -> None:
    def ask(name: str) -> Stored | None:
        with database.session() as session:
            stored = repeats.find(session, owner_id, "key")
            if stored is None:
                repeats.keep(session, owner_id, "key", name, 201, {}, None)
            return stored

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, "abcdefgh"))

    assert answers.count(None) == 1
    assert len(set(map(repr, answers))) == 2


def test_after_a_day_a_key_is_new(database: Database, owner_id: uuid.UUID) -> None:
    with database.session() as session:
        for key in ("old", "older", "young"):
            repeats.keep(session, owner_id, key, "first", 201, {}, None)
        session.execute(
            sa.update(IdempotencyRecord)
            .where(IdempotencyRecord.key != "young")
            .values(created_at=sa.func.now() - sa.text("interval '25 hours'"))
        )

    with database.session() as session:
        assert repeats.find(session, owner_id, "old") is None
        repeats.keep(session, owner_id, "old", "second", 200, [1], None)
        assert repeats.forget_outdated(session) == 1
        assert repeats.find(session, owner_id, "old") == Stored("second", 200, [1], None)
        assert repeats.find(session, owner_id, "young") is not None
