"""The documentation lists every code with its status and its sentence, and routes name what they answer."""

from typing import Any

import pytest

from opentube.api.document import openapi_document
from opentube.api.statuses import status_of
from tests.conftest import REPOSITORY
from tests.test_error_codes import error_classes


def row(code: str, status: int, sentence: str) -> str:
    return f"| `{code}` | {status} | {sentence.replace('|', chr(92) + '|')} |"


@pytest.fixture(scope="module")
def operations() -> dict[str, dict[str, Any]]:
    """The operations of the OpenAPI document by method and address."""
    paths: Any = openapi_document()["paths"]
    return {
        f"{method.upper()} {path}": operation
        for path, methods in paths.items()
        for method, operation in methods.items()
    }


def test_the_documentation_lists_every_code_and_no_other() -> None:
    page = (REPOSITORY / "docs" / "errors.md").read_text(encoding="utf-8").splitlines()
    listed = [line for line in page if line.startswith("| `")]
    wanted = [row(kind.code, status_of(kind), " ".join((kind.__doc__ or "").split())) for kind in error_classes()]

    assert listed == sorted(wanted)


def test_whatever_can_go_wrong_everywhere_is_documented_everywhere(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        wanted = {"400", "405", "413", "422", "429", "500", "503"}
        wanted |= {"401", "403"} if "security" in operation else set()
        wanted |= {"404"} if "{" in name else set()
        assert wanted - set(operation["responses"]) == set(), name


def test_every_error_is_a_problem_document(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (name, status)
