"""The command ``open-tube`` in an installation of its own."""

import os
import subprocess
import sys

import pytest

from opentube.settings import Settings
from tests.cli.outcome import Outcome, Run

PROGRAM = (sys.executable, "-m", "opentube.cli.main")


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """The environment in which commands find that installation."""
    return os.environ | {
        "OPENTUBE_DATA_DIR": str(settings.data_dir),
        "OPENTUBE_DATABASE_URL": str(settings.database_url),
        "OPENTUBE_MODELS_DIR": str(settings.models_path),
        "OPENTUBE_HEARTBEAT_S": str(settings.heartbeat_s),
        "OPENTUBE_STALLED_AFTER_S": str(settings.stalled_after_s),
        "COLUMNS": "400",
    }


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Run a command to its end."""

    def run(*arguments: object, given: str | None = None) -> Outcome:
        command = [*PROGRAM, *map(str, arguments)]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, input=given)
        return Outcome(ended.returncode, ended.stderr, ended.stdout)

    return run
