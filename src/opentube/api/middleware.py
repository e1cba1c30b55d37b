"""What every answer carries: a request id, the rate limit, headers that keep browsers safe; and what is counted of it."""

import asyncio
import re
import time
import uuid
from collections.abc import Mapping
from http import HTTPStatus

import structlog
from opentelemetry import trace
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from opentube.api.metrics import observe
from opentube.api.rates import HEADERS as RATE_HEADERS

STALLED_AFTER_S = 30.0
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-src https://www.youtube-nocookie.com; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SAFETY = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Frame-Options": "DENY",
}
log = structlog.get_logger(__name__)


class Observed:
    """Gives each request an id, and logs, counts and protects its answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        scope["request_id"] = request_id
        trace.get_current_span().set_attribute("opentube.request_id", request_id)
        started = time.perf_counter()
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                more = SAFETY | scope.get(RATE_HEADERS, {}) | {"X-Request-ID": request_id}
                if scope["path"].startswith("/api/"):
                    more["Cache-Control"] = "private, no-cache"
                headers = message["headers"]
                there = {name for name, _ in headers}
                told = ((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in more.items())
                headers.extend(header for header in told if header[0] not in there)
            await send(message)

        client = scope.get("client")
        with structlog.contextvars.bound_contextvars(request_id=request_id, address=client[0] if client else None):
            try:
                await self._app(scope, receive, sending)
            finally:
                seconds = time.perf_counter() - started
                route = getattr(scope.get("route"), "path", "unknown")
                observe(scope["method"], route, status, seconds)
                log.info("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))


class Bounded:
    """Refuses bodies that stop coming, or are larger than ``limit`` bytes, or the limit of their address in ``others``.

    ``free`` are a method and the start of addresses which look after themselves.
    """

    def __init__(self, app: ASGIApp, limit: int, others: Mapping[str, int], free: tuple[str, str]) -> None:
        self._app = app
        self._limit = limit
        self._others = others
        self._free = free

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, start = self._free
        if scope["type"] != "http" or (scope["method"] == method and scope["path"].startswith(start)):
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("Content-Length", "0")
        limit = self._others.get(scope["path"], self._limit)
        too_large = told.isdigit() and int(told) > limit
        received, whole = 0, False

        async def receiving() -> Message:
            nonlocal received, whole
            if too_large:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            try:
                async with asyncio.timeout(None if whole else STALLED_AFTER_S):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from error
            whole = not message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, receiving, send)
