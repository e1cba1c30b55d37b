"""Errors as problem documents (RFC 9457), each with a stable code."""

from collections import defaultdict
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DataError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from opentube.api.errors import (
    InputError,
    InternalError,
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    RequestInvalid,
    RequestMalformed,
    RequestStalled,
)
from opentube.api.methods import methods_at
from opentube.api.statuses import status_of
from opentube.errors import OpenTubeError, RetryableError, UserError
from opentube.store.database import DatabaseUnreachable

MEDIA_TYPE = "application/problem+json"
MOST_DETAILS = 20
RETRY_AFTER_S = 2
UNROUTED = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED})
BY_STATUS: dict[int, type[UserError | RetryableError]] = {408: RequestStalled, 413: PayloadTooLarge}
log = structlog.get_logger(__name__)


class Problem(BaseModel):
    """What went wrong. ``code`` is stable; ``detail`` is a sentence for people, in English."""

    type: str = Field(description="Where the code is explained, relative to this server.")
    title: str
    status: int
    detail: str
    code: str
    request_id: str | None = None
    errors: list[InputError] = []


def problem_response(error: OpenTubeError, request: Request, headers: dict[str, str] | None = None) -> JSONResponse:
    """An error as the answer to a request."""
    status = status_of(type(error))
    problem = Problem(
        type=f"/api/v1/errors#{error.code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=error.message,
        code=error.code,
        request_id=request.scope.get("request_id"),
        errors=getattr(error, "errors", []),
    )
    more = dict(headers or {}) | dict(getattr(error, "headers", {}))
    if status == HTTPStatus.UNAUTHORIZED:
        more["WWW-Authenticate"] = "Bearer"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        more["Retry-After"] = str(RETRY_AFTER_S)
    if seconds := getattr(error, "retry_after_s", None):
        more["Retry-After"] = str(seconds)
    return JSONResponse(problem.model_dump(), status, more, media_type=MEDIA_TYPE)


def answers(*errors: type[OpenTubeError]) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route that can fail with these errors, for the OpenAPI document."""
    by_status: dict[int, list[type[OpenTubeError]]] = defaultdict(list)
    for error in errors:
        by_status[status_of(error)].append(error)
    return {
        status: {
            "description": "; ".join(f"`{kind.code}`: {kind().message}" for kind in kinds),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, kinds in by_status.items()
    }


def install(app: FastAPI) -> None:
    """Answer every error with a problem document."""
    app.add_exception_handler(OpenTubeError, _told)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(DataError, _unstorable)
    app.add_exception_handler(UnicodeEncodeError, _unstorable)
    app.add_exception_handler(PoolTimeout, _busy)
    app.add_exception_handler(Exception, _bug)


async def _told(request: Request, error: Exception) -> JSONResponse:
    return problem_response(error if isinstance(error, OpenTubeError) else InternalError(), request)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    details = error.errors()[:MOST_DETAILS] if isinstance(error, RequestValidationError) else []
    if any(one["type"] == "json_invalid" for one in details):
        return problem_response(RequestMalformed(), request)
    errors = [InputError(location=list(one["loc"]), message=one["msg"], kind=one["type"]) for one in details]
    return problem_response(RequestInvalid(errors=errors), request)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (400, None)
    if status in UNROUTED:
        methods = methods_at(request.app, request.url.path)
        if not methods or request.method in methods:
            return problem_response(NotFound(), request)
        return problem_response(MethodNotAllowed(), request, {"Allow": ", ".join(methods)})
    return problem_response(BY_STATUS.get(status, RequestMalformed)(), request, dict(headers or {}))


async def _unstorable(request: Request, error: Exception) -> JSONResponse:
    log.info("request.unstorable", reason=type(error).__name__)
    message = "A value cannot be stored: a number is out of range, or a text has characters that are none."
    return problem_response(RequestInvalid(message), request)


async def _busy(request: Request, _error: Exception) -> JSONResponse:
    return problem_response(DatabaseUnreachable("The server is busy. Try again in a moment."), request)


async def _bug(request: Request, error: Exception) -> JSONResponse:
    log.error("request.bug", exc_info=error)
    return problem_response(InternalError(), request)
