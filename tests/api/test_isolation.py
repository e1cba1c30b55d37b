"""Every route, asked by who may not: other workspaces, too few scopes, lesser roles, other sites, nobody."""

import inspect
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from opentube.accounts.keys import create_key
from opentube.accounts.principal import ROLE_SCOPES, Principal, Role, Scope
from opentube.accounts.service import local_owner
from opentube.accounts.tables import Owner
from opentube.api import calls, tus
from opentube.api.app import create_app
from opentube.api.services import Services
from tests.api.conftest import served
from tests.api.workspaces import Workspace, fill, session_of

PUBLIC = frozenset(
    {
        "openapi",
        "health",
        "ready",
        "list_errors",
        "start_session",
        "create_first_account",
        "sign_in_with_firebase",
        "list_issuers",
        "start_openid",
        "finish_openid",
        "accept",
        "reset_own_password",
        "read_shared",
        "read_shared_picture",
        "show_shared",
        "describe_uploads",
        "get_docs",
        "get_docs_file",
        "get_asset",
        "get_page",
    }
)
"""Routes for everybody. Whatever else is added must say which scope it needs."""
ENDLESS = frozenset({"stream_events"})
"""Streams do not end by themselves; tests/events asks whose events they tell."""
BODIES: dict[str, Any] = {
    "change_member": {"role": "owner"},
    "change_webhook": {"enabled": False},
    "share_report": {"days": 1},
    "request_export": {"kind": "csv"},
    "change_person": {"name": "taken over"},
    "merge_persons": {"others": ["{other_person_id}"]},
    "choose_cover": {"track_id": "{track_id}"},
    "edit_boxes": {"format": "open-tube face boxes", "version": 1, "tracks": []},
    "draw": {"time_s": 1, "box": [0.1, 0.1, 0.2, 0.2]},
    "correct_comment": {"sentiment": "positive"},
}
QUERIES = {"list_faces": {"time_s": 1}, "list_boxes": {"start_s": 0, "end_s": 1}}
HEADERS = {"send_upload": {"Upload-Offset": "0", "Content-Type": tus.BODY_TYPE}}
IN_BODIES = [
    ("PATCH", "session", {"workspace_id": "{owner_id}"}),
    ("POST", "reports", {"media_upload_id": "{upload_id}", "analyses": ["contact_sheet"]}),
    ("POST", "reports", {"comments_upload_id": "{upload_id}", "analyses": ["comments"]}),
    ("POST", "tracks/split", {"track_ids": ["{track_id}"]}),
    ("POST", "tracks/hide", {"track_ids": ["{track_id}"]}),
    ("POST", "tracks/move", {"track_ids": ["{track_id}"], "person_id": "{mine.person_id}"}),
    ("POST", "tracks/move", {"track_ids": ["{mine.track_id}"], "person_id": "{person_id}"}),
    ("POST", "tracks/deny", {"track_ids": ["{mine.track_id}"], "person_id": "{person_id}"}),
    ("POST", "tracks/deny", {"track_ids": ["{track_id}"], "person_id": "{mine.person_id}"}),
    ("POST", "persons/{mine.person_id}/merge", {"others": ["{person_id}"]}),
    ("PUT", "persons/{mine.person_id}/cover", {"track_id": "{track_id}"}),
    ("PATCH", "reports/{mine.report_id}/comments/{comment_id}", {"spam": False}),
    ("GET", "reports/{mine.report_id}/comments/{comment_id}", None),
]
"""Another workspace's ids beside one's own."""


@dataclass(frozen=True)
class Route:
    """One method of one address. ``scope`` is what it needs, None where everybody may ask."""

    name: str
    method: str
    path: str
    scope: Scope | None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class House:
    """An installation with two workspaces that have one of everything."""

    app: FastAPI
    client: TestClient
    services: Services
    mine: Workspace
    theirs: Workspace
    routes: list[Route] = field(default_factory=list)

    def key(self, *scopes: Scope) -> dict[str, str]:
        maker = Principal(self.mine.owner_id, None, Role.OWNER, ROLE_SCOPES[Role.OWNER])
        with self.services.database.session() as session:
            made = create_key(session, maker, "asker", scopes)
        return {"Authorization": f"Bearer {made.key}"}

    def ask(self, route: Route, headers: dict[str, str], *, of: Workspace) -> Any:
        path = re.sub(r":path}", "}", route.path).format(**of.ids, name="a")
        body = filled(BODIES.get(route.name), of, self.mine)
        more = HEADERS.get(route.name, {})
        return self.client.request(
            route.method, path, headers=headers | more, json=body, params=QUERIES.get(route.name)
        )


def filled(value: Any, theirs: Workspace, mine: Workspace) -> Any:
    """A body whose texts in braces are ids."""
    match value:
        case dict():
            return {name: filled(one, theirs, mine) for name, one in value.items()}
        case list():
            return [filled(one, theirs, mine) for one in value]
        case str() if value.startswith("{mine."):
            return plain(mine.ids[value[6:-1]])
        case str() if value.startswith("{"):
            return plain(theirs.owner_id if value == "{owner_id}" else theirs.ids[value[1:-1]])
        case _:
            return value


def plain(value: Any) -> Any:
    """An id as JSON has it."""
    return value if isinstance(value, int) else str(value)


def scope_of(dependant: Dependant | None) -> Scope | None:
    """What `Admission` or `needs_only` asks for among the dependencies of a route."""
    for one in dependant.dependencies if dependant else ():
        if isinstance(one.call, calls.Admission):
            return one.call.scope
        if one.call and getattr(one.call, "__qualname__", "").startswith(f"{calls.needs_only.__name__}."):
            found: Scope = inspect.getclosurevars(one.call).nonlocals["scope"]
            return found
    return None


def routes_of(app: FastAPI) -> list[Route]:
    return [
        Route(route.name or "", method, route.path or "", scope_of(getattr(route, "dependant", None)))
        for route in iter_route_contexts(app.routes)
        for method in sorted(route.methods or ())
    ]


@pytest.fixture(scope="module")
def house(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with served(server, tmp_path_factory.mktemp("house")) as services:
        with services.database.session() as session:
            owner_id = local_owner(session)
            stranger = Owner(id=uuid.uuid4(), name="theirs-mark")
            session.add(stranger)
        mine, theirs = fill(services, owner_id, "mine-mark"), fill(services, stranger.id, "theirs-mark")
        app = create_app(services)
        with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
            yield House(app, client, services, mine, theirs, routes_of(app))


def test_every_route_is_for_everybody_or_says_what_it_needs(house: House) -> None:
    assert {route.name for route in house.routes if route.scope is None} == PUBLIC
    assert len(house.routes) > 100


@pytest.mark.parametrize("way", ["key", "session"])
def test_what_belongs_to_others_is_not_there(house: House, way: str) -> None:
    asker = house.key(*Scope) if way == "key" else session_of(house.services, house.mine, Role.OWNER)
    asked = [route for route in house.routes if route.scope is not None and "{" in route.path]
    wrong = {}
    for route in asked:
        answer = house.ask(route, asker, of=house.theirs)
        told = [trace for trace in house.theirs.traces if trace in answer.text]
        if answer.status_code != 404 or told:
            wrong[str(route)] = (answer.status_code, told, answer.text[:200])

    assert wrong == {}
    assert len(asked) > 60


def test_what_is_ones_own_is_there(house: House) -> None:
    asker = house.key(Scope.READ)
    asked = [
        route
        for route in house.routes
        if route.scope is Scope.READ and route.method == "GET" and "{" in route.path and "events" not in route.path
    ]
    seen = [route for route in asked if house.ask(route, asker, of=house.mine).status_code == 200]
    assert len(seen) > len(asked) / 2


@pytest.mark.parametrize(("method", "path", "body"), IN_BODIES)
def test_ids_of_others_beside_ones_own_are_not_there(house: House, method: str, path: str, body: Any) -> None:
    asker = session_of(house.services, house.mine, Role.OWNER)
    path = re.sub(r"{[\w.]+}", lambda found: str(filled(found[0], house.theirs, house.mine)), path)

    answer = house.client.request(method, f"/api/v1/{path}", headers=asker, json=filled(body, house.theirs, house.mine))

    assert answer.status_code == 404, answer.text


def test_lists_show_ones_own_and_nothing_of_others(house: House) -> None:
    asker = house.key(*Scope)
    shown = ""
    for route in house.routes:
        if route.method != "GET" or route.scope is None or route.name in ENDLESS or "{" in route.path:
            continue
        answer = house.client.get(route.path, headers=asker)
        assert answer.status_code == 200, (str(route), answer.text)
        shown += answer.text
        assert [trace for trace in house.theirs.traces if trace in answer.text] == [], str(route)
    for path, asked in (
        ("exports", {"report_id": house.theirs.ids["report_id"]}),
        (f"reports/{house.mine.ids['report_id']}/comments", {"text": "theirs"}),
    ):
        assert house.client.get(f"/api/v1/{path}", headers=asker, params=asked).json()["items"] == []
    assert house.mine.mark in shown


def test_others_can_neither_undo_nor_redo(house: House) -> None:
    for done in ("undo", "redo"):
        answer = house.client.post(
            f"/api/v1/library/{done}", headers=house.key(*Scope), json={"edit_id": house.theirs.ids["edit_id"]}
        )
        assert answer.json()["code"] == f"nothing_to_{done}"


@pytest.mark.parametrize("scope", Scope)
def test_a_key_with_one_scope_does_nothing_that_needs_another(house: House, scope: Scope) -> None:
    asker = house.key(scope)
    refused = [route for route in house.routes if route.scope not in {None, scope}]
    codes = {str(route): house.ask(route, asker, of=house.mine) for route in refused}

    assert {name: one.text for name, one in codes.items() if one.status_code != 403} == {}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_a_role_does_nothing_beyond_its_scopes(house: House, role: Role) -> None:
    asker = session_of(house.services, house.mine, role)
    refused = [route for route in house.routes if route.scope and route.scope not in ROLE_SCOPES[role]]
    codes = {str(route): house.ask(route, asker, of=house.mine) for route in refused}

    assert refused
    assert {name: one.text for name, one in codes.items() if one.status_code != 403} == {}


@pytest.mark.parametrize(
    "forged",
    [
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "guess"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_sites_of_others_change_nothing_through_a_session(house: House, forged: dict[str, str]) -> None:
    asker = session_of(house.services, house.mine, Role.OWNER) | forged
    unsafe = [route for route in house.routes if route.scope and route.method not in calls.SAFE_METHODS]
    codes = {str(route): house.ask(route, asker, of=house.mine) for route in unsafe}

    assert len(unsafe) > 50
    assert {name: one.text for name, one in codes.items() if one.json().get("code") != "csrf_token_wrong"} == {}


def test_nobody_gets_nothing(house: House) -> None:
    codes = {str(route): house.ask(route, {}, of=house.mine).status_code for route in house.routes if route.scope}

    assert set(codes.values()) == {401}
