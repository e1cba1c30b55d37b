"""The client and the API's own document say the same: every operation, its parameters and its answer."""

import contextlib
import inspect
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast, get_args
from uuid import UUID

import pytest

from opentube.api.document import openapi_document
from opentube.api.routes.events import EventView
from opentube.client.binding import listing, operation
from opentube.client.client import Api
from opentube.client.models.base import Model
from opentube.client.protocol import Protocol
from opentube.client.resources.comments import CommentFilter
from opentube.client.steps import Answer, Ask, Emit, Open, Request

BROWSER = "browsers sign in with it; programs have keys"
MEMBERS = "who belongs to a workspace is settled in the browser"
LEFT_OUT = {
    "get_session": BROWSER,
    "start_session": BROWSER,
    "end_session": BROWSER,
    "change_workspace": BROWSER,
    "create_first_account": BROWSER,
    "end_all_sessions": BROWSER,
    "list_issuers": BROWSER,
    "start_openid": BROWSER,
    "finish_openid": BROWSER,
    "sign_in_with_firebase": BROWSER,
    "accept": BROWSER,
    "join": BROWSER,
    "change_own_password": BROWSER,
    "reset_own_password": BROWSER,
    "list_all_members": MEMBERS,
    "change_member": MEMBERS,
    "end_membership": MEMBERS,
    "make_password_link": MEMBERS,
    "list_open_invitations": MEMBERS,
    "make_invitation": MEMBERS,
    "take_invitation_back": MEMBERS,
    "list_log": MEMBERS,
    "read_shared": "for people without a key, who were sent a link",
    "read_shared_picture": "the same",
    "describe_uploads": "a client that knows the server's version of tus need not ask for it",
}
"""Operations that the client lacks, and why."""
BINARY = {"type": "string", "format": "binary"}
PLACES = {"cursor", "offset", "after"}
"""Where a page of a list begins, or a stream; the client goes through lists by itself, and sends the place in a stream as a header."""
COMPOSED = {"reports.wait", "exports.wait", "exports.save"}
"""Methods made of other operations, tried in test_reports.py."""
EACH = {"images.faces_of_each"}
"""Methods that give whole answers one by one, not the items of one."""

ID = UUID("0f4c8f7e-0000-4000-8000-000000000000")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
VALUES: dict[str, Any] = {
    "analyses": ["comments"], "binned": True, "box": (0.1, 0.1, 0.2, 0.2), "boxes": {}, "columns": {"text": "x"},
    "comment_order": "new", "comments": ID, "days": 3, "duration_s": 60.0, "enabled": True, "end_s": 2.0, "expires_at": NOW,
    "face": 1, "flag": "spam", "face_analysis": True, "fields": ["summary"], "hide": ["x"], "allow": ["y"], "remove": ["z"],
    "idempotency_key": "k", "ignored": True, "image": b"x", "images": [b"x"], "kind": "csv",
    "kinds": ["report.finished"], "last_event_id": "1-1", "limit": 5, "max_comments": 10, "media": ID,
    "name": "x", "options": {"a": 1}, "others": [ID], "page_size": 7, "photo": b"x", "scopes": ["read"],
    "shown": "seen", "size_bytes": 10, "sort": "newest", "start_s": 1.0, "status": "done", "text": "x", "texts": ["x"],
    "time_s": 1.5, "title": "x", "track_id": 3, "track_ids": [3], "unsure": True, "url": "https://youtu.be/aaaaaaaaaaa",
    "vectors_expire_days": 30, "sentiment": "positive", "language": "ko", "profane": True, "abusive": True, "spam": True,
    "question": True, "request": True, "corrected": True, "moment_s": 5.0, "author": "x", "parent": "x", "replies": True,
    "term": "x", "id": "x", "comment_id": "c1", "edit_id": 4, "review_id": 5, "on_progress": None, "on_upload": None,
    "chunk_bytes": 100,
}  # fmt: skip
Schema = dict[str, Any]
METHODS = {
    f"{part}{name}": (owner, method)
    for part, owner in [
        ("", Api),
        *(
            (f"{name}.", type(value))
            for name, value in vars(Api(cast("Any", None), Protocol(0))).items()
            if name[0] != "_"
        ),
    ]
    for name, method in inspect.getmembers(owner)
    if isinstance(method, (operation, listing))
}


@pytest.fixture(scope="module")
def document() -> Schema:
    return json.loads(json.dumps(openapi_document()))  # type: ignore[no-any-return]


def given(function: Any, path: Path) -> dict[str, Any]:
    """A value for every argument of a method."""
    values = VALUES | {"path": path, "to": path} | {name: VALUES[name] for name in CommentFilter.__annotations__}
    found: dict[str, Any] = {}
    for name, parameter in list(inspect.signature(function).parameters.items())[1:]:
        if parameter.kind is parameter.VAR_KEYWORD:
            found |= {one: values[one] for one in CommentFilter.__annotations__}
        else:
            found[name] = ID if name.endswith("_id") and name not in values else values[name]
    return found


def requests_of(owner: Any, function: Any, path: Path) -> list[Request]:
    """What a method asks for, up to the answer that would be its result."""
    steps = function(owner(cast("Any", None), Protocol(0)), **given(function, path))
    asked: list[Request] = []
    with contextlib.suppress(StopIteration):
        step = next(steps)
        while isinstance(step, (Ask, Open)):
            asked.append(step.request)
            if not (places := _places(step.request)):
                break
            step = steps.send(Answer(200, places))
    steps.close()
    return asked


def _places(request: Request) -> dict[str, str]:
    """Where an upload stands after a request."""
    if request.method not in {"HEAD", "PATCH"} or not request.path.startswith("uploads/"):
        return {}
    return {"upload-offset": str(int(request.headers.get("Upload-Offset", 0)) + len(request.content or b""))}


def described(document: Schema, request: Request) -> Schema:
    """The operation that a request is for: that with the fewest parameters in its path."""
    found = [
        (template.count("{"), operations[request.method.lower()])
        for template, operations in document["paths"].items()
        if request.method.lower() in operations
        and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), f"/api/v1/{request.path}")
    ]
    return min(found, key=lambda one: one[0])[1]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Request]]:
    path = tmp_path_factory.mktemp("sent") / "file"
    path.write_bytes(b"0123456789")
    return {
        name: requests_of(owner, method._steps, path)
        for name, (owner, method) in METHODS.items()
        if name not in COMPOSED
    }


def test_every_operation_is_there_or_left_out_for_a_reason(document: Schema, asked: dict[str, list[Request]]) -> None:
    offered = {described(document, request)["operationId"] for requests in asked.values() for request in requests}
    there = {one["operationId"] for path in document["paths"].values() for one in path.values()}
    assert offered | set(LEFT_OUT) == there
    assert offered & set(LEFT_OUT) == set()


@pytest.mark.parametrize("name", sorted(set(METHODS) - COMPOSED))
def test_everything_can_be_said_that_an_operation_takes(
    document: Schema, asked: dict[str, list[Request]], name: str
) -> None:
    for request in asked[name]:
        told = described(document, request)
        documented = {one["name"] for one in told.get("parameters", []) if one["in"] == "query"} - PLACES
        assert set(request.params) == documented
        headers = {one["name"] for one in told.get("parameters", []) if one["in"] == "header"}
        assert headers <= set(request.headers)
        [content] = told["requestBody"]["content"].values() if "requestBody" in told else [{}]
        body = _resolved(document, content.get("schema", {})).get("properties")
        if body is not None:
            assert set(request.files or json.loads(request.content or b"{}")) == set(body)


@pytest.mark.parametrize("name", sorted(set(METHODS) - COMPOSED))
def test_every_answer_is_taken_field_by_field(document: Schema, asked: dict[str, list[Request]], name: str) -> None:
    answers = described(document, asked[name][-1])["responses"]
    content = next(answers[status].get("content", {}) for status in ("200", "201", "204") if status in answers)
    result = _result(METHODS[name][1])
    if not (isinstance(result, type) and issubclass(result, Model)):
        assert content.get("application/json", {"schema": BINARY})["schema"] == BINARY
        return
    ours = result.model_json_schema()
    if "text/event-stream" in content:
        theirs = EventView.model_json_schema()
        assert shape(ours, ours) == shape(theirs, theirs)
        return
    theirs = content["application/json"]["schema"]
    wanted = shape(document, theirs)
    if isinstance(METHODS[name][1], listing) and name not in EACH:
        wanted = wanted["items"][1]
    assert shape(ours, ours) == wanted


def _result(method: Any) -> Any:
    """What a method gives, or gives one by one."""
    steps, _, result = get_args(inspect.signature(method._steps).return_annotation)
    emitted = [get_args(one)[0] for one in get_args(steps) if getattr(one, "__origin__", None) is Emit]
    return emitted[0] if emitted else result


def _resolved(root: Schema, schema: Schema) -> Schema:
    while "$ref" in schema:
        found: Any = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


def shape(root: Schema, schema: Schema) -> Any:
    """What a schema lets through, apart from names, texts and bounds."""
    schema = _resolved(root, schema)
    kind = schema.get("type")
    if "anyOf" in schema:
        return frozenset(repr(shape(root, one)) for one in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return sorted(schema.get("enum", [schema.get("const")]))
    if kind == "array":
        items = schema.get("prefixItems") or [schema["items"]]
        return ["array", shape(root, items[0]), schema.get("maxItems")]
    if kind == "object" and "properties" in schema:
        return {name: shape(root, one) for name, one in sorted(schema["properties"].items())}
    if kind == "object":
        more = schema.get("additionalProperties")
        return ["map", shape(root, more) if isinstance(more, dict) else None]
    return [kind, schema.get("format")]
