"""Connections that break: nothing twice, nothing missing, nothing half."""

import threading
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from opentube.accounts.service import local_owner
from opentube.api.services import Services
from opentube.client import ApiError, Client, ConnectionFailed
from opentube.events.kinds import EventKind
from opentube.events.log import record
from opentube.sources.uploads.tables import Upload
from tests.client.conftest import Asking
from tests.client.cutting import Cut, CuttingProxy


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses are counted elsewhere."""
    for module in ("protocol", "following"):
        monkeypatch.setattr(f"opentube.client.{module}.pause_s", lambda _: 0.01)


@pytest.fixture(scope="module")
def film(url: str, key: str, sample: Path) -> str:
    """A report with a film, of which nothing is analysed yet."""
    with Client(url, key) as client:
        return str(client.reports.create(media=sample, analyses=["contact_sheet"]).id)


def happen(services: Services, number: int, report_id: uuid.UUID | None = None) -> None:
    with services.database.session() as session:
        record(session, local_owner(session), EventKind.WORDS_CHANGED, {"number": number}, report_id)


def test_a_request_whose_answer_is_lost_does_nothing_twice(ask: Asking, ask_over: Asking, proxy: CuttingProxy) -> None:
    before = {card.id for card in ask.list(lambda client: client.reports.list())}
    proxy.cuts.extend([Cut(down=0), Cut(down=40), Cut(up=30)])

    report = ask_over(lambda client: client.reports.create(url="https://youtu.be/ccccccccccc", analyses=["comments"]))

    assert proxy.connections == 4
    assert {card.id for card in ask.list(lambda client: client.reports.list())} - before == {report.id}
    ask(lambda client: client.reports.delete_for_good(report.id))


def test_an_upload_goes_on_where_it_was_cut(
    ask_over: Asking, proxy: CuttingProxy, services: Services, sample: Path
) -> None:
    content = sample.read_bytes()
    proxy.cuts.extend([Cut(up=300_001), Cut(up=700_000), Cut(up=100), Cut(up=500_000), Cut(down=300)])
    told: list[tuple[int, int]] = []

    upload = ask_over(lambda client: client.uploads.send(sample, on_progress=lambda *counts: told.append(counts)))

    assert (upload.status, upload.received_bytes, upload.size_bytes) == ("ready", len(content), len(content))
    assert len(proxy.cuts) == 0
    assert [sent for sent, _ in told] == sorted(sent for sent, _ in told)
    assert told[-1] == (len(content), len(content))
    with services.database.session() as session, services.blobs.local(_key(session, upload.id)) as path:
        assert path.read_bytes() == content


def _key(session: Any, upload_id: uuid.UUID) -> str:
    return str(session.get_one(Upload, upload_id).blob_key)


def test_an_upload_that_another_process_began_is_finished(ask: Asking, sample: Path) -> None:
    whole = sample.with_suffix(".info.json")
    begun = ask(lambda client: client.uploads.create(whole.name, whole.stat().st_size))
    assert ask(lambda client: client.uploads.received_bytes(begun.id)) == 0
    assert ask(lambda client: client.uploads.send(whole, upload_id=begun.id, chunk_bytes=20_000)).status == "ready"
    assert begun.id in {one.id for one in ask.list(lambda client: client.uploads.list())}
    ask(lambda client: client.uploads.delete(begun.id))


def test_a_download_goes_on_where_it_was_cut(
    ask_over: Asking, proxy: CuttingProxy, film: str, sample: Path, tmp_path: Path
) -> None:
    proxy.cuts.extend([Cut(down=200_000), Cut(down=900_000), Cut(down=50), Cut(down=100_000)])
    target = tmp_path / "film.mp4"
    told: list[int] = []

    ask_over(lambda client: client.reports.save_media(film, target, on_progress=lambda n, _: told.append(n)))

    assert target.read_bytes() == sample.read_bytes()
    assert proxy.connections == 5
    assert told == sorted(told)


def test_a_download_that_fails_leaves_what_was_there(
    ask_over: Asking, proxy: CuttingProxy, film: str, tmp_path: Path
) -> None:
    target = tmp_path / "film.mp4"
    target.write_text("before")
    proxy.cuts.extend([Cut(down=2000), *[Cut(down=0)] * 5])
    with pytest.raises(ConnectionFailed):
        ask_over(lambda client: client.reports.save_media(film, target))
    with pytest.raises(ApiError):
        ask_over(lambda client: client.exports.download(uuid.uuid4(), target))
    assert (target.read_text(), [path.name for path in tmp_path.iterdir()]) == ("before", ["film.mp4"])


def test_events_come_once_and_in_order_over_many_connections(
    ask: Asking, ask_over: Asking, proxy: CuttingProxy, services: Services
) -> None:
    happen(services, -1)
    start = _place_of_last_event(ask, services)
    for number in range(60):
        happen(services, number)
    proxy.cuts.extend(Cut(down=1800 + 173 * n) for n in range(6))

    events = ask_over.list(lambda client: client.events(last_event_id=start), 60)

    assert [event.body["number"] for event in events] == list(range(60))
    assert proxy.connections == 7


def _place_of_last_event(ask: Asking, services: Services) -> str:
    """Where the log is now: the id of an event that happens while somebody listens."""
    late = threading.Timer(0.3, happen, (services, -2))
    late.start()
    [event] = ask.list(lambda client: client.events(), 1)
    late.join()
    return str(event.id)


def test_a_wait_without_streams_asks(
    ask: Asking, ask_over: Asking, proxy: CuttingProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = ask(lambda client: client.reports.create(url="https://youtu.be/ddddddddddd", analyses=["comments"]))
    ask(lambda client: client.reports.cancel(report.id))
    monkeypatch.setattr("opentube.client.following.MOST_FAILURES", 0)
    assert ask_over(lambda client: client.reports.wait(report.id)).status == "cancelled"
    assert proxy.connections == 1


def test_nobody_there_is_told() -> None:
    with Client("http://127.0.0.1:9", "otk_x", retries=1) as client, pytest.raises(ConnectionFailed) as failed:
        client.usage()
    assert isinstance(failed.value.__cause__, httpx.ConnectError)
