"""What the OpenAPI document says beside what each route does: problems, refusals, files, links, examples."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from opentube.accounts.keys import KeyInvalid
from opentube.accounts.sessions import CsrfTokenWrong, SessionEnded
from opentube.api.errors import RangeUnsatisfiable, ScopeMissing, SignInNeeded
from opentube.api.openapi_examples import EXAMPLES, PARAMETERS
from opentube.api.openapi_links import add_links
from opentube.api.problems import Problem, answers
from opentube.exports.queries import MEDIA_TYPES

Json = dict[str, Any]
SIGNED_IN = answers(SignInNeeded, KeyInvalid, SessionEnded, ScopeMissing, CsrfTokenWrong)
PICTURE = frozenset({"image/jpeg"})
FILES = {
    "get_media": frozenset({"video/mp4"}),
    "get_picture": PICTURE,
    "get_contact_sheet": PICTURE,
    "get_cover": PICTURE,
    "read_shared_picture": PICTURE,
    "download_export": frozenset(kind.partition(";")[0] for kind in MEDIA_TYPES.values()),
}
"""Operations that answer with a file, and its media types."""
NO_RANGE = {str(status): answer for status, answer in answers(RangeUnsatisfiable).items()}
RANGED = frozenset({"get_media", "download_export"})
LOCATED = frozenset({"request_report", "request_sample", "request_export", "create_upload", "make_webhook"})


def operation_id(route: APIRoute) -> str:
    """Operations are called as their functions are: clients are generated from it."""
    return route.name


def complete_document(app: FastAPI) -> None:
    """Put into the OpenAPI document what no route says."""
    generate = app.openapi

    def openapi() -> Json:
        if app.openapi_schema:
            return app.openapi_schema
        document = generate()
        schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(schema.pop("$defs", {}))
        schemas["Problem"] = schema
        for operations in document["paths"].values():
            for operation in operations.values():
                _complete(operation)
        add_links(document)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(operation: Json) -> None:
    name, told = operation["operationId"], operation["responses"]
    if "security" in operation:
        _name_refusals(told)
    if name in FILES:
        binary = {"schema": {"type": "string", "format": "binary"}}
        told["200"]["content"] = dict.fromkeys(sorted(FILES[name]), binary)
    if name in RANGED:
        told["206"] = {"description": "The range that was asked for.", "content": told["200"]["content"]}
        told |= NO_RANGE
    if name in LOCATED:
        told["201"]["headers"] = {"Location": {"description": "Where it is.", "schema": {"type": "string"}}}
    for parameter in operation.get("parameters", []):
        if (says := PARAMETERS.get(parameter["name"])) and parameter["in"] == "path":
            parameter.setdefault("description", says)
    if name in EXAMPLES:
        operation["requestBody"]["content"]["application/json"]["example"] = EXAMPLES[name]


def _name_refusals(told: Json) -> None:
    """Say what an operation answers to who may not ask, beside what its route says of the same status."""
    for status, refusal in SIGNED_IN.items():
        one = told.setdefault(str(status), dict(refusal))
        if refusal["description"] not in one["description"]:
            one["description"] = f"{refusal['description']}; {one['description']}"
