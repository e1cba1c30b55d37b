"""Links of the OpenAPI document: which answers name what another operation asks for."""

from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]

NAMED: Mapping[str, Mapping[str, str]] = {
    "ReportView": {"report_id": "id"},
    "ReportCardView": {"report_id": "id"},
    "CommentView": {"comment_id": "id"},
    "ExportView": {"export_id": "id"},
    "PersonView": {"person_id": "id"},
    "PersonDetails": {"person_id": "person/id"},
    "ReviewView": {"review_id": "id"},
    "UploadView": {"upload_id": "id"},
    "ShareView": {"share_id": "id"},
    "NewShareView": {"share_id": "share/id", "secret": "secret"},
    "KeyView": {"key_id": "id"},
    "NewKeyView": {"key_id": "details/id"},
    "WebhookView": {"webhook_id": "id"},
    "NewWebhookView": {"webhook_id": "webhook/id"},
    "DeliveryView": {"delivery_id": "id"},
    "MemberView": {"user_id": "user_id"},
    "InvitationView": {"invitation_id": "id"},
}
"""Path parameters that an answer names, and where in it."""

IN_BODIES: Mapping[tuple[str, str], Json] = {
    ("check_address", "request_report"): {"url": "$response.body#/url"},
    ("list_uploads", "request_report"): {"media_upload_id": "$response.body#/items/0/id"},
    ("get_upload", "request_report"): {"media_upload_id": "$response.body#/id"},
    ("make_invitation", "join"): {"token": "$response.body#/token"},
    ("list_library", "merge_persons"): {"others": ["$response.body#/items/1/id"]},
    ("list_unsure", "split_person"): {"track_ids": ["$response.body#/items/0/id"]},
    ("list_tracks", "split_person"): {"track_ids": ["$response.body#/items/0/id"]},
    ("list_tracks", "hide_tracks"): {"track_ids": ["$response.body#/items/0/id"]},
    ("list_tracks", "deny_tracks"): {
        "track_ids": ["$response.body#/items/0/id"],
        "person_id": "$response.body#/items/0/person_id",
    },
    ("split_person", "undo_edit"): {"edit_id": "$response.body#/id"},
    ("bin_person", "undo_edit"): {"edit_id": "$response.body#/id"},
    ("undo_edit", "redo_edit"): {"edit_id": "$response.body#/id"},
    ("list_history", "undo_edit"): {"edit_id": "$response.body#/items/0/id"},
}
"""Bodies of the second operation, made of what the first answers."""


def add_links(document: Json) -> None:
    """Link what creates, lists or shows something to whatever can be done with it, and each page to the next."""
    operations = {one["operationId"]: one for path in document["paths"].values() for one in path.values()}
    shown = {path["get"]["operationId"] for path in document["paths"].values() if "get" in path}
    for name, operation in operations.items():
        for status in ("200", "201"):
            answer = operation["responses"].get(status, {})
            known = dict(_named(answer, document)) if name in shown or status == "201" else {}
            if answer and (links := dict(_links(name, known, operations))):
                answer["links"] = links


def _links(name: str, known: dict[str, str], operations: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """What can be asked after the operation ``name``, whose answer makes the path parameters ``known``."""
    again = {one: f"$request.path.{one}" for one in _path_parameters(operations[name])}
    around = again | known
    for target, operation in operations.items():
        needed = set(_path_parameters(operation))
        body = IN_BODIES.get((name, target))
        if target != name and needed <= around.keys() and (body or needed & known.keys()):
            link = {"operationId": target, "parameters": {one: around[one] for one in sorted(needed)}}
            yield target, link | ({"requestBody": body} if body else {})
    if any(one["name"] == "cursor" for one in operations[name].get("parameters", [])):
        yield "next", {"operationId": name, "parameters": again | {"cursor": "$response.body#/next"}}


def _path_parameters(operation: Json) -> list[str]:
    return [one["name"] for one in operation.get("parameters", []) if one["in"] == "path"]


def _named(answer: Json, document: Json) -> Iterator[tuple[str, str]]:
    """Path parameters that an answer names, as expressions; of a list the first item counts."""
    schema, start = _schema_of(answer.get("content", {}).get("application/json", {}).get("schema", {}), document)
    for parameter, place in NAMED.get(schema, {}).items():
        yield parameter, f"$response.body#/{start}{place}"


def _schema_of(schema: Json, document: Json) -> tuple[str, str]:
    name = schema.get("$ref", "").rsplit("/", 1)[-1]
    items = document["components"]["schemas"].get(name, {}).get("properties", {}).get("items", {}).get("items", {})
    return (items["$ref"].rsplit("/", 1)[-1], "items/0/") if "$ref" in items else (name, "")
