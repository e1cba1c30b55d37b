"""A page to read and try the API, from files of this server alone."""

from functools import cache
from importlib.resources import files

from fastapi import Response

from opentube.api.errors import NotFound
from opentube.api.routing import Router

router = Router(include_in_schema=False)
outside = Router(include_in_schema=False)
PLACES = {
    "index.html": ("opentube.api", "docs_page", "text/html"),
    "start.js": ("opentube.api", "docs_page", "text/javascript"),
    "swagger-ui-bundle.js": ("fastapi_swagger", "resources", "text/javascript"),
    "swagger-ui.css": ("fastapi_swagger", "resources", "text/css"),
}


@outside.get("/docs")
def get_docs() -> Response:
    """The page."""
    return get_docs_file("index.html")


@outside.get("/docs/{name}")
def get_docs_file(name: str) -> Response:
    """A file of the page."""
    if name not in PLACES:
        raise NotFound
    return Response(_content(name), media_type=PLACES[name][2], headers={"Cache-Control": "no-cache"})


@cache
def _content(name: str) -> bytes:
    package, folder, _ = PLACES[name]
    return files(package).joinpath(folder, name).read_bytes()
