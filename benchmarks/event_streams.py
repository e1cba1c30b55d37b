"""What a thousand open event streams cost one process, and how late they tell.

    python -m benchmarks.event_streams

Another process writes 20 events a second for ten seconds. In the same run a bare connection that listens gives the limit:
no stream can tell earlier than PostgreSQL notifies. Streams are read by coroutines of this process, without HTTP.
"""

import asyncio
import multiprocessing
import tempfile
import time
import uuid
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path

import numpy as np
import psycopg

from opentube.accounts.tables import Owner
from opentube.events.hub import EventHub
from opentube.events.kinds import EventKind
from opentube.events.log import CHANNEL, record
from opentube.events.values import EventRow
from opentube.store.database import Database
from opentube.store.embedded import start_embedded, stop_embedded
from opentube.store.migrate import upgrade

EVENTS = 200
EVERY_S = 0.05
CASES = ((1, 1), (1000, 1), (1000, 20), (1000, 200))


def write(url: str, owner_ids: Sequence[uuid.UUID]) -> None:
    """Say something to each owner in turn; the body holds when."""
    with Database(url) as database:
        for number in range(EVENTS):
            time.sleep(EVERY_S)
            with database.session() as session:
                owner_id = owner_ids[number % len(owner_ids)]
                record(session, owner_id, EventKind.REPORT_PROGRESS, {"at_s": time.time()})


async def follow(hub: EventHub, owner_id: uuid.UUID, count: int, late_s: list[float]) -> None:
    """Read ``count`` events of a stream, and note how late each comes."""
    async with aclosing(hub.stream(owner_id)) as stream:
        async for told in stream:
            if isinstance(told, EventRow):
                late_s.append(time.time() - told.body["at_s"])
                count -= 1
            if not count:
                return


async def listen(url: str, late_s: list[float]) -> None:
    """Read the same events by a bare connection: one notification, one query each."""
    newest = "SELECT body ->> 'at_s' FROM event ORDER BY id DESC LIMIT 1"
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as reader:
            async for _ in connection.notifies(stop_after=EVENTS):
                row = await (await reader.execute(newest)).fetchone()
                late_s.append(time.time() - float(row[0] if row else 0))


async def measure(database: Database, streams: int, owners: int) -> str:
    """One line of the table."""
    with database.session() as session:
        rows = [Owner(name="bench") for _ in range(owners)]
        session.add_all(rows)
        session.flush()
        owner_ids = [row.id for row in rows]
    late_s: list[float] = []
    bare_s: list[float] = []
    writer = multiprocessing.get_context("spawn").Process(target=write, args=[database.conninfo, owner_ids])
    async with EventHub(database) as hub:
        following = [
            asyncio.create_task(follow(hub, owner_ids[n % owners], EVENTS // owners, late_s)) for n in range(streams)
        ]
        following.append(asyncio.create_task(listen(database.conninfo, bare_s)))
        await asyncio.sleep(2)
        begun, cpu_begun = time.monotonic(), time.process_time()
        writer.start()
        await asyncio.gather(*following)
        cpu = (time.process_time() - cpu_begun) / (time.monotonic() - begun)
    await asyncio.to_thread(writer.join)
    p50, p99 = np.percentile(late_s, [50, 99]) * 1000
    bare = np.percentile(bare_s, 50) * 1000
    return f"{streams:>7} {owners:>6} {len(late_s):>9} {p50:>8.0f} {p99:>8.0f} {bare:>14.0f} {cpu:>8.1%}"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "postgres"
        with Database(start_embedded(folder)) as database:
            upgrade(database)
            print("streams owners     told  p50 ms   p99 ms  bare notify p50   CPU of one core")
            for streams, owners in CASES:
                print(asyncio.run(measure(database, streams, owners)), flush=True)
        stop_embedded(folder)


if __name__ == "__main__":
    main()
