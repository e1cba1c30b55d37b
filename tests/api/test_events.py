"""Streams of events over a real connection."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from opentube.events.kinds import EventKind
from opentube.events.log import record
from opentube.store.database import Database
from tests.api.conftest import Keys


@pytest.fixture
def client(running: str, key_of: Keys, owner_id: uuid.UUID) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running, headers=key_of(owner_id), timeout=30) as client:
        yield client


def happen(database: Database, owner_id: uuid.UUID, number: int) -> None:
    with database.session() as session:
        record(session, owner_id, EventKind.WORDS_CHANGED, {"number": number})


@contextmanager
def stream(client: httpx.Client, path: str = "events", **headers: str) -> Iterator[Iterator[dict[str, Any]]]:
    """The fields of what comes, one dictionary a block."""
    with client.stream("GET", path, headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield blocks(answer)


def blocks(answer: httpx.Response) -> Iterator[dict[str, Any]]:
    block: dict[str, Any] = {}
    for line in answer.iter_lines():
        if not line:
            yield block
            block = {}
        else:
            name, _, value = line.partition(": ")
            block[name] = json.loads(value) if name == "data" else value


def numbers(events: Iterator[dict[str, Any]], count: int) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    while len(found) < count:
        event = next(events)
        if "data" in event:
            found.append((event["id"], event["data"]["body"]["number"]))
    return found


def opened(events: Iterator[dict[str, Any]]) -> None:
    """Until the stream has its place in the log."""
    while "id" not in next(events):
        pass


def test_what_happens_is_told_in_order(client: httpx.Client, database: Database, owner_id: uuid.UUID) -> None:
    with stream(client) as events:
        opened(events)
        for number in range(5):
            happen(database, owner_id, number)
        assert [number for _, number in numbers(events, 5)] == [0, 1, 2, 3, 4]


def test_a_lost_stream_goes_on_where_it_was(client: httpx.Client, database: Database, owner_id: uuid.UUID) -> None:
    with stream(client) as events:
        opened(events)
        happen(database, owner_id, 1)
        [(last, _)] = numbers(events, 1)
    happen(database, owner_id, 2)
    happen(database, owner_id, 3)
    with stream(client, **{"Last-Event-ID": last}) as events:
        assert [number for _, number in numbers(events, 2)] == [2, 3]


def test_a_stream_begins_where_the_session_was_read(
    client: httpx.Client, database: Database, owner_id: uuid.UUID
) -> None:
    happen(database, owner_id, 1)
    place = client.get("session").json()["events_after"]
    happen(database, owner_id, 2)
    with stream(client, f"events?after={place}") as events:
        assert [number for _, number in numbers(events, 1)] == [2]


def test_nobody_hears_of_others(
    client: httpx.Client, database: Database, owner_id: uuid.UUID, stranger_id: uuid.UUID
) -> None:
    with stream(client) as events:
        opened(events)
        happen(database, stranger_id, 1)
        happen(database, owner_id, 2)
        assert [number for _, number in numbers(events, 1)] == [2]


def test_a_place_that_is_none_is_refused(client: httpx.Client) -> None:
    for answer in (client.get("events", headers={"Last-Event-ID": "yesterday"}), client.get("events?after=yesterday")):
        assert (answer.status_code, answer.json()["code"]) == (422, "event_cursor_invalid")


def test_the_stream_of_a_report_of_others_is_not_there(client: httpx.Client) -> None:
    assert client.get(f"reports/{uuid.uuid4()}/events").json()["code"] == "report_not_found"
