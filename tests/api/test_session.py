"""The first start, signing in and out."""

import re
import uuid

from starlette.testclient import TestClient

from tests.api.conftest import WHO


def test_the_first_account_owns_what_the_command_line_made(browser: TestClient) -> None:
    session = browser.get("/api/v1/session").json()
    assert session["user"] | {"id": None} == {"id": None, "email": "ada@example.org", "name": "Ada", "language": None}
    assert session["workspace_id"] == str(uuid.UUID(int=0))
    assert (session["role"], len(session["scopes"])) == ("owner", 5)


def test_the_link_works_once(browser: TestClient, token: str) -> None:
    again = browser.post("/api/v1/welcome", json=WHO | {"token": token, "email": "eve@example.org"})
    assert (again.status_code, again.json()["code"]) == (422, "link_invalid")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(server_app: TestClient, token: str) -> None:
    cookie = server_app.post("/api/v1/welcome", json=WHO | {"token": token}).headers["set-cookie"]
    assert re.match(r"opentube_session=[\w-]{43}; HttpOnly; Max-Age=\d+; Path=/; SameSite=lax$", cookie)


def test_a_change_needs_the_token_of_the_page(browser: TestClient) -> None:
    assert browser.patch("/api/v1/words", json={"hide": ["모지리"]}).status_code == 200
    for headers in ({"X-CSRF-Token": ""}, {"X-CSRF-Token": "guess"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = browser.patch("/api/v1/words", json={"hide": ["멍청이"]}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_token_wrong")


def test_signing_out_ends_the_session(browser: TestClient) -> None:
    kept = dict(browser.cookies)
    assert browser.delete("/api/v1/session").status_code == 204
    browser.cookies.update(kept)
    answer = browser.get("/api/v1/session")
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")


def test_signing_out_everywhere_ends_other_browsers(browser: TestClient) -> None:
    first = dict(browser.cookies)
    other = browser.post("/api/v1/session", json={"email": "ada@EXAMPLE.org", "password": WHO["password"]})
    assert other.status_code == 200
    browser.headers["X-CSRF-Token"] = other.json()["csrf_token"]
    assert browser.delete("/api/v1/sessions").status_code == 204
    browser.cookies.update(first)
    assert browser.get("/api/v1/session").status_code == 401


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(browser: TestClient) -> None:
    for email in ("ada@example.org", "nobody@example.org"):
        answer = browser.post("/api/v1/session", json={"email": email, "password": "wrong wrong wrong"})
        assert (answer.status_code, answer.json()["code"]) == (401, "credentials_wrong")


def test_guessing_is_slowed_down(browser: TestClient) -> None:
    codes = [
        browser.post("/api/v1/session", json={"email": "ada@example.org", "password": f"guess {i} guess"}).json()[
            "code"
        ]
        for i in range(8)
    ]
    assert codes[0] == "credentials_wrong"
    assert codes[-1] == "sign_in_delayed"
