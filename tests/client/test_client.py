"""Where the client asks, with what, and what it keeps to itself."""

import datetime as dt
import json
import logging
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from opentube.accounts.service import local_owner
from opentube.api.services import Services
from opentube.client import (
    AsyncClient,
    Client,
    Conflict,
    NotAllowed,
    NotConfigured,
    NotFound,
    NotSignedIn,
    SignatureInvalid,
    UploadRefused,
    WaitedTooLong,
    verify,
)
from tests.client.conftest import Asking, Connect
from tests.persons.shelves import Shelf, look

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_importing_the_client_loads_nothing_of_the_server() -> None:
    code = "import opentube.client, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert {name for name in loaded if name.startswith("opentube.")} == {
        name for name in loaded if name.startswith("opentube.client")
    }
    assert not {"numpy", "sqlalchemy", "fastapi", "starlette", "psycopg", "cv2", "onnxruntime"} & set(loaded)


def test_server_and_key_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, url: str, key: str) -> None:
    monkeypatch.delenv("OPENTUBE_URL", raising=False)
    monkeypatch.setenv("OPENTUBE_KEY", key)
    with pytest.raises(NotConfigured, match="OPENTUBE_URL"):
        Client()
    for address in (url, f"{url}/", f"{url}/api/v1", f"{url}/api/v1/"):
        monkeypatch.setenv("OPENTUBE_URL", address)
        with Client() as client:
            assert client.installation().version


def test_the_key_shows_nowhere(ask: Asking, key: str, url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ask(lambda client: client.usage())
    clients: list[Client | AsyncClient] = [Client(url, key), AsyncClient(url, key)]
    shown = [repr(client) + str(vars(client)) + repr(client._runner.http.headers) for client in clients]
    with Client(url, key[:-4] + "xxxx") as stranger, pytest.raises(NotSignedIn) as refused:
        stranger.usage()
    assert key not in caplog.text + "".join(shown) + str(refused.value) + repr(refused.value)
    assert caplog.text


def test_a_key_is_made_used_and_ended(ask: Asking, connect: Connect, url: str) -> None:
    made = ask(lambda client: client.keys.create("reader", ["read"], expires_at=_tomorrow()))
    with Client(url, made.key) as reader:
        assert reader.usage().stored_bytes >= 0
        with pytest.raises(NotAllowed):
            reader.keys.create("more", ["admin"])
        ask(lambda client: client.keys.revoke(made.details.id))
        with pytest.raises(NotSignedIn):
            reader.usage()
    assert made.details.id in {key.id for key in ask.list(lambda client: client.keys.list())}


def _tomorrow() -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=1)


def test_texts_of_any_number_are_labelled_in_their_order(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opentube.client.resources.comments.TEXTS_AT_ONCE", 20)
    texts = (f"{n} 정말 최고예요" if n % 2 else f"{n} 최악이에요, 실망입니다" for n in range(45))
    labels = ask.list(lambda client: client.comments.analyze(texts))
    assert len(labels) == 45
    assert [one.sentiment for one in labels[-2:]] == ["positive", "negative"]


def test_words_and_settings_are_changed(ask: Asking) -> None:
    ask(lambda client: client.words.change(hide=["포켓멍"]))
    assert ask(lambda client: client.words.test("포켓멍!")).profane
    assert [word.word for word in ask.list(lambda client: client.words.list())] == ["포켓멍"]
    ask(lambda client: client.words.change(remove=["포켓멍"]))
    assert ask(lambda client: client.settings.change(vectors_expire_days=30)).vectors_expire_days == 30
    assert ask(lambda client: client.settings.get()).vectors_expire_days == 30


def test_persons_are_named_joined_and_parted_again(ask: Asking, services: Services) -> None:
    with services.database.session() as session:
        shelf = Shelf(services.database, local_owner(session))
    report_id = shelf.report(shelf.video(f"persons {uuid.uuid4()}"))
    first, second = (shelf.person(name) for name in ("one", "two"))
    track_id = shelf.track(report_id, first, look(1))

    ask(lambda client: client.persons.change(first, name="Mina"))
    edit = ask(lambda client: client.persons.merge(first, [second]))
    assert ask(lambda client: client.persons.get(first)).person.name == "Mina"
    assert ask(lambda client: client.library.undo(edit.id)).id == edit.id
    ask(lambda client: client.tracks.move([track_id], second))
    assert [one.person_id for one in ask.list(lambda client: client.reports.tracks(report_id))] == [second]
    ask(lambda client: client.library.undo())
    kinds = [one.kind for one in ask.list(lambda client: client.library.history(page_size=2))]
    assert kinds[:3] == ["move", "merge", "name"]
    ask(lambda client: client.persons.delete_for_good(second))


def test_a_webhook_is_made_and_its_deliveries_are_listed(ask: Asking) -> None:
    made = ask(lambda client: client.webhooks.create("https://example.com/hook", ["report.finished"]))
    assert made.secret.startswith("whsec_")
    sent = ask(lambda client: client.webhooks.test(made.webhook.id))
    assert [one.id for one in ask.list(lambda client: client.webhooks.deliveries(made.webhook.id))] == [sent.id]
    assert ask(lambda client: client.webhooks.change(made.webhook.id, kinds=[], enabled=False)).enabled is False
    ask(lambda client: client.webhooks.delete(made.webhook.id))


def test_what_a_webhook_got_is_checked() -> None:
    now = dt.datetime.now(dt.UTC)
    told = {"type": "report.finished", "timestamp": now.isoformat(), "data": {"status": "done"}}
    body = json.dumps(told).encode()
    headers = {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(int(now.timestamp())),
        "Webhook-Signature": Webhook(SECRET).sign("msg_1", now, body.decode()),
    }
    event = verify(SECRET, body, headers)
    assert (event.id, event.kind, event.at, event.body) == ("msg_1", "report.finished", now, {"status": "done"})
    for wrong in (body + b" ", b"not json"):
        with pytest.raises(SignatureInvalid):
            verify(SECRET, wrong, headers)
    with pytest.raises(SignatureInvalid):
        verify(SECRET, body, {})


def test_a_wait_ends_when_its_time_is_over_or_the_report(ask: Asking) -> None:
    report = ask(lambda client: client.reports.create(url="https://youtu.be/aaaaaaaaaaa"))
    with pytest.raises(WaitedTooLong, match="Not ended"):
        ask(lambda client: client.reports.wait(report.id, timeout=0.6))
    ask(lambda client: client.reports.cancel(report.id))
    assert ask(lambda client: client.reports.wait(report.id)).status == "cancelled"


def test_a_report_goes_into_the_bin_and_comes_back(ask: Asking) -> None:
    report = ask(lambda client: client.reports.create(url="https://youtu.be/bbbbbbbbbbb", analyses=["comments"]))
    ask(lambda client: client.reports.delete(report.id))
    with pytest.raises(NotFound) as gone:
        ask(lambda client: client.reports.get(report.id))
    assert (gone.value.code, gone.value.status, bool(gone.value.request_id)) == ("report_not_found", 404, True)
    assert ask.list(lambda client: client.reports.list(binned=True))
    ask(lambda client: client.reports.restore(report.id))
    ask(lambda client: client.reports.delete_for_good(report.id))


def test_what_cannot_be_used_is_told(ask: Asking, tmp_path: Path) -> None:
    nonsense = tmp_path / "film.mp4"
    nonsense.write_bytes(b"no film at all" * 100)
    with pytest.raises(UploadRefused) as refused:
        ask(lambda client: client.uploads.send(nonsense))
    assert refused.value.code
    report = ask(lambda client: client.reports.create(url="https://youtu.be/eeeeeeeeeee", analyses=["comments"]))
    with pytest.raises(Conflict) as early:
        ask(lambda client: client.reports.retry(report.id))
    assert early.value.code == "report_not_ended"
    ask(lambda client: client.reports.delete_for_good(report.id))
