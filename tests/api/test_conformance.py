"""The API does what its OpenAPI document says: a few requests to each operation; tests/interop has the thousands."""

from pathlib import Path

from tests.api.conformance import UNLIMITED, conform
from tests.api.conftest import served

SLOW = frozenset({"analyze_comments", "request_sample"})
"""They load models; tests/api/test_engines.py asks them."""


def test_a_few_requests_to_each_operation(server: str, tmp_path: Path) -> None:
    with served(server, tmp_path, rate_limit=UNLIMITED) as services:
        outcome = conform(services, seed=6, examples=1, phases=("fuzzing", "stateful"), left_out=SLOW)

    assert (outcome.failures, outcome.errors) == ({}, [])
    assert outcome.cases > 150
    assert [status for status in outcome.statuses if status >= 500] == []
