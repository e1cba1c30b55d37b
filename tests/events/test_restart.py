"""A database that is restarted under open streams costs them nothing."""

import asyncio
import os
import pwd
import subprocess
from contextlib import aclosing
from pathlib import Path

import pytest

from opentube.accounts.service import local_owner
from opentube.events.hub import EventHub
from opentube.store.database import Database
from opentube.store.migrate import upgrade
from tests.conftest import own_postgres
from tests.events.test_hub import began, numbers, say

STREAMS = 50


@pytest.mark.interop
@pytest.mark.external
def test_streams_outlive_a_restart_of_the_database() -> None:
    with own_postgres() as url, Database(url) as database:
        upgrade(database)
        with database.session() as session:
            owner_id = local_owner(session)

        async def story() -> None:
            async with asyncio.timeout(60), EventHub(database) as hub:
                streams = [hub.stream(owner_id) for _ in range(STREAMS)]
                for stream in streams:
                    await began(stream)
                await say(database, owner_id, 1)
                assert [await numbers(stream, 1) for stream in streams] == [[1]] * STREAMS
                waiting = [asyncio.create_task(numbers(stream, 2)) for stream in streams]
                await asyncio.to_thread(restart, url)
                await say(database, owner_id, 2, 3)
                assert await asyncio.gather(*waiting) == [[2, 3]] * STREAMS
                for stream in streams:
                    async with aclosing(stream):
                        pass

        asyncio.run(story())


def restart(url: str) -> None:
    folder = Path(url.partition("host=")[2])
    program = max(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    account = pwd.getpwnam("postgres").pw_uid if os.geteuid() == 0 else None
    command = [str(program), "-w", "-D", str(folder / "data"), "-m", "immediate", "-l", str(folder / "log"), "restart"]
    subprocess.run(command, check=True, user=account, cwd=folder, capture_output=True)
