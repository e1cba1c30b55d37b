"""Requests that Schemathesis makes of the OpenAPI document, and what it says of the answers."""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.engine import events, from_schema
from schemathesis.openapi.checks import RejectedPositiveData
from starlette.testclient import TestClient

from opentube.accounts.keys import create_key
from opentube.accounts.principal import ROLE_SCOPES, Principal, Role, Scope
from opentube.accounts.service import local_owner
from opentube.api import tus
from opentube.api.app import PREFIX, create_app
from opentube.api.services import Services
from tests.api.workspaces import fill

LEFT_OUT = {
    "stream_events": "a stream does not end by itself; tests/api/test_events.py reads it",
    "stream_report_events": "the same",
    "end_key": "would end the key that asks; tests/api/test_members.py ends one",
}
"""Operations that are not asked, and why."""
UNLIMITED = "1000000/minute"
REFUSED_SHAPE = frozenset({"request_invalid", "request_malformed"})

schemathesis.serializer.alias(tus.BODY_TYPE, "application/octet-stream")


@dataclass
class Outcome:
    """How many requests were made, by answered status and by phase, and what was wrong with which."""

    statuses: Counter[int] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """How many requests were made."""
        return self.statuses.total()


@contextmanager
def asked(services: Services) -> Iterator[tuple[Any, str]]:
    """An app with a filled workspace, and the header of a key that may do all in it."""
    with services.database.session() as session:
        owner_id = local_owner(session)
        maker = Principal(owner_id, None, Role.OWNER, ROLE_SCOPES[Role.OWNER])
        key = create_key(session, maker, "asker", tuple(Scope)).key
    fill(services, owner_id, f"mark-{uuid.uuid4().hex[:8]}")
    app = create_app(services)
    with TestClient(app):
        yield app, f"Bearer {key}"


def conform(
    services: Services, *, seed: int, examples: int, phases: tuple[str, ...], left_out: frozenset[str] = frozenset()
) -> Outcome:
    """Ask every operation, and follow links from one to another."""
    outcome = Outcome()
    with asked(services) as (app, authorization):
        schema: Any = schemathesis.openapi.from_asgi(
            f"{PREFIX}/openapi.json", app, config=_config(authorization, examples, phases, seed)
        )
        for name in left_out | LEFT_OUT.keys():
            schema = schema.exclude(operation_id=name)
        schema.hook("filter_failure")(_wrong)
        for event in from_schema(schema).execute():
            _note(outcome, event)
    return outcome


def _wrong(_context: Any, failure: Failure, _case: Any, response: Any) -> bool:
    """Whether a failure is one.

    A schema cannot say which ids, cursors, words or files exist, and says of no text that U+0000 is none: refusing those is
    right. A refusal of the shape that the schema promises stays a failure. Headers that nobody knows are to be ignored
    (RFC 9110, 5.1), so that a request with one more is no wrong one.
    """
    match failure:
        case RejectedPositiveData():
            problem = response.json()
            return problem["code"] in REFUSED_SHAPE and not any("U+0000" in one["message"] for one in problem["errors"])
        case AcceptedNegativeData():
            return "in header - object with unexpected properties" not in failure.message
        case _:
            return True


def _config(authorization: str, examples: int, phases: tuple[str, ...], seed: int) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "headers": {"Authorization": authorization},
            "continue-on-failure": True,
            "generation": {"max-examples": examples, "database": "none", "no-shrink": True},
            "phases": {name: {"enabled": name in phases} for name in ("examples", "coverage", "fuzzing", "stateful")},
        }
    )


def _note(outcome: Outcome, event: events.EngineEvent) -> None:
    if isinstance(event, events.NonFatalError | events.FatalError):
        outcome.errors.append(str(event))
    if not isinstance(event, events.ScenarioFinished):
        return
    for interaction in event.recorder.interactions.values():
        if interaction.response is not None:
            outcome.statuses[interaction.response.status_code] += 1
            outcome.phases[event.phase.value] += 1
    for id_, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info:
                case = event.recorder.cases[id_].value
                failure = check.failure_info.failure
                outcome.failures.setdefault(
                    f"{case.method} {case.path} {type(failure).__name__}",
                    f"{failure.message}\n{check.failure_info.code_sample}",
                )
