"""The API does what its OpenAPI document says, asked thousands of times."""

from pathlib import Path

import pytest

from tests.api.conformance import UNLIMITED, Outcome, conform
from tests.api.conftest import served

pytestmark = pytest.mark.interop


def judge(outcome: Outcome, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{outcome}")  # noqa: T201 - how many cases were asked is what these tests are to show
    assert (outcome.failures, outcome.errors) == ({}, [])
    assert [status for status in outcome.statuses if status >= 500] == []


def test_thousands_of_requests(server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with served(server, tmp_path, rate_limit=UNLIMITED) as services:
        outcome = conform(services, seed=1, examples=8, phases=("examples", "coverage", "fuzzing"))

    judge(outcome, capsys)
    assert outcome.cases >= 4000


def test_a_thousand_steps_along_links(server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with served(server, tmp_path, rate_limit=UNLIMITED) as services:
        outcome = conform(services, seed=1, examples=12, phases=("stateful",), walks=70)

    judge(outcome, capsys)
    assert outcome.phases["stateful"] >= 1000
    assert outcome.followed >= 300
