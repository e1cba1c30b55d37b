"""Whether the server lives, and whether it can work."""

from typing import Annotated

from fastapi import Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from opentube import __version__
from opentube.api.calls import Admin, services
from opentube.api.metrics import figures
from opentube.api.problems import answers
from opentube.api.routing import Router
from opentube.api.services import Services
from opentube.store.database import DatabaseUnreachable

router = Router(tags=["service"])
outside = Router(include_in_schema=False)


class Health(BaseModel):
    """A server that answers."""

    status: str = "ok"
    version: str = __version__


@outside.get("/healthz")
def health() -> Health:
    """Whether the process answers."""
    return Health()


@outside.get("/readyz", responses=answers(DatabaseUnreachable))
def ready(services: Annotated[Services, Depends(services)]) -> Health:
    """Whether it can answer requests: the database is there."""
    services.database.server_version()
    return Health()


@outside.get("/metrics")
def metrics(call: Admin) -> Response:
    """Figures for Prometheus, for keys with the scope ``admin``."""
    return Response(figures(call.session, call.services.settings.data_dir), media_type=CONTENT_TYPE_LATEST)
