"""Routes that are answered in one go: who asks, the transaction, the work and the JSON, all in one visit to a thread."""

import inspect
from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.params import Depends
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.routing import Match
from starlette.types import Scope

from opentube.api.calls import Admission, Visit

PREFIX = "/api/v1"
Landmark = tuple[str | None, str | None]
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Route(APIRoute):
    """A route whose endpoint may take a `Call`.

    FastAPI would go to a thread four times for it: to open the transaction, for the endpoint, for its answer, and to commit.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self._admission = _admission(endpoint)
        if self._admission:
            endpoint = _in_one_visit(endpoint, options.get("status_code") or 200)
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Handler:
        """As FastAPI has it, but who may not ask learns that before what is wrong with the request."""
        handle, admission = super().get_route_handler(), self._admission
        if admission is None:
            return handle

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError:
                visit = await admission.of(request)
                async with visit.turn():
                    await run_in_threadpool(visit.check)
                raise

        return handled


class Router(APIRouter):
    """A router of such routes, which tells at a glance that an address is none of its own.

    FastAPI compares an address with each route of each router; a hundred take longer than a small answer.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=Route, **options)
        self._landmarks: set[Landmark] = set()

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """As FastAPI has it."""
        self._landmarks.add(_landmark(path))
        super().add_api_route(path, endpoint, **options)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As FastAPI has it."""
        first, third = _landmark(scope["path"].removeprefix(PREFIX))
        if self._landmarks.isdisjoint([(first, third), (first, None), (None, None)]):
            return Match.NONE, {}
        return super().matches(scope)


def _landmark(path: str) -> Landmark:
    """The first and the third part of an address, by which it can be told from most others; None: any."""
    _, first, _, third, *_ = [*path.split("/", 4), "", "", ""]
    if "{" in first:
        return None, None
    return first, None if "{" in third else third


def _admission(endpoint: Callable[..., Any]) -> Admission | None:
    for parameter in inspect.signature(endpoint).parameters.values():
        for mark in getattr(parameter.annotation, "__metadata__", ()):
            if isinstance(mark, Depends) and isinstance(mark.dependency, Admission):
                return mark.dependency
    return None


def _in_one_visit(endpoint: Callable[..., Any], status: int) -> Callable[..., Any]:
    told = inspect.signature(endpoint).return_annotation
    adapter = None if told is None or _is_response(told) else TypeAdapter(told)

    def work(name: str, visit: Visit, given: dict[str, Any]) -> Response:
        with visit.call() as call:
            answer = endpoint(**given | {name: call})
            if isinstance(answer, Response):
                return answer
            if adapter is None:
                return Response(status_code=status)
            content = adapter.dump_json(adapter.validate_python(answer, from_attributes=True), by_alias=True)
        return Response(content, status, media_type="application/json")

    @wraps(endpoint)
    async def answered(**given: Any) -> Response:
        name, visit = next((name, value) for name, value in given.items() if isinstance(value, Visit))
        async with visit.turn():
            return await run_in_threadpool(partial(work, name, visit, given))

    return answered


def _is_response(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Response)
