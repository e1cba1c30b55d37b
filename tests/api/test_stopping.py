"""The server is asked to stop while somebody listens."""

import signal
from pathlib import Path

import httpx
import pytest

from opentube.accounts.keys import create_key
from opentube.accounts.principal import ROLE_SCOPES, Principal, Role, Scope
from opentube.accounts.service import local_owner
from opentube.settings import Settings
from opentube.store.database import Database
from tests.api.processes import api_process, wait_for


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_streams_end_whole_and_the_server_well(
    settings: Settings, database: Database, tmp_path: Path, how: signal.Signals
) -> None:
    with database.session() as session:
        owner = Principal(local_owner(session), None, Role.OWNER, ROLE_SCOPES[Role.OWNER])
        headers = {"Authorization": f"Bearer {create_key(session, owner, 'listener', [Scope.READ]).key}"}
    with api_process(settings, tmp_path / "log") as (process, port):
        address = f"http://127.0.0.1:{port}/api/v1/events"
        with httpx.stream("GET", address, headers=headers, timeout=30) as answer:
            lines = answer.iter_lines()
            assert next(lines).startswith(":")
            process.send_signal(how)
            rest = list(lines)  # httpx raises where an answer is cut off

        wait_for(lambda: process.poll() is not None, "the end")
        assert process.returncode == 0
        assert all(line.startswith((":", "id:", "retry:")) or not line for line in rest)
