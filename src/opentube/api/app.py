"""The application: routes, errors, and what every answer carries."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from opentube import __version__
from opentube.accounts.keys import KeyInvalid
from opentube.accounts.sessions import CsrfTokenWrong, SessionEnded
from opentube.api import problems
from opentube.api.errors import (
    InternalError,
    MethodNotAllowed,
    PayloadTooLarge,
    RateLimited,
    RequestInvalid,
    RequestMalformed,
    RequestStalled,
    ScopeMissing,
    SignInNeeded,
)
from opentube.api.etags import Tagged
from opentube.api.issuers import Issuers
from opentube.api.middleware import Bounded, Observed
from opentube.api.problems import Problem, answers
from opentube.api.rates import Rates
from opentube.api.services import Services
from opentube.events.hub import EventHub
from opentube.store.database import DatabaseUnreachable

PREFIX = "/api/v1"
MOST_BODY_BYTES = 8 * 1024 * 1024
MOST_PICTURE_BYTES = 51 * 1024 * 1024
PICTURES = dict.fromkeys([f"{PREFIX}/images:faces", f"{PREFIX}/persons:find"], MOST_PICTURE_BYTES)
UPLOADS = f"{PREFIX}/uploads"
ROUTES = (
    "health",
    "errors",
    "session",
    "openid",
    "members",
    "keys",
    "webhooks",
    "reports",
    "report_cards",
    "sharing",
    "screen",
    "results",
    "comments",
    "exports",
    "persons",
    "find",
    "library",
    "reviews",
    "words",
    "settings",
    "usage",
    "engines",
    "events",
    "uploads",
    "docs",
    "web",
)
EVERYWHERE = answers(
    RequestMalformed,
    MethodNotAllowed,
    RequestStalled,
    PayloadTooLarge,
    RequestInvalid,
    RateLimited,
    InternalError,
    DatabaseUnreachable,
)
SIGNED_IN = answers(SignInNeeded, KeyInvalid, SessionEnded, ScopeMissing, CsrfTokenWrong)


def create_app(services: Services) -> FastAPI:
    """The API of one installation."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with EventHub(services.database) as hub:
            app.state.hub = hub
            yield
        services.close()
        app.state.issuers.close()

    app = FastAPI(
        title="Open-Tube",
        version=__version__,
        summary="What is in a video, and what its audience says about it.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        generate_unique_id_function=_operation_id,
        separate_input_output_schemas=False,
    )
    app.state.services = services
    app.state.issuers = Issuers(services.settings)
    app.state.rates = Rates(services.settings.rate_limit)
    problems.install(app)
    api = APIRouter(prefix=PREFIX, responses=EVERYWHERE)
    outside = []
    for name in ROUTES:
        module = import_module(f"opentube.api.routes.{name}")
        api.include_router(module.router)
        outside.append(getattr(module, "outside", APIRouter()))
    app.include_router(api)
    for router in outside:
        app.include_router(router)
    app.add_middleware(Bounded, limit=MOST_BODY_BYTES, others=PICTURES, free=("PATCH", f"{UPLOADS}/"))
    app.add_middleware(Tagged)
    app.add_middleware(Observed)
    _complete_document(app)
    return app


def _operation_id(route: APIRoute) -> str:
    """Operations are called as their functions are: clients are generated from it."""
    return route.name


def _complete_document(app: FastAPI) -> None:
    """Put into the OpenAPI document what no route says: the schema of problems, and refusals."""
    generate = app.openapi

    def openapi() -> dict[str, object]:
        document = generate()
        schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(schema.pop("$defs", {}))
        schemas["Problem"] = schema
        for operations in document["paths"].values():
            for operation in operations.values():
                _name_refusals(operation)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _name_refusals(operation: dict[str, Any]) -> None:
    """Say what an operation answers to who may not ask, beside what its route says of the same status."""
    if "security" not in operation:
        return
    for status, refusal in SIGNED_IN.items():
        told = operation["responses"].setdefault(str(status), dict(refusal))
        if refusal["description"] not in told["description"]:
            told["description"] = f"{refusal['description']}; {told['description']}"
