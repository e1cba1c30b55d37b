"""Requests that nobody honest sends, and what becomes of them."""

import socket
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from opentube.accounts.keys import create_key
from opentube.accounts.principal import ROLE_SCOPES, Principal, Role, Scope
from opentube.accounts.service import local_owner
from opentube.api import connections, middleware
from opentube.api.app import MOST_BODY_BYTES, MOST_PICTURE_BYTES, create_app
from opentube.api.paging import encode_cursor
from opentube.api.services import Services
from tests.api.conftest import served
from tests.api.tus_client import begin, send
from tests.api.workspaces import Workspace, fill, session_of
from tests.sources.sandbox.hostile import jpeg, png

SCRIPT = "<script>alert(1)</script>"
JSON = {"Content-Type": "application/json"}
ANY = uuid.UUID(int=1)


@dataclass(frozen=True)
class Attempt:
    """A request, and the answer that it gets. ``empty`` asks for a list without items."""

    name: str
    method: str
    path: str
    status: int
    code: str | None = None
    empty: bool = False
    more: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def get(name: str, path: str, status: int, code: str | None = None, *, empty: bool = False, **params: Any) -> Attempt:
    return Attempt(name, "GET", path, status, code, empty, {"params": params} if params else {})


def sent(name: str, method: str, path: str, status: int, code: str | None = None, **more: Any) -> Attempt:
    return Attempt(name, method, path, status, code, more=more)


def hook(name: str, url: str, code: str = "webhook_address_refused") -> Attempt:
    return sent(f"webhook to {name}", "POST", "webhooks", 422, code, json={"url": url})


def report(name: str, url: str) -> Attempt:
    return sent(f"report of {name}", "POST", "reports", 422, "not_youtube", json={"url": url})


def picture(name: str, content: bytes, *codes: str) -> Attempt:
    status = 413 if "payload_too_large" in codes else 422
    return sent(
        f"picture: {name}", "POST", "images:faces", status, "|".join(codes), files={"image": ("a.png", content)}
    )


def zipped(content: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.json", content)
    return packed.getvalue()


COMMENTS = "reports/{report_id}/comments"
ATTEMPTS = [
    # path traversal
    get("path in an id", "reports/..%2f..%2f..%2fetc%2fpasswd", 404, "not_found"),
    get("dots as an id", "exports/%2e%2e/file", 422, "request_invalid"),
    get("path in a page", "/..%2f..%2f..%2f..%2fetc%2fpasswd.txt", 404, "not_found"),
    get("path in an asset", "/assets/..%2f..%2fpyproject.txt", 404, "not_found"),
    get("backslashes in an asset", "/assets/..%5c..%5cpyproject.txt", 404, "not_found"),
    get("path in the docs", "/docs/..%2f..%2fapp.py", 404, "not_found"),
    get("path in a shared picture", "shared/{secret}/pictures/..%2f..%2f..%2fetc%2fpasswd", 404, "file_missing"),
    get("blob of others in a shared picture", "shared/{secret}/pictures/sha256/aa/other", 404, "file_missing"),
    # SQL injection
    get("SQL in a search of reports", "reports", 200, empty=True, text="' OR 1=1 --"),
    get("wildcards in a search of reports", "reports", 200, empty=True, text="%%_%"),
    get("SQL in a search of comments", COMMENTS, 200, empty=True, text="x'); DROP TABLE comment; --"),
    get("operators in a search of comments", COMMENTS, 200, empty=True, text="a:* & !b | (c <-> ' \\"),
    get("SQL in an author", COMMENTS, 200, empty=True, author="' OR ''='"),
    get("SQL in a term", COMMENTS, 200, empty=True, term="x}' OR 1=1"),
    get("SQL in ids", COMMENTS, 200, empty=True, id="0 OR 1=1"),
    get("SQL in an order", COMMENTS, 422, "request_invalid", sort="likes; DROP TABLE comment"),
    get("SQL in a cursor", "words", 200, cursor=encode_cursor("' OR 1=1 --")),
    get("cursor of another type", "reports", 422, "cursor_invalid", cursor=encode_cursor({"a": [1] * 9})),
    get("deep cursor", "persons", 422, "cursor_invalid", cursor="W1tb" * 100),
    # sizes and numbers
    get("negative page", "reports", 422, "request_invalid", limit=-1),
    get("endless page", "reports", 422, "request_invalid", limit=10**30),
    get("no number", "reports/{report_id}/faces", 422, "request_invalid", time_s="NaN"),
    get("endless number", "reports/{report_id}/faces", 422, "request_invalid", time_s="Infinity"),
    get("long cursor", "reports", 422, "request_invalid", cursor="A" * 10_000),
    sent("number past any row", "POST", "library/undo", 422, "request_invalid", json={"edit_id": 10**30}),
    sent("NaN in JSON", "POST", "reports/{report_id}/shares", 422, "request_invalid", content='{"days": NaN}', headers=JSON),
    sent("number past a double", "POST", "reports/{report_id}/shares", 422, "request_invalid", content='{"days": 1e999}', headers=JSON),
    sent("name twice in JSON", "POST", "reports/{report_id}/shares", 422, "request_invalid", content='{"days": 1, "days": 999}', headers=JSON),
    sent("deep JSON", "POST", "words:try", 400, "request_malformed", content="[" * 100_000 + "]" * 100_000, headers=JSON),
    sent("deep options", "POST", "reports/{report_id}/exports", 422, "export_options_invalid", content='{"kind": "csv", "options": ' + '{"a":' * 200 + "1" + "}" * 201, headers=JSON),
    sent("large JSON", "POST", "words:try", 413, "payload_too_large", content=b" " * (MOST_BODY_BYTES + 1), headers=JSON),
    sent("large body where none belongs", "POST", "uploads", 413, "payload_too_large", content=b" " * (MOST_BODY_BYTES + 1), headers={"Idempotency-Key": "k", "Upload-Length": "1"}),
    # texts
    sent("NUL in a name", "PATCH", "persons/{person_id}", 422, "request_invalid", json={"name": "a\0b"}),
    sent("lone surrogate in a name", "PATCH", "persons/{person_id}", 422, "request_invalid", content='{"name": "\\ud800"}', headers=JSON),
    sent("no UTF-8 in JSON", "PATCH", "persons/{person_id}", 400, "request_malformed", content=b'{"name": "\xff"}', headers=JSON),
    get("NUL in an id", "reports/{report_id}/comments/%00", 422, "request_invalid"),
    get("NUL in a search", "reports", 422, "request_invalid", text="a\0"),
    get("bytes that are no text in an id", "reports/{report_id}/comments/%ff%fe", 404, "comment_not_found"),
    # other methods, other types
    sent("form instead of JSON", "POST", "words:try", 422, "request_invalid", data={"text": "x"}),
    sent("JSON as text", "POST", "words:try", 422, "request_invalid", content='{"text": "x"}', headers={"Content-Type": "text/plain"}),
    sent("method that does not exist", "BREW", "reports", 405, "method_not_allowed"),
    sent("tracing", "TRACE", "reports", 405, "method_not_allowed"),
    sent("method in a header", "GET", "reports/{report_id}", 200, headers={"X-HTTP-Method-Override": "DELETE"}),
    get("method in the query", "reports/{report_id}", 200, _method="DELETE"),
    sent("unknown fields", "PATCH", "settings", 422, "request_invalid", json={"owner_id": str(ANY)}),
    # addresses
    hook("this machine", "http://127.0.0.1:80/"),
    hook("this machine in IPv6", "http://[::ffff:127.0.0.1]/"),
    hook("the metadata of a cloud", "http://169.254.169.254/latest/meta-data/"),
    hook("a number", "http://2130706433/", "webhook_url_invalid"),
    hook("hexadecimal", "http://0x7f.1/", "webhook_url_invalid"),
    hook("a port of the database", "http://example.com:5432/", "webhook_url_invalid"),
    hook("a file", "file:///etc/passwd", "webhook_url_invalid"),
    hook("somebody's password", "https://user:pass@example.com/", "webhook_url_invalid"),
    hook("a header", "https://example.com/\r\nX-Evil: 1", "webhook_url_invalid"),
    sent("webhook moved to this machine", "PATCH", "webhooks/{webhook_id}", 422, "webhook_address_refused", json={"url": "http://10.0.0.1/"}),
    report("the metadata of a cloud", "http://169.254.169.254/latest/meta-data/"),
    report("a file", "file:///etc/passwd"),
    report("a path", "../../samples/sample.mp4"),
    report("an option", "--exec=touch /tmp/owned"),
    report("a name before an at sign", "https://www.youtube.com@evil.example/watch?v=dQw4w9WgXcQ"),
    report("a name that only begins so", "https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ"),
    report("an address within an address", "https://evil.example/?u=https://youtu.be/dQw4w9WgXcQ"),
    report("a script", "javascript:alert(1)//youtu.be/dQw4w9WgXcQ"),
    get("issuer that is none", "openid/evil/start", 404, "issuer_not_found", return_to="//evil.example"),
    # pictures
    picture("more pixels than memory", png(60_000, 60_000), "photo_too_large", "file_over_limits", "photo_unreadable"),
    picture("a size that is a lie", jpeg(65_000, 65_000), "photo_too_large", "file_over_limits", "photo_unreadable"),
    picture("a page as a GIF", b"GIF89a/*" + SCRIPT.encode(), "photo_unreadable"),
    picture("a vector that reads files", b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>', "photo_unreadable"),
    picture("an archive", zipped(b"\0" * 10_000_000), "photo_unreadable"),
    picture("too many bytes", bytes(MOST_PICTURE_BYTES + 1), "payload_too_large"),
]  # fmt: skip


@dataclass(frozen=True)
class Target:
    """The API with a filled workspace, and the header of a key that may do all in it."""

    client: TestClient
    services: Services
    workspace: Workspace
    key: dict[str, str]


@pytest.fixture(scope="module")
def target(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with served(server, tmp_path_factory.mktemp("hostile")) as services:
        with services.database.session() as session:
            owner_id = local_owner(session)
            maker = Principal(owner_id, None, Role.OWNER, ROLE_SCOPES[Role.OWNER])
            key = create_key(session, maker, "hostile", tuple(Scope)).key
        workspace = fill(services, owner_id, "mine-mark")
        with TestClient(
            create_app(services), base_url="http://localhost/api/v1/", raise_server_exceptions=False
        ) as client:
            yield Target(client, services, workspace, {"Authorization": f"Bearer {key}"})


def test_there_are_many_attempts() -> None:
    assert len({attempt.name for attempt in ATTEMPTS}) == len(ATTEMPTS) > 60


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=str)
def test_an_attempt_comes_to_nothing(target: Target, attempt: Attempt) -> None:
    more = dict(attempt.more)
    headers = target.key | more.pop("headers", {})

    path = attempt.path.format(**target.workspace.ids)
    if not path.startswith("/"):
        path = f"/api/v1/{path}"

    answer = target.client.request(attempt.method, f"http://localhost{path}", headers=headers, **more)

    assert answer.status_code == attempt.status, answer.text[:500]
    if attempt.code:
        assert answer.json()["code"] in attempt.code.split("|")
    if attempt.empty:
        assert answer.json()["items"] == []
    assert "root:" not in answer.text
    assert target.client.get(f"reports/{target.workspace.ids['report_id']}", headers=target.key).status_code == 200


@pytest.mark.parametrize("forged", ["a\r\nSet-Cookie: x=1", SCRIPT, "x" * 65, "../../log", ""])
def test_request_ids_that_are_none_are_not_taken_over(target: Target, forged: str) -> None:
    answer = target.client.get("errors", headers=[(b"X-Request-ID", forged.encode())])

    assert answer.headers["X-Request-ID"] != forged
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded"])
def test_forged_hosts_are_in_no_answer(target: Target, name: str) -> None:
    made = target.client.post("webhooks", headers=target.key | {name: "evil.example"}, json={"url": "https://1.1.1.1/"})

    assert made.status_code == 201
    assert "evil" not in made.text + str(made.headers)
    target.client.delete(made.headers["Location"], headers=target.key)


@pytest.mark.parametrize("path", ["//evil.example/..", "/\\evil.example", "/api/v1/reports/", "/evil.example%2f%2e%2e"])
def test_nothing_sends_a_browser_elsewhere(target: Target, path: str) -> None:
    for method in ("GET", "POST"):
        answer = target.client.request(method, f"http://localhost{path}", follow_redirects=False)
        assert "location" not in answer.headers


def test_a_cookie_tossed_by_another_site_lets_nobody_in_as_another(target: Target) -> None:
    mine = session_of(target.services, target.workspace, Role.VIEWER)["Cookie"]
    for cookies in (f"opentube_session=tossed; {mine}", f"{mine}; opentube_session=tossed"):
        answer = target.client.get("session", headers={"Cookie": cookies})
        assert answer.status_code == 401 or answer.json()["role"] == "viewer"
    key = target.key["Authorization"].removeprefix("Bearer ")
    assert target.client.get("session", headers={"Cookie": f"opentube_session={key}"}).status_code == 401
    token = mine.partition("=")[2]
    assert target.client.get("session", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_no_text_of_others_runs_in_a_browser(target: Target) -> None:
    place = f"persons/{target.workspace.ids['person_id']}"
    target.client.patch(place, headers=target.key, json={"name": SCRIPT})

    answer = target.client.get(place, headers=target.key)

    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "script-src 'self';" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("film.mp4", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/\n#EXT-X-ENDLIST\n"),
        ("film.mp4", b"<html>" + SCRIPT.encode()),
        ("film.mp4", zipped(b"\0" * 1_000_000)),
        ("comments.json", b"[" * 200_000),
    ],
    ids=["playlist", "page", "archive", "deep JSON"],
)
def test_a_hostile_upload_is_refused(target: Target, name: str, content: bytes) -> None:
    target.client.headers.update(target.key)
    address = begin(target.client, len(content), name)
    send(target.client, address, 0, content)

    assert target.client.get(address).json()["status"] == "refused"


@contextmanager
def listening(services: Services) -> Iterator[socket.socket]:
    """A connection to a server as `open-tube serve` runs it."""
    config = uvicorn.Config(
        create_app(services), log_config=None, http=connections.PatientProtocol, timeout_graceful_shutdown=1
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = uvicorn.Server(config)
        thread = Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        with socket.create_connection(listener.getsockname(), timeout=20) as connection:
            yield connection
        running.should_exit = True
        thread.join()


def answered(connection: socket.socket) -> bytes:
    """Everything until the server hangs up."""
    found = b""
    try:
        while block := connection.recv(65_536):
            found += block
    except ConnectionResetError:
        pass
    return found


def test_headers_that_trickle_are_not_waited_for(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADERS_WITHIN_S", 0.2)
    with listening(target.services) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        assert answered(connection) == b""


def test_headers_without_end_are_refused(target: Target) -> None:
    with listening(target.services) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * 200_000)
        assert b" 400 " in answered(connection)


def test_a_body_that_does_not_come_is_not_waited_for(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "STALLED_AFTER_S", 0.2)
    with listening(target.services) as connection:
        head = "POST /api/v1/words:try HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close"
        connection.sendall(f"{head}\r\nContent-Length: 100\r\n\r\n{{".encode())
        answer = answered(connection)

    assert b" 408 " in answer
    assert b"request_stalled" in answer
