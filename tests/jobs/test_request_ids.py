"""A worker's log says which request its jobs go back to."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import structlog

from opentube.accounts.service import local_owner
from opentube.events.kinds import EventKind
from opentube.events.log import record
from opentube.events.tables import Webhook
from opentube.settings import Settings
from opentube.store.database import Database


@pytest.fixture
def request_id() -> Iterator[str]:
    """A request that is being answered."""
    with structlog.contextvars.bound_contextvars(request_id="request-1"):
        yield "request-1"


def worker_log(settings: Settings) -> list[dict[str, Any]]:
    """What `open-tube worker` says while it works off the queue."""
    done = subprocess.run(
        [sys.executable, "-m", "opentube.cli.main", "worker", "--until-idle", "--no-preload"],
        env=os.environ
        | {"OPENTUBE_DATA_DIR": str(settings.data_dir), "OPENTUBE_DATABASE_URL": str(settings.database_url)},
        check=True,
        stderr=subprocess.PIPE,
    )
    lines = done.stderr.decode().splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def send_something(database: Database) -> None:
    """Queue a job that fails and is tried again: a webhook to an address that is not public."""
    with database.session() as session:
        owner_id = local_owner(session)
        session.add(Webhook(owner_id=owner_id, url="http://10.0.0.1/", secret="whsec_AAAA"))
        session.flush()
        record(session, owner_id, EventKind.WORDS_CHANGED, {"revision": 1})


def waiting_arguments(database: Database) -> list[dict[str, Any]]:
    with database.session() as session:
        return list(session.scalars(sa.text("SELECT args FROM procrastinate_jobs WHERE status = 'todo'")))


def test_a_jobs_log_and_the_jobs_it_starts_carry_the_request_id(
    database: Database, settings: Settings, request_id: str
) -> None:
    send_something(database)
    lines = worker_log(settings)

    assert [(line["event"], line["request_id"]) for line in lines] == [("webhook.failed", request_id)]
    (retry,) = waiting_arguments(database)
    assert retry["request_id"] == request_id


def test_without_a_request_there_is_no_id(database: Database) -> None:
    send_something(database)

    (job,) = waiting_arguments(database)
    assert set(job) == {"delivery_id"}
