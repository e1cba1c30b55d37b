"""The API does what its OpenAPI document says, asked thousands of times."""

from pathlib import Path

import pytest

from tests.api.conformance import UNLIMITED, conform
from tests.api.conftest import served


@pytest.mark.interop
def test_thousands_of_requests_and_their_links(server: str, tmp_path: Path) -> None:
    with served(server, tmp_path, rate_limit=UNLIMITED) as services:
        outcome = conform(services, seed=1, examples=8, phases=("examples", "coverage", "fuzzing", "stateful"))

    assert (outcome.failures, outcome.errors) == ({}, [])
    assert outcome.cases >= 2000
    assert [status for status in outcome.statuses if status >= 500] == []
