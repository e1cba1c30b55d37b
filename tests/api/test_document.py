"""The OpenAPI document: good enough to generate clients from, and to find one's way by links."""

from typing import Any

import pytest

from opentube.api.document import openapi_document
from opentube.api.openapi import FILES, LOCATED
from opentube.api.openapi_examples import EXAMPLES
from opentube.api.openapi_links import IN_BODIES, NAMED

UNLINKED = frozenset({"start_openid", "finish_openid", "read_shared_picture"})
"""Their addresses name what no answer of a fixed shape does: a way to sign in, a picture of a document."""
Operations = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi_document()


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> Operations:
    return {one["operationId"]: one for path in document["paths"].values() for one in path.values()}


def links(operation: dict[str, Any]) -> dict[str, Any]:
    return {name: link for answer in operation["responses"].values() for name, link in answer.get("links", {}).items()}


def test_links_lead_to_whatever_names_something_in_its_address(operations: Operations) -> None:
    named = {
        name for name, one in operations.items() if any(where["in"] == "path" for where in one.get("parameters", []))
    }
    linked = {link["operationId"] for one in operations.values() for link in links(one).values()}

    assert named - linked == UNLINKED


def test_links_give_what_their_targets_need(operations: Operations) -> None:
    for one in operations.values():
        for link in links(one).values():
            target = operations[link["operationId"]]
            needed = {where["name"] for where in target.get("parameters", []) if where["in"] == "path"}
            assert needed <= link["parameters"].keys() <= {where["name"] for where in target.get("parameters", [])}


def test_each_page_links_to_the_next(operations: Operations) -> None:
    paged = {
        name
        for name, one in operations.items()
        if any(where["name"] == "cursor" for where in one.get("parameters", []))
    }

    assert {name for name, one in operations.items() if "next" in links(one)} == paged


def test_every_body_has_an_example(operations: Operations) -> None:
    bodies = {
        name for name, one in operations.items() if "application/json" in one.get("requestBody", {}).get("content", {})
    }

    assert bodies - {"edit_boxes"} == EXAMPLES.keys()
    assert all("example" in operations[name]["requestBody"]["content"]["application/json"] for name in EXAMPLES)


def test_tables_name_what_there_is(document: dict[str, Any], operations: Operations) -> None:
    assert NAMED.keys() <= document["components"]["schemas"].keys()
    assert {name for pair in IN_BODIES for name in pair} | FILES.keys() | LOCATED <= operations.keys()


def test_parameters_of_addresses_are_described(operations: Operations) -> None:
    missing = {
        (name, where["name"])
        for name, one in operations.items()
        for where in one.get("parameters", [])
        if where["in"] == "path" and "description" not in where
    }

    assert {parameter for _, parameter in missing} == {"name"}


def test_files_are_binary(operations: Operations) -> None:
    for name, media_types in FILES.items():
        told = operations[name]["responses"]["200"]["content"]
        assert told.keys() == media_types
        assert all(one["schema"] == {"type": "string", "format": "binary"} for one in told.values())
