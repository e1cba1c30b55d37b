"""Events are read in an order that misses nothing and repeats nothing, whoever writes at the same time."""

import random
import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from opentube.accounts.tables import Owner
from opentube.events.kinds import EventKind
from opentube.events.log import CHANNEL, after, now, read, record, sweep_events
from opentube.events.tables import Event
from opentube.events.values import EventCursor, EventCursorInvalid
from opentube.store.database import Database

PROGRESS = EventKind.REPORT_PROGRESS


def say(database: Database, owner_id: uuid.UUID, *numbers: int, report_id: uuid.UUID | None = None) -> None:
    with database.session() as session:
        for number in numbers:
            record(session, owner_id, PROGRESS, {"number": number}, report_id)


def read_numbers(database: Database, owner_id: uuid.UUID, cursor: EventCursor | None = None) -> list[int]:
    with database.session() as session:
        return [row.body["number"] for row in after(session, owner_id, cursor)]


def test_what_happened_is_read_in_its_order(database: Database, owner_id: uuid.UUID) -> None:
    say(database, owner_id, 1, 2)
    say(database, owner_id, 3)

    assert read_numbers(database, owner_id) == [1, 2, 3]


def test_a_cursor_goes_on_behind_what_was_read(database: Database, owner_id: uuid.UUID) -> None:
    say(database, owner_id, 1, 2, 3)
    with database.session() as session:
        page = read(session, owner_id, None, limit=2)

    assert [row.body["number"] for row in page.rows] == [1, 2]
    assert read_numbers(database, owner_id, EventCursor.parse(str(page.cursor))) == [3]


def test_a_transaction_that_failed_said_nothing(database: Database, owner_id: uuid.UUID) -> None:
    with pytest.raises(ZeroDivisionError), database.session() as session:  # noqa: PT012 - what comes before the error is the point
        record(session, owner_id, PROGRESS, {"number": 1})
        raise ZeroDivisionError

    assert read_numbers(database, owner_id) == []


def test_nobody_reads_the_events_of_others(database: Database, owner_id: uuid.UUID) -> None:
    with database.session() as session:
        other = Owner(name="other")
        session.add(other)
        session.flush()
        record(session, other.id, PROGRESS, {"number": 1})

    assert read_numbers(database, owner_id) == []


def test_one_report_can_be_followed_alone(database: Database, owner_id: uuid.UUID) -> None:
    mine, other = uuid.uuid4(), uuid.uuid4()
    say(database, owner_id, 1, report_id=mine)
    say(database, owner_id, 2, report_id=other)
    say(database, owner_id, 3)

    with database.session() as session:
        assert [row.body["number"] for row in after(session, owner_id, None, report_id=mine)] == [1]


def test_what_commits_late_is_not_passed(database: Database, owner_id: uuid.UUID) -> None:
    # given a transaction that wrote first, and has not ended
    with database.session() as slow:
        record(slow, owner_id, PROGRESS, {"number": 1})
        # when another one writes and commits
        say(database, owner_id, 2)
        with database.session() as session:
            page = read(session, owner_id, None)
        # then nothing is read yet, and the reader knows that there will be
        assert (list(page.rows), page.unsettled) == ([], True)

    assert read_numbers(database, owner_id, page.cursor) == [1, 2]


def test_who_starts_now_gets_what_was_on_its_way(database: Database, owner_id: uuid.UUID) -> None:
    say(database, owner_id, 1)
    with database.session() as slow:
        record(slow, owner_id, PROGRESS, {"number": 2})
        with database.session() as session:
            cursor = now(session)

    assert read_numbers(database, owner_id, cursor) == [2]


def test_whoever_listens_is_told_once_it_is_committed(database: Database, owner_id: uuid.UUID) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        say(database, owner_id, 1, 2)

        assert [told.payload for told in listener.notifies(timeout=10, stop_after=1)] == [str(owner_id)]


def test_events_older_than_a_day_are_swept_and_old_cursors_told_so(database: Database, owner_id: uuid.UUID) -> None:
    # given a reader that stopped before yesterday's last event, and one that has seen it
    say(database, owner_id, 1)
    with database.session() as session:
        late = read(session, owner_id, None).rows[0].cursor
    say(database, owner_id, 2)
    with database.session() as session:
        current = read(session, owner_id, None).cursor
    say(database, owner_id, 3)
    with database.session() as session:
        aged = sa.update(Event).where(Event.body["number"].as_integer() < 3)
        session.execute(aged.values(created_at=sa.func.now() - timedelta(hours=25)))

    with database.session() as session:
        assert sweep_events(session) == 2
        assert sweep_events(session) == 0

    # then the first is told to begin anew, and goes on from there
    with database.session() as session:
        page = read(session, owner_id, late)
        assert [row.kind for row in page.rows] == [EventKind.RESET]
        assert list(after(session, owner_id, page.cursor)) == []
    assert read_numbers(database, owner_id, current) == [3]
    assert read_numbers(database, owner_id) == [3]


def test_a_cursor_of_another_database_begins_anew(database: Database, owner_id: uuid.UUID) -> None:
    with database.session() as session:
        page = read(session, owner_id, EventCursor(10**15, 1))

        assert [row.kind for row in page.rows] == [EventKind.RESET]
        assert page.cursor <= now(session)


@given(st.integers(0, 10**18 - 1), st.integers(0, 10**18 - 1))
def test_cursors_survive_being_written(xid: int, number: int) -> None:
    cursor = EventCursor(xid, number)
    assert EventCursor.parse(str(cursor)) == cursor


@pytest.mark.parametrize("text", ["", "1", "1-", "-1", "1-2-3", "a-b", "1 - 2", "1-2\n", "١-٢", "9" * 19 + "-1"])
def test_other_text_is_no_cursor(text: str) -> None:
    with pytest.raises(EventCursorInvalid):
        EventCursor.parse(text)


STEPS = st.lists(st.tuples(st.sampled_from(["write", "commit", "roll back", "read"]), st.integers(0, 3)), max_size=40)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_interleaving_is_read_whole(database: Database, owner_id: uuid.UUID, steps: list[tuple[str, int]]) -> None:
    """Four writers take turns with a reader, which must see each committed event once."""
    seen: list[int] = []
    committed: set[int] = set()
    number = 0
    with database.session() as session:
        cursor = now(session)

    def look() -> None:
        nonlocal cursor
        with database.session() as session:
            page = read(session, owner_id, cursor, limit=3)
        seen.extend(row.body["number"] for row in page.rows)
        cursor = page.cursor

    with ExitStack() as stack:
        writers: dict[int, tuple[Session, list[int]]] = {}
        for step, who in steps:
            if step == "read":
                look()
            elif step == "write":
                if who not in writers:
                    writers[who] = (stack.enter_context(database._sessions()), [])
                number += 1
                record(writers[who][0], owner_id, PROGRESS, {"number": number})
                writers[who][1].append(number)
            elif who in writers:
                session, written = writers.pop(who)
                if step == "commit":
                    session.commit()
                    committed.update(written)
                else:
                    session.rollback()
    for _ in range(number + 1):
        look()

    assert sorted(seen) == sorted(committed)


def test_many_writers_at_once_are_read_whole(database: Database, owner_id: uuid.UUID) -> None:
    """Six threads write 60 transactions each, some of which fail, while one reads as fast as it can."""
    written = set(range(360))
    failing = {number for number in written if number % 7 == 0}

    def write(who: int) -> None:
        rng = random.Random(who)
        for turn in range(60):
            number = who * 60 + turn
            with suppress(ZeroDivisionError), database.session() as session:
                for part in range(rng.randint(1, 3)):
                    record(session, owner_id, PROGRESS, {"number": number, "part": part})
                1 / (number not in failing)

    with database.session() as session:
        cursor = now(session)
    threads = [threading.Thread(target=write, args=[who]) for who in range(6)]
    for thread in threads:
        thread.start()

    def rows() -> Iterator[tuple[int, int]]:
        nonlocal cursor
        with database.session() as session:
            page = read(session, owner_id, cursor, limit=50)
        cursor = page.cursor
        yield from ((row.body["number"], row.body["part"]) for row in page.rows)

    seen: list[tuple[int, int]] = []
    while any(thread.is_alive() for thread in threads):
        seen += rows()
    while more := list(rows()):
        seen += more

    assert len(seen) == len(set(seen))
    assert {number for number, _ in seen} == written - failing
    with database.session() as session:
        assert len(seen) == session.scalar(sa.select(sa.func.count()).select_from(Event))
