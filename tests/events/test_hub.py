"""Streams tell what happened, once and in order, to as many as watch, whatever becomes of connections."""

import asyncio
import threading
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

import psycopg
import sqlalchemy as sa

from opentube.accounts.tables import Owner
from opentube.events.feed import MOST_KEPT
from opentube.events.hub import EventHub, Heartbeat
from opentube.events.kinds import EventKind
from opentube.events.log import record
from opentube.events.values import EventCursor, EventRow
from opentube.store.database import Database

PATIENCE_S = 60.0
Stream = AsyncGenerator[EventRow | Heartbeat, None]
SAID = EventKind.REPORT_PROGRESS


def in_hub(database: Database, story: Callable[[EventHub], Awaitable[None]], *, heartbeat_s: float = 30.0) -> None:
    async def run() -> None:
        async with asyncio.timeout(PATIENCE_S), EventHub(database, heartbeat_s=heartbeat_s) as hub:
            await story(hub)

    asyncio.run(run())


async def say(
    database: Database, owner_id: uuid.UUID, *numbers: int, kind: EventKind = SAID, report_id: uuid.UUID | None = None
) -> None:
    def write() -> None:
        for number in numbers:
            with database.session() as session:
                record(session, owner_id, kind, {"number": number}, report_id)

    await asyncio.to_thread(write)


async def began(stream: Stream) -> EventCursor:
    first = await anext(stream)
    assert isinstance(first, Heartbeat)
    return first.cursor


async def numbers(stream: Stream, count: int) -> list[int]:
    """The next ``count`` events' numbers."""
    found: list[int] = []
    while len(found) < count:
        told = await anext(stream)
        if isinstance(told, EventRow):
            found.append(told.body["number"])
    return found


def test_a_stream_tells_what_happens_from_now_on(database: Database, owner_id: uuid.UUID) -> None:
    async def story(hub: EventHub) -> None:
        await say(database, owner_id, 1)
        async with aclosing(hub.stream(owner_id)) as stream:
            await began(stream)
            await say(database, owner_id, 2, 3)
            assert await numbers(stream, 2) == [2, 3]
            await say(database, owner_id, 4)
            assert await numbers(stream, 1) == [4]

    in_hub(database, story)


def test_a_stream_goes_on_where_the_last_one_broke_off(database: Database, owner_id: uuid.UUID) -> None:
    async def story(hub: EventHub) -> None:
        async with aclosing(hub.stream(owner_id)) as stream:
            cursor = await began(stream)
        await say(database, owner_id, 1, 2, 3)
        async with aclosing(hub.stream(owner_id, after=cursor)) as stream:
            await began(stream)
            assert await numbers(stream, 2) == [1, 2]
            first = await anext(stream)
            assert isinstance(first, EventRow)
        await say(database, owner_id, 4)
        async with aclosing(hub.stream(owner_id, after=first.cursor)) as stream:
            await began(stream)
            assert await numbers(stream, 1) == [4]

    in_hub(database, story)


def test_a_stream_of_one_report_ends_with_it_if_asked(database: Database, owner_id: uuid.UUID) -> None:
    async def story(hub: EventHub) -> None:
        mine, other = uuid.uuid4(), uuid.uuid4()
        async with aclosing(hub.stream(owner_id, mine, until_finished=True)) as stream:
            await began(stream)
            await say(database, owner_id, 1, report_id=mine)
            await say(database, owner_id, 2, kind=EventKind.REPORT_FINISHED, report_id=other)
            await say(database, owner_id, 3, kind=EventKind.REPORT_FINISHED, report_id=mine)
            rows = [told.body["number"] async for told in stream if isinstance(told, EventRow)]
        assert rows == [1, 3]

    in_hub(database, story)


def test_what_commits_late_is_told_without_another_word(database: Database, owner_id: uuid.UUID) -> None:
    async def story(hub: EventHub) -> None:
        async with aclosing(hub.stream(owner_id)) as stream:
            await began(stream)
            # given an older transaction that has written something else, and holds back what follows
            with database.session() as slow:
                slow.add(Owner(name="slow"))
                slow.flush()
                await say(database, owner_id, 1)
                reading = asyncio.create_task(numbers(stream, 1))
                await say(database, owner_id, 2)
                assert not reading.done()
            # then its end alone lets the stream go on
            assert await reading == [1]
            assert await numbers(stream, 1) == [2]

    in_hub(database, story)


def test_silence_is_told_as_heartbeats(database: Database, owner_id: uuid.UUID) -> None:
    async def story(hub: EventHub) -> None:
        async with aclosing(hub.stream(owner_id)) as stream:
            told = [await anext(stream) for _ in range(3)]
        assert all(isinstance(beat, Heartbeat) for beat in told)

    in_hub(database, story, heartbeat_s=0.001)


def test_a_reader_that_pauses_misses_nothing_and_keeps_nothing(database: Database, owner_id: uuid.UUID) -> None:
    async def story(hub: EventHub) -> None:
        async with aclosing(hub.stream(owner_id)) as slow, aclosing(hub.stream(owner_id)) as quick:
            await began(slow)
            await began(quick)
            wanted = list(range(2 * MOST_KEPT + 10))
            await say(database, owner_id, *wanted)
            assert await numbers(quick, len(wanted)) == wanted
            assert len(hub._feeds[owner_id]._rows) == MOST_KEPT
            assert await numbers(slow, len(wanted)) == wanted

    in_hub(database, story)


def test_a_thousand_streams_share_one_connection_that_listens(database: Database) -> None:
    with database.session() as session:
        owners = [Owner(name=str(number)) for number in range(20)]
        session.add_all(owners)
        session.flush()
        owner_ids = [owner.id for owner in owners]
    listening = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
    )

    async def follow(hub: EventHub, owner_id: uuid.UUID, ready: asyncio.Semaphore) -> list[int]:
        async with aclosing(hub.stream(owner_id)) as stream:
            await began(stream)
            ready.release()
            return await numbers(stream, 4)

    async def story(hub: EventHub) -> None:
        threads = threading.active_count()
        ready = asyncio.Semaphore(0)
        followers = [asyncio.create_task(follow(hub, owner_ids[n % 20], ready)) for n in range(1000)]
        for _ in followers:
            await ready.acquire()
        assert hub.streams == 1000
        for place, owner_id in enumerate(owner_ids):
            await say(database, owner_id, *range(place, place + 4))

        for n, seen in enumerate(await asyncio.gather(*followers)):
            assert seen == list(range(n % 20, n % 20 + 4))
        with database.session() as session:
            assert session.execute(listening).scalar_one() == 1
        assert threading.active_count() < threads + 50
        assert hub.streams == 0

    in_hub(database, story)


def test_streams_outlive_their_connections(database: Database, owner_id: uuid.UUID) -> None:
    async def story(hub: EventHub) -> None:
        async with aclosing(hub.stream(owner_id)) as stream:
            await began(stream)
            await say(database, owner_id, 1)
            assert await numbers(stream, 1) == [1]
            # when every connection to the database is cut
            with psycopg.connect(database.conninfo, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            await say(database, owner_id, 2, 3)
            assert await numbers(stream, 2) == [2, 3]

    in_hub(database, story)


def test_closing_the_hub_ends_every_stream(database: Database, owner_id: uuid.UUID) -> None:
    async def run() -> None:
        async with asyncio.timeout(PATIENCE_S):
            async with EventHub(database) as hub:
                stream = hub.stream(owner_id)
                await began(stream)
                waiting = asyncio.create_task(numbers(stream, 1))
                await say(database, owner_id, 1)
                assert await waiting == [1]
                rest = asyncio.create_task(_all(stream))
            assert await rest == []

    asyncio.run(run())


async def _all(stream: Stream) -> list[EventRow | Heartbeat]:
    return [told async for told in stream]
