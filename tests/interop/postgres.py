"""The PostgreSQL of this machine, on a port of its own, which a test stops and starts."""

import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

Stop = Literal["fast", "immediate"]


@dataclass(frozen=True)
class Postgres:
    """A server in a folder."""

    folder: Path
    programs: Path
    user: pwd.struct_passwd | None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        options = f"-c listen_addresses='' -k {self.folder}"
        self.run(
            "pg_ctl", "-w", "-D", str(self.folder / "data"), "-o", options, "-l", str(self.folder / "log"), "start"
        )

    def stop(self, how: Stop) -> None:
        """Stop: ``fast`` breaks off what clients do, ``immediate`` is a crash."""
        self.run("pg_ctl", "-w", "-D", str(self.folder / "data"), "-m", how, "stop")

    def run(self, program: str, *arguments: str) -> None:
        user = self.user.pw_uid if self.user else None
        subprocess.run(
            [self.programs / program, *arguments], check=True, user=user, cwd=self.folder, capture_output=True
        )


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server with an empty database."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("no PostgreSQL is installed")
    user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory() as name:
        postgres = Postgres(Path(name), found[-1].parent, user)
        if user:
            os.chown(name, user.pw_uid, user.pw_gid)
        postgres.run("initdb", "-D", f"{name}/data", "-U", "postgres", "--auth=trust", "--encoding=UTF8")
        postgres.start()
        try:
            yield postgres
        finally:
            postgres.stop("immediate")
