"""Requests that Schemathesis makes of the OpenAPI document, and what it says of the answers."""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import schemathesis
import sqlalchemy as sa
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.engine import events, from_schema
from schemathesis.hooks import unregister
from schemathesis.openapi.checks import RejectedPositiveData
from starlette.testclient import TestClient

from opentube.accounts.keys import NewKey, create_key
from opentube.accounts.principal import ROLE_SCOPES, Principal, Role, Scope
from opentube.accounts.service import local_owner
from opentube.api import tus
from opentube.api.app import create_app
from opentube.api.routing import PREFIX
from opentube.api.services import Services
from opentube.exports.tables import Export
from opentube.persons.tables import Person
from opentube.sources.tables import Video
from tests.api.workspaces import fill
from tests.conftest import REPOSITORY

LEFT_OUT = {
    "stream_events": "a stream does not end by itself; tests/api/test_events.py reads it",
    "stream_report_events": "the same",
}
"""Operations that are not asked, and why."""
UNLIMITED = "1000000/minute"
PHASES = "examples", "coverage", "fuzzing", "stateful"
STEPS = 60
GENERATION: dict[str, Any] = {"database": "none", "no-shrink": True}
SEEDED = {
    "path": (
        "report_id",
        "comment_id",
        "export_id",
        "person_id",
        "review_id",
        "upload_id",
        "share_id",
        "secret",
        "webhook_id",
        "delivery_id",
        "user_id",
    ),
    "query": ("report_id",),
    "body": ("person_id", "track_id", "edit_id"),
}
"""Parameters which every other request fills with what exists. Items of lists in bodies come by links."""
REFUSED_SHAPE = frozenset({"request_invalid", "request_malformed"})

schemathesis.serializer.alias(tus.BODY_TYPE, "application/octet-stream")


@dataclass
class Outcome:
    """How many cases were asked, by answered status and by phase, and what was wrong with which.

    A check may ask something more, such as the same without a key: that is a request, and no case. ``followed`` are the
    cases which took over what an earlier answer named.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)
    reached: dict[str, Counter[int]] = field(default_factory=dict)
    followed: int = 0
    requests: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """How many cases were asked."""
        return self.phases.total()

    def __str__(self) -> str:
        phases = ", ".join(f"{name} {count}" for name, count in self.phases.items())
        statuses = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        never = sorted(name for name, answered in self.reached.items() if min(answered) >= 300)
        return (
            f"{self.cases} cases ({phases}; {self.followed} followed a link), {self.requests} requests, {statuses}; "
            f"of {len(self.reached)} operations these never answered 2xx: {', '.join(never)}"
        )


@dataclass(frozen=True)
class Asked:
    """An app with filled workspaces, the key that may do all, and what exists, by the names of parameters."""

    app: Any
    key: NewKey
    seeds: dict[str, list[Any]]


@contextmanager
def asked(services: Services, shelves: int) -> Iterator[Asked]:
    """``shelves`` times one of everything, with files that exist."""
    with services.database.session() as session:
        owner_id = local_owner(session)
        maker = Principal(owner_id, None, Role.OWNER, ROLE_SCOPES[Role.OWNER])
        key = create_key(session, maker, "asker", tuple(Scope))
    filled = [fill(services, owner_id, f"mark-{uuid.uuid4().hex[:8]}") for _ in range(shelves)]
    film = services.blobs.put_file(REPOSITORY / "samples" / "sample.mp4")
    with services.database.session() as session:
        session.execute(sa.update(Video).values(media_key=film))
        session.execute(sa.update(Person).values(cover_key=film))
        session.execute(sa.update(Export).values(blob_key=film))
    names = {name for place in SEEDED.values() for name in place}
    seeds = {name: [plain(one.ids[name]) for one in filled] for name in names}
    app = create_app(services)
    with TestClient(app):
        yield Asked(app, key, seeds)


def plain(value: Any) -> Any:
    """An id as JSON has it."""
    return value if isinstance(value, int) else str(value)


def conform(
    services: Services,
    *,
    seed: int,
    examples: int,
    phases: tuple[str, ...],
    walks: int = 1,
    left_out: frozenset[str] = frozenset(),
) -> Outcome:
    """Ask every operation ``examples`` times, and ``walks`` times follow links from one to another."""
    outcome = Outcome()
    with asked(services, shelves=examples) as about:
        config = _config(about, examples, walks, phases, seed)
        schema: Any = schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", about.app, config=config)
        for name in left_out | LEFT_OUT.keys():
            schema = schema.exclude(operation_id=name)

        schema.hook("filter_failure")(_wrong)
        with _sparing(str(about.key.row.id)):
            for event in from_schema(schema).execute():
                _note(outcome, event)
    return outcome


@contextmanager
def _sparing(key_id: str) -> Iterator[None]:
    """Let nothing end the key that asks."""

    def end_another(_context: Any, case: Any, _kwargs: Any) -> None:
        if case.method == "DELETE" and key_id in case.path_parameters.values():
            case.path_parameters["key_id"] = str(uuid.uuid4())

    schemathesis.hook("before_call")(end_another)
    yield
    unregister(end_another)


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


def _config(about: Asked, examples: int, walks: int, phases: tuple[str, ...], seed: int) -> SchemathesisConfig:
    switched: dict[str, dict[str, Any]] = {name: {"enabled": name in phases} for name in PHASES}
    switched["stateful"] |= {
        "max-steps": STEPS,
        "generation": GENERATION | {"max-examples": walks},
        "inference": {"algorithms": []},
    }
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "headers": {"Authorization": f"Bearer {about.key.key}"},
            "continue-on-failure": True,
            "generation": GENERATION | {"max-examples": examples},
            "phases": switched,
            "dictionaries": {name: {"values": values} for name, values in about.seeds.items()},
            "parameters": {
                f"{place}.{name}": {"dictionary": name, "probability": 0.5}
                for place, names in SEEDED.items()
                for name in names
            },
        }
    )


def _note(outcome: Outcome, event: events.EngineEvent) -> None:
    if isinstance(event, events.NonFatalError | events.FatalError):
        outcome.errors.append(str(event))
    if not isinstance(event, events.ScenarioFinished):
        return
    for id_, interaction in event.recorder.interactions.items():
        if interaction.response is None:
            continue
        outcome.requests += 1
        outcome.statuses[interaction.response.status_code] += 1
        node = event.recorder.cases[id_]
        if node.parent_id is None or node.transition is not None:
            outcome.phases[event.phase.value] += 1
            outcome.followed += node.is_transition_applied
            reached = outcome.reached.setdefault(node.value.operation.label, Counter())
            reached[interaction.response.status_code] += 1
    for id_, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info:
                case = event.recorder.cases[id_].value
                failure = check.failure_info.failure
                outcome.failures.setdefault(
                    f"{case.method} {case.path} {type(failure).__name__}",
                    f"{failure.message}\n{check.failure_info.code_sample}",
                )
