"""What holds for every answer."""

import uuid

from starlette.testclient import TestClient

from opentube.accounts.principal import Scope
from tests.api.conftest import Keys


def test_it_is_alive_and_ready(server_app: TestClient) -> None:
    assert server_app.get("/healthz").json()["status"] == "ok"
    assert server_app.get("/readyz").json()["status"] == "ok"


def test_nobody_gets_in_without_a_key(server_app: TestClient) -> None:
    answer = server_app.get("/api/v1/persons")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_signed_in"
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_key_that_is_none_is_refused(server_app: TestClient) -> None:
    answer = server_app.get("/api/v1/persons", headers={"Authorization": "Bearer otk_nothing"})
    assert (answer.status_code, answer.json()["code"]) == (401, "key_invalid")


def test_a_key_does_no_more_than_its_scopes(server_app: TestClient, key_of: Keys, owner_id: uuid.UUID) -> None:
    reader = key_of(owner_id, Scope.READ)
    assert server_app.get("/api/v1/words", headers=reader).status_code == 200
    answer = server_app.patch("/api/v1/words", headers=reader, json={"hide": ["모지리"]})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


def test_every_answer_has_a_request_id(api: TestClient) -> None:
    assert api.get("words", headers={"X-Request-ID": "mine-1"}).headers["x-request-id"] == "mine-1"
    forged = api.get("words", headers={"X-Request-ID": "a b"}).headers["x-request-id"]
    assert len(forged) == 32
    assert api.get("nothing").json()["request_id"]


def test_limits_are_told(api: TestClient) -> None:
    answer = api.get("words")
    assert answer.headers["ratelimit-policy"] == '"default";q=600;w=60'
    assert answer.headers["ratelimit"].startswith('"default";r=599;')


def test_what_did_not_change_is_not_sent_again(api: TestClient) -> None:
    first = api.get("words")
    again = api.get("words", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    api.patch("words", json={"hide": ["모지리"]})
    changed = api.get("words", headers={"If-None-Match": first.headers["etag"]})
    assert [word["word"] for word in changed.json()["items"]] == ["모지리"]


def test_a_cursor_of_another_list_is_refused(api: TestClient) -> None:
    for cursor in ("x", "WzFd", "%00", "bnVsbA"):
        answer = api.get("persons", params={"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")


def test_pages_lead_through_the_whole_list(api: TestClient) -> None:
    words = sorted(f"낱말{index}" for index in range(7))
    api.patch("words", json={"hide": words})
    seen, cursor = [], None
    while True:
        page = api.get("words", params={"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        seen += [word["word"] for word in page["items"]]
        if not (cursor := page["next"]):
            break
    assert seen == words


def test_wrong_requests_say_where_they_are_wrong(api: TestClient) -> None:
    answer = api.patch("words", json={"hide": ["x" * 101], "other": 1})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert [error["location"] for error in answer.json()["errors"]] == [["body", "hide", 0], ["body", "other"]]
    json_type = {"Content-Type": "application/json"}
    assert api.patch("words", content=b"{", headers=json_type).json()["code"] == "request_malformed"
    assert api.patch("words", content=b"[" * 100_000, headers=json_type).status_code in {400, 422}
    assert api.put("words").json()["code"] == "method_not_allowed"


def test_bodies_are_bounded(api: TestClient) -> None:
    assert (
        api.patch("words", content=b" " * (9 * 1024 * 1024), headers={"Content-Type": "application/json"}).json()[
            "code"
        ]
        == "payload_too_large"
    )


def test_answers_keep_browsers_safe(api: TestClient) -> None:
    headers = api.get("words").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


def test_the_document_is_openapi_3_1_and_names_problems(server_app: TestClient) -> None:
    document = server_app.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert "Problem" in document["components"]["schemas"]
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
