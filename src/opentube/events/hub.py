"""Streams of events for as many as watch: one listening connection a process, one query an owner for all its streams.

A stream that is read slowly costs nothing but its place: it goes on from the log when its reader comes back.
"""

import asyncio
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Self, TypeVar

import psycopg
import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from opentube.events.feed import Feed
from opentube.events.kinds import EventKind
from opentube.events.log import CHANNEL, now, read
from opentube.events.values import EventCursor, EventPage, EventRow
from opentube.store.database import Database, DatabaseUnreachable

log = structlog.get_logger(__name__)
T = TypeVar("T")

HEARTBEAT_S = 15.0
LOOK_ANYWAY_S = 600.0
LEAST_PAUSE_S = 0.05
MOST_PAUSE_S = 1.0
BACK_AFTER_S = 1.0
LISTEN_FOR_S = 30.0
READERS = 4


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """All up to ``cursor`` was told."""

    cursor: EventCursor


class EventHub:
    """Follows the log of events for every stream of this process: ``async with EventHub(database) as hub``.

    It reads on four connections of its own, so that streams and requests never wait for each other. A database that goes
    away is waited for; no stream ends by that, and none misses an event.
    """

    def __init__(self, database: Database, *, heartbeat_s: float = HEARTBEAT_S) -> None:
        self._database = Database(database.conninfo)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="events")
        self._heartbeat_s = heartbeat_s
        self._feeds: dict[uuid.UUID, Feed] = {}
        self._followers: dict[uuid.UUID, asyncio.Task[None]] = {}
        self._listener: asyncio.Task[None] | None = None
        self._closed = False

    async def __aenter__(self) -> Self:
        self._listener = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    @property
    def streams(self) -> int:
        """How many are open."""
        return sum(feed.streams for feed in self._feeds.values())

    def end_streams(self) -> None:
        """Let every stream end after what it has to tell."""
        self._closed = True
        for feed in self._feeds.values():
            feed.tell()

    async def close(self) -> None:
        """End every stream, and stop listening."""
        self.end_streams()
        tasks = [*self._followers.values(), *([self._listener] if self._listener else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self._readers.shutdown)
        self._database.close()

    async def stream(
        self,
        owner_id: uuid.UUID,
        report_id: uuid.UUID | None = None,
        after: EventCursor | None = None,
        *,
        until_finished: bool = False,
    ) -> AsyncGenerator[EventRow | Heartbeat, None]:
        """The owner's events, or those of one report: each once, in order, for as long as they are read.

        It begins with a `Heartbeat`, whose cursor is the place to come back to before anything happened, and has another
        whenever nothing happened for 15 s. To miss nothing, open the stream first and read the state then.

        Args:
            owner_id: whose events.
            report_id: only those of this report.
            after: go on behind this place; by default with what happens from now on.
            until_finished: end after a ``report.finished``; a report that ended earlier is not told of again.
        """
        async with self._joined(owner_id) as feed:
            cursor = after or await self._head(feed)
            yield Heartbeat(cursor)
            while not self._closed:
                changed = feed.changed
                page = await self._next(feed, owner_id, cursor, report_id)
                cursor = page.cursor
                for row in page.rows:
                    yield row
                    if until_finished and row.kind is EventKind.REPORT_FINISHED:
                        return
                if page.rows:
                    continue
                try:
                    async with asyncio.timeout(self._heartbeat_s):
                        await changed.wait()
                except TimeoutError:
                    yield Heartbeat(cursor)

    async def _head(self, feed: Feed) -> EventCursor:
        while feed.head is None and not self._closed:
            await feed.changed.wait()
        return feed.head or EventCursor(0, 0)

    async def _next(
        self, feed: Feed, owner_id: uuid.UUID, cursor: EventCursor, report_id: uuid.UUID | None
    ) -> EventPage:
        rows = feed.after(cursor)
        if rows is None or feed.head is None:
            return await self._ask(partial(read, owner_id=owner_id, cursor=cursor, report_id=report_id))
        wanted = [row for row in rows if report_id in {None, row.report_id}]
        return EventPage(wanted, max(cursor, feed.head), unsettled=False)

    @asynccontextmanager
    async def _joined(self, owner_id: uuid.UUID) -> AsyncIterator[Feed]:
        feed = self._feeds.get(owner_id)
        if feed is None:
            feed = self._feeds[owner_id] = Feed()
            self._followers[owner_id] = asyncio.create_task(self._follow(owner_id, feed))
        feed.streams += 1
        try:
            yield feed
        finally:
            feed.streams -= 1
            if not feed.streams:
                del self._feeds[owner_id]
                self._followers.pop(owner_id).cancel()

    async def _follow(self, owner_id: uuid.UUID, feed: Feed) -> None:
        """Read what an owner's streams wait for, at most twenty times a second; never ends by itself."""
        feed.begin(await self._ask(now))
        pause_s = LEAST_PAUSE_S
        while True:
            page = await self._ask(partial(read, owner_id=owner_id, cursor=feed.head))
            if page.rows and page.rows[0].kind is EventKind.RESET:
                feed.begin(page.cursor)
            else:
                feed.extend(page)
            pause_s = min(2 * pause_s, MOST_PAUSE_S) if page.unsettled and not page.rows else LEAST_PAUSE_S
            await asyncio.sleep(pause_s)
            if not page.unsettled:
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_ANYWAY_S):
                        await feed.woken.wait()
            feed.woken.clear()

    async def _ask(self, question: Callable[[Session], T]) -> T:
        """The log's answer, however long the database is away."""

        def ask() -> T:
            with self._database.session() as session:
                return question(session)

        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._readers, ask)
            except (DatabaseUnreachable, SQLAlchemyError) as error:
                if self._closed:
                    raise
                log.warning("events.read_postponed", reason=type(error).__name__)
                await asyncio.sleep(BACK_AFTER_S)

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._database.conninfo, autocommit=True
                ) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    for feed in self._feeds.values():
                        feed.woken.set()
                    while True:
                        async for told in connection.notifies(timeout=LISTEN_FOR_S):
                            if told_of := self._feeds.get(uuid.UUID(told.payload)):
                                told_of.woken.set()
                        await connection.execute("SELECT")  # a connection that died silently is noticed here
            except psycopg.Error as error:
                log.warning("events.database_away", reason=str(error))
            await asyncio.sleep(BACK_AFTER_S)
