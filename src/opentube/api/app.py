"""The application: routes, errors, and what every answer carries."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from fastapi import FastAPI

from opentube import __version__
from opentube.api import problems
from opentube.api.calls import TRANSACTIONS
from opentube.api.errors import (
    InternalError,
    MethodNotAllowed,
    PayloadTooLarge,
    RateLimited,
    RequestInvalid,
    RequestMalformed,
    RequestStalled,
)
from opentube.api.etags import Tagged
from opentube.api.issuers import Issuers
from opentube.api.middleware import Bounded, Observed
from opentube.api.openapi import complete_document, operation_id
from opentube.api.problems import answers
from opentube.api.rates import Rates
from opentube.api.routing import PREFIX, Router
from opentube.api.services import Services
from opentube.events.hub import EventHub
from opentube.store.database import DatabaseUnreachable
from opentube.tracing import is_on

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


def load() -> None:
    """Do what takes long before the first request."""
    for name in ROUTES:
        import_module(f"opentube.api.routes.{name}")
    import_module("opentube.api.routes.errors").list_errors()


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
        generate_unique_id_function=operation_id,
        separate_input_output_schemas=False,
        telemetry={"tracing": is_on(), "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.services = services
    app.state.issuers = Issuers(services.settings)
    app.state.turns = asyncio.Semaphore(TRANSACTIONS)
    app.state.rates = Rates(services.settings.rate_limit)
    problems.install(app)
    outside = []
    for name in ROUTES:
        module = import_module(f"opentube.api.routes.{name}")
        app.include_router(module.router, prefix=PREFIX, responses=EVERYWHERE)
        outside.append(getattr(module, "outside", Router()))
    for router in outside:
        app.include_router(router)
    app.add_middleware(Bounded, limit=MOST_BODY_BYTES, others=PICTURES, free=("PATCH", f"{UPLOADS}/"))
    app.add_middleware(Tagged)
    app.add_middleware(Observed)
    complete_document(app)
    return app
