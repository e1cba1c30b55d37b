"""The embedded server comes back from whatever ended it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from structlog.testing import capture_logs

from opentube.store.embedded import start_embedded, stop_embedded

WRITES = """
import os, sys, psycopg
from pathlib import Path
from opentube.store.embedded import start_embedded

with psycopg.connect(start_embedded(Path(sys.argv[1])), autocommit=True) as connection:
    connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
os._exit(1)
"""


def killed_while_used(folder: Path) -> None:
    """Leave a folder as a power cut leaves it: the server dead, and whoever used it."""
    subprocess.run([sys.executable, "-c", WRITES, str(folder)], check=False, capture_output=True)
    server = psutil.Process(int((folder / "postmaster.pid").read_text().splitlines()[0]))
    parts = [server, *server.children()]
    for part in parts:
        part.kill()
    psutil.wait_procs(parts)


def test_a_long_recovery_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "postgres"
    killed_while_used(folder)
    with (folder / "postgresql.auto.conf").open("a") as settings:
        settings.write("restore_command = 'sleep 1; false'\n")
    (folder / "recovery.signal").touch()
    run = subprocess.run

    def impatient(command: Any, **options: Any) -> Any:
        return run(command, **options | ({"timeout": 0.5} if options.get("timeout") else {}))

    monkeypatch.setattr(subprocess, "run", impatient)

    with capture_logs() as said, psycopg.connect(start_embedded(folder)) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
    stop_embedded(folder)
    assert {line["event"] for line in said} == {"embedded_database_recovers"}
