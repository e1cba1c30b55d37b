"""Which methods an address knows: ``Allow`` names those of all its routes."""

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

API = "/api/"


def methods_at(app: FastAPI, path: str) -> list[str]:
    """The methods of all routes that ``path`` fits, sorted. The page of the web app, which fits all, is none of the API's."""
    of_api = path.startswith(API)
    return sorted(
        {
            method
            for route in iter_route_contexts(app.routes)
            if (route.path or "").startswith(API) == of_api and route.path_regex.match(path)
            for method in route.methods or ()
        }
    )
