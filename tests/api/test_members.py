"""Members, invitations and keys."""

from datetime import UTC, datetime, timedelta

from starlette.testclient import TestClient

from tests.api.conftest import WHO

EVE = {"email": "eve@example.org", "name": "Eve", "password": "another long secret"}


def test_an_invited_editor_may_edit_and_not_administer(browser: TestClient) -> None:
    invitation = browser.post("/api/v1/invitations", json={"role": "editor", "email": EVE["email"]}).json()
    assert len(browser.get("/api/v1/invitations").json()["items"]) == 1
    joined = browser.post("/api/v1/invitations:accept", json=EVE | invitation)
    assert (joined.status_code, joined.json()["role"]) == (201, "editor")
    browser.headers["X-CSRF-Token"] = joined.json()["csrf_token"]
    assert browser.patch("/api/v1/words", json={"hide": ["모지리"]}).status_code == 200
    answer = browser.post("/api/v1/keys", json={"name": "mine", "scopes": ["read"]})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert [one["role"] for one in browser.get("/api/v1/members").json()["items"]] == ["owner", "editor"]


def test_the_last_owner_stays(browser: TestClient) -> None:
    me = browser.get("/api/v1/session").json()["user"]["id"]
    for answer in (
        browser.patch(f"/api/v1/members/{me}", json={"role": "viewer"}),
        browser.delete(f"/api/v1/members/{me}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")


def test_a_key_is_shown_once_and_ends(browser: TestClient) -> None:
    wanted = {"name": "mine", "scopes": ["read"], "expires_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()}
    once = {"Idempotency-Key": "k"}
    made = browser.post("/api/v1/keys", json=wanted, headers=once).json()
    again = browser.post("/api/v1/keys", json=wanted, headers=once)
    assert (again.json()["key"], again.headers["idempotent-replayed"]) == (None, "true")
    assert again.json()["details"]["id"] == made["details"]["id"]
    assert made["key"] not in browser.get("/api/v1/keys").text
    headers = {"Authorization": f"Bearer {made['key']}"}
    assert browser.get("/api/v1/words", headers=headers).status_code == 200
    assert browser.get("/api/v1/keys", headers=headers).json()["code"] == "scope_missing"
    browser.delete(f"/api/v1/keys/{made['details']['id']}")
    assert browser.get("/api/v1/words", headers=headers).json()["code"] == "key_invalid"


def test_a_new_password_ends_other_sessions(browser: TestClient) -> None:
    first = dict(browser.cookies)
    other = browser.post("/api/v1/session", json={"email": WHO["email"], "password": WHO["password"]}).json()
    browser.headers["X-CSRF-Token"] = other["csrf_token"]
    change = {"current": WHO["password"], "password": "a much better secret"}
    assert browser.post("/api/v1/password", json=change | {"current": "guess"}).json()["code"] == "credentials_wrong"
    assert browser.post("/api/v1/password", json=change).status_code == 204
    browser.cookies.clear()
    browser.cookies.update(first)
    assert browser.get("/api/v1/session").json()["code"] == "session_ended"


def test_what_was_done_is_in_the_log(browser: TestClient) -> None:
    browser.post("/api/v1/keys", json={"name": "mine", "scopes": ["read"]})
    actions = [entry["action"] for entry in browser.get("/api/v1/audit", params={"limit": 2}).json()["items"]]
    assert actions == ["key.created", "session.opened"]
