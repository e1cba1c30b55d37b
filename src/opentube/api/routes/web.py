"""The web app: hashed files that never change, and one page for every other address."""

import secrets
from functools import lru_cache
from http import HTTPStatus
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import HTTPException, Response
from fastapi.responses import HTMLResponse

from opentube.api.errors import NotFound
from opentube.api.middleware import CONTENT_POLICY
from opentube.api.routing import Router

router = Router(include_in_schema=False)
outside = Router(include_in_schema=False)
NONCE = "{{nonce}}"
UNBUILT = "<!doctype html><title>Open-Tube</title><p>The web app is not built. Run <code>make web</code>, then reload."
TYPES = {
    "css": "text/css",
    "html": "text/html",
    "ico": "image/x-icon",
    "js": "text/javascript",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "webmanifest": "application/manifest+json",
    "woff2": "font/woff2",
}
FOREVER = "public, max-age=31536000, immutable"


def _root() -> Traversable:
    return files("opentube").joinpath("web")


@outside.get("/assets/{name}")
def get_asset(name: str) -> Response:
    """A file of the app; its name changes with its content."""
    return _file("assets", name, FOREVER)


@outside.get("/{path:path}")
def get_page(path: str) -> Response:
    """The app, whatever page of it is asked for; what is no page is not found."""
    if path.startswith(("api/", "assets/")):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if "." in path.rsplit("/", 1)[-1]:
        return _file("", path, "no-cache")
    nonce = secrets.token_urlsafe(16)
    policy = CONTENT_POLICY.replace("style-src 'self'", f"style-src 'self' 'nonce-{nonce}'")
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return HTMLResponse(_page().replace(NONCE, nonce), headers=headers)


@lru_cache(maxsize=1)
def _page() -> str:
    page = _root().joinpath("index.html")
    return page.read_text("utf-8") if page.is_file() else UNBUILT


def _file(folder: str, name: str, caching: str) -> Response:
    kind = TYPES.get(name.rsplit(".", 1)[-1])
    found = _root().joinpath(folder, name) if folder else _root().joinpath(name)
    if kind is None or "/" in name or "\\" in name or not found.is_file():
        raise NotFound
    return Response(found.read_bytes(), media_type=kind, headers={"Cache-Control": caching})
