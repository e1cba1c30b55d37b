"""Uploads over HTTP, by the tus protocol."""

import base64
import errno
import json
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from opentube.accounts.principal import Scope
from opentube.api import tus
from opentube.api.errors import RequestInvalid
from opentube.api.services import Services
from tests.api.conftest import Keys
from tests.api.tus_client import VERSION, announce, begin, code, place, send


@pytest.fixture
def address(api: TestClient) -> str:
    """An upload of ten bytes, of which none is here."""
    return begin(api, 10)


def test_a_film_is_uploaded_in_parts(api: TestClient, services: Services, sample: Path) -> None:
    content = sample.read_bytes()

    address = begin(api, len(content), "내 영상.mp4")
    half = len(content) // 2

    assert api.get(address).json()["name"] == "내 영상.mp4"
    first = send(api, address, 0, content[:half])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(half))
    assert place(api, address) == half
    assert api.get(address).json()["received_bytes"] == half
    last = send(api, address, half, content[half:])
    assert (last.status_code, last.headers["Tus-Resumable"]) == (204, "1.0.0")
    upload = api.get(address).json()
    assert (upload["status"], upload["media_type"], upload["media"]["width"]) == ("ready", "video/mp4", 1280)
    assert place(api, address) == len(content)
    assert [item["id"] for item in api.get("uploads").json()["items"]] == [upload["id"]]
    assert list((services.settings.data_dir / "uploads").iterdir()) == []


def test_the_server_says_what_it_speaks(server_app: TestClient) -> None:
    answer = server_app.options("/api/v1/uploads")

    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,expiration,termination"
    assert answer.headers["Tus-Max-Size"] == str(20 * 2**30)


def test_only_this_version_is_spoken(api: TestClient, address: str) -> None:
    answer = api.patch(address, headers={"Tus-Resumable": "0.2.2", "Upload-Offset": "0", "Content-Type": tus.BODY_TYPE})

    assert code(answer) == (412, "tus_version_unknown")
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert place(api, address) == 0


def test_a_report_is_made_of_uploads_once(api: TestClient, sample: Path) -> None:
    comments = sample.with_suffix(".info.json").read_bytes()
    address = begin(api, len(comments), "sample.info.json")
    send(api, address, 0, comments)
    upload = api.get(address).json()

    assert (upload["status"], upload["media_type"]) == ("ready", "application/json")
    assert upload["comments"] == {"count": 186, "notices": []}

    asked = [api.post("reports", json={"comments_upload_id": upload["id"], "analyses": ["comments"]}) for _ in "ab"]

    assert asked[0].status_code == 201
    assert code(asked[1]) == (409, "upload_used")
    assert api.get(address).json()["status"] == "used"


def test_bytes_are_taken_where_the_upload_stands_and_nowhere_else(api: TestClient, address: str) -> None:
    for offset in (1, 5, 9, 10, 11, 2**62):
        assert code(send(api, address, offset, b"x")) == (409, "upload_offset_wrong")
    for word in ("-1", "x", "1e3", "", "9" * 30):
        headers = VERSION | {"Upload-Offset": word, "Content-Type": tus.BODY_TYPE}
        assert code(api.patch(address, headers=headers, content=b"x")) == (422, "request_invalid")
    assert place(api, address) == 0


def test_more_than_announced_is_refused(api: TestClient, address: str) -> None:
    def unannounced() -> Iterator[bytes]:
        yield b"12345"
        yield b"678901"

    assert code(send(api, address, 0, b"x" * 11)) == (413, "upload_too_long")
    assert place(api, address) == 0
    assert code(send(api, address, 0, unannounced())) == (413, "upload_too_long")
    assert place(api, address) <= 10


def test_other_bodies_are_not_read(api: TestClient, address: str) -> None:
    assert code(send(api, address, 0, b"x", **{"Content-Type": "text/plain"})) == (415, "tus_body_unknown")
    assert place(api, address) == 0


def test_announcements_are_bounded(api: TestClient) -> None:
    assert code(announce(api, 20 * 2**30 + 1)) == (413, "upload_too_large")
    for size in (0, -1):
        assert code(announce(api, size)) == (422, "request_invalid")
    assert code(api.post("uploads", headers=VERSION | {"Upload-Defer-Length": "1"})) == (422, "request_invalid")
    bad = {"Upload-Metadata": "filename !!!"}
    assert code(announce(api, 1, **bad)) == (422, "request_invalid")
    assert api.get("uploads").json()["items"] == []


def test_names_are_for_people_alone(api: TestClient, services: Services) -> None:
    names = "../../../etc/passwd", "/etc/passwd", "a\0b", "..\\..\\x", "<script>", "한글" * 100, ".", ""
    for name in names:
        upload = announce(api, 1, name).json()
        assert 0 < len(upload["name"]) <= 255
        assert "\0" not in upload["name"]

        (file,) = (services.settings.data_dir / "uploads").iterdir()
        assert file.name == uuid.UUID(upload["id"]).hex
        api.delete(f"uploads/{upload['id']}")


def test_no_method_can_pass_as_another(api: TestClient, address: str) -> None:
    for method in ("DELETE", "PATCH"):
        override = {"X-HTTP-Method-Override": method, "Upload-Offset": "0", "Content-Type": tus.BODY_TYPE} | VERSION

        assert api.get(address, headers=override).json()["status"] == "receiving"
        assert api.post(address, headers=override, content=b"1234567890").status_code == 405
        assert place(api, address) == 0


def test_addresses_do_not_follow_forged_hosts(api: TestClient) -> None:
    location = announce(api, 1, **{"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"}).headers[
        "Location"
    ]

    assert location.startswith("/api/v1/uploads/")


def test_nobody_writes_without_a_key(
    api: TestClient, services: Services, address: str, key_of: Keys, owner_id: uuid.UUID
) -> None:
    api.headers.pop("authorization")
    assert code(send(api, address, 0, b"evil")) == (401, "not_signed_in")
    api.headers.update(key_of(owner_id, Scope.READ))
    assert code(send(api, address, 0, b"evil")) == (403, "scope_missing")
    assert code(announce(api, 1)) == (403, "scope_missing")
    assert code(api.delete(address)) == (403, "scope_missing")

    assert place(api, address) == 0
    (file,) = (services.settings.data_dir / "uploads").iterdir()
    assert file.read_bytes() == b""


def test_uploads_of_others_are_not_there(api: TestClient, address: str, key_of: Keys, stranger_id: uuid.UUID) -> None:
    mine = dict(api.headers)
    api.headers.update(key_of(stranger_id))

    for address_ in (address, f"uploads/{uuid.uuid4()}"):
        assert api.head(address_, headers=VERSION).status_code == 404
        assert code(send(api, address_, 0, b"evil")) == (404, "upload_not_found")
        assert code(api.get(address_)) == (404, "upload_not_found")
        assert code(api.delete(address_)) == (404, "upload_not_found")
    assert api.get("uploads").json()["items"] == []
    api.headers.update(mine)
    assert place(api, address) == 0


def test_ids_are_ids(api: TestClient) -> None:
    for name in ("..%2f..%2fetc%2fpasswd", ".locks", "x.info", "%00", "0" * 31, "."):
        assert send(api, f"uploads/{name}", 0, b"x").status_code in {404, 405, 422}


def test_a_deleted_upload_is_gone(api: TestClient, services: Services, address: str) -> None:
    assert api.delete(address, headers=VERSION).status_code == 204

    assert code(api.get(address)) == (404, "upload_not_found")
    assert list((services.settings.data_dir / "uploads").iterdir()) == []


def test_asking_twice_with_a_key_announces_once(api: TestClient) -> None:
    key = {"Idempotency-Key": "one"}

    assert announce(api, 5, **key).headers["Location"] == announce(api, 5, **key).headers["Location"]
    assert len(api.get("uploads").json()["items"]) == 1
    assert code(announce(api, 6, **key)) == (422, "idempotency_key_reused")
    assert code(announce(api, 5, "other.mp4", **key)) == (422, "idempotency_key_reused")


def test_a_full_disk_is_told_and_what_came_is_kept(
    api: TestClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    room = 7

    def little_room(descriptor: int, data: bytes) -> int:
        nonlocal room
        written = write(descriptor, data[:room])
        room -= written
        if not written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return written

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", little_room)
        full = send(api, address, 0, b"1234567890")

    assert code(full) == (507, "upload_disk_full")
    assert place(api, address) == 7
    assert send(api, address, 7, b"890").status_code == 204
    assert api.get(address).json()["status"] == "refused"


def test_a_file_for_which_there_is_no_room_is_not_announced(api: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 9}))

    assert code(announce(api, 10)) == (507, "upload_disk_full")
    assert api.get("uploads").json()["items"] == []


def test_columns_of_another_name_are_told(api: TestClient) -> None:
    content = "본문,추천\n좋아요,3\n".encode()

    def begun(columns: object) -> Any:
        pairs = {"filename": "댓글.csv", "columns": json.dumps(columns)}
        coded = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
        return api.post("uploads", headers=VERSION | {"Upload-Length": str(len(content)), "Upload-Metadata": coded})

    address = f"uploads/{begun({'text': '본문', 'likes': '추천'}).json()['id']}"
    send(api, address, 0, content)

    assert api.get(address).json()["comments"]["count"] == 1
    assert code(begun({"colour": "x"})) == (422, "comments_columns_missing")
    for wrong in (["text"], "text", {"text": 1}, None):
        assert code(begun(wrong)) == (422, "request_invalid")


def test_what_cannot_be_used_says_why(api: TestClient) -> None:
    playlist = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
    address = begin(api, len(playlist), "film.mp4")

    assert send(api, address, 0, playlist).status_code == 204
    upload = api.get(address).json()
    assert (upload["status"], upload["error_code"]) == ("refused", "media_unreadable")
    asked = api.post("reports", json={"media_upload_id": upload["id"], "analyses": ["contact_sheet"]})
    assert code(asked) == (422, "upload_refused")


@given(metadata=st.from_regex(tus.METADATA_PATTERN, fullmatch=True, alphabet=st.characters(codec="ascii")))
def test_any_metadata_of_the_grammar_is_read(metadata: str) -> None:
    with suppress(RequestInvalid):
        tus.read_metadata(metadata)


@given(name=st.text(max_size=300), columns=st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=3))
def test_metadata_are_read_as_they_were_meant(name: str, columns: dict[str, str]) -> None:
    told = {"filename": name.encode(errors="replace"), "columns": json.dumps(columns).encode()}
    header = ",".join(f"{key} {base64.b64encode(value).decode()}" for key, value in told.items())

    assert re.search(tus.METADATA_PATTERN, header)
    assert tus.read_metadata(header) == tus.Told(told["filename"].decode(), columns)
