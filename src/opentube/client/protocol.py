"""Asking the API: retries, pages, and what makes a request safe to repeat."""

import json
import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import UUID

import httpx
from pydantic import BaseModel
from pydantic_core import to_json

from opentube.client.errors import ApiError, ConnectionFailed, api_error
from opentube.client.steps import Answer, Ask, Emit, Pause, Request, Steps, Stream

M = TypeVar("M", bound=BaseModel)
Id = UUID | str | int

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 8.0
LONGEST_RETRY_AFTER_S = 120.0
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
KEY = "Idempotency-Key"
JSON = {"Content-Type": "application/json"}


def place(*parts: Id) -> str:
    """The path of something, its ids made safe.

    Raises:
        ValueError: an id is empty or made of dots, and would lead elsewhere.
    """
    if any(str(part) in {"", ".", ".."} for part in parts):
        raise ValueError(f"This is no id: {parts!r}")
    return "/".join(quote(str(part), safe=":") for part in parts)


def pause_s(attempt: int) -> float:
    """How long to wait before attempt 1, 2, …: twice as long each time, and not all clients at once."""
    return min(FIRST_PAUSE_S * 2.0 ** (attempt - 1), LONGEST_PAUSE_S) * random.uniform(0.5, 1)  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True)
class Protocol:
    """How often to try again."""

    retries: int

    def ask(self, request: Request) -> Steps[Answer]:
        """The answer to a request, asked again where that is safe and may help.

        Raises:
            ApiError: the server said no.
            ConnectionFailed: it cannot be reached.
        """
        attempt, lost = 0, False
        while True:
            attempt += 1
            try:
                answer: Answer = yield Ask(request)
            except httpx.TransportError as error:
                lost = lost or not isinstance(error, NOT_SENT)
                if attempt > self.retries or (lost and not request.repeatable):
                    raise ConnectionFailed(f"{request.method} {request.path}: {error!r}") from error
                yield Pause(pause_s(attempt))
                continue
            if answer.ok or (lost and request.method == "DELETE" and answer.status == httpx.codes.NOT_FOUND):
                return answer
            problem = api_error(answer)
            if attempt > self.retries or not _worth_repeating(request, problem):
                raise problem
            yield Pause(pause_s(attempt) if problem.retry_after_s is None else problem.retry_after_s)

    def recover(self, error: httpx.TransportError | ApiError, failures: int, *, anyway: bool = False) -> Steps[None]:
        """Wait before something is gone on with that broke off ``failures`` times without getting further.

        Raises:
            ApiError: the server said no, and will again, unless it is gone on ``anyway``.
            ConnectionFailed: the connection broke too often.
        """
        over = failures > self.retries
        if not isinstance(error, ApiError):
            if over:
                raise ConnectionFailed(repr(error)) from error
            yield Pause(pause_s(failures))
        elif over or not (error.passes or anyway):
            raise error
        else:
            yield Pause(pause_s(failures) if error.retry_after_s is None else error.retry_after_s)

    def get(self, kind: type[M], path: str, /, **params: Any) -> Steps[M]:
        """Something there is."""
        return parsed(kind, (yield from self.ask(Request("GET", path, given(params)))))

    def post(
        self, kind: type[M], path: str, body: Mapping[str, Any] | None = None, *, repeatable: bool = False
    ) -> Steps[M]:
        """What came of an action."""
        return parsed(kind, (yield from self.ask(_with_body("POST", path, body, repeatable=repeatable))))

    def create(
        self, kind: type[M], path: str, body: Mapping[str, Any] | None = None, *, key: str | None = None
    ) -> Steps[M]:
        """Something new, made once however often it has to be asked for."""
        headers = {KEY: key or uuid.uuid4().hex}
        return parsed(kind, (yield from self.ask(_with_body("POST", path, body, headers=headers))))

    def change(self, kind: type[M], path: str, body: Mapping[str, Any], *, method: str = "PATCH") -> Steps[M]:
        """Something after it was set to new values."""
        return parsed(kind, (yield from self.ask(_with_body(method, path, body))))

    def do(self, method: str, path: str) -> Steps[None]:
        """An action that may be repeated and has nothing to tell."""
        yield from self.ask(Request(method, path))

    def pages(self, kind: type[M], path: str, page_size: int, /, **params: Any) -> Stream[M]:
        """The items of a list, a page at a time."""
        cursor: str | None = None
        while True:
            answer = yield from self.ask(Request("GET", path, given(params | {"limit": page_size, "cursor": cursor})))
            page = json.loads(answer.body)
            for item in page["items"]:
                yield Emit(kind.model_validate(item))
            if (cursor := page["next"]) is None:
                return


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is None or an empty list."""
    return {
        name: list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
        for name, value in values.items()
        if value is not None and value not in ((), [])
    }


def parsed(kind: type[M], answer: Answer) -> M:
    """An answer as a value.

    Raises:
        ApiError: it is none of the API's.
    """
    try:
        return kind.model_validate_json(answer.body)
    except ValueError as error:
        raise ApiError(answer) from error


def _with_body(
    method: str,
    path: str,
    body: Mapping[str, Any] | None,
    *,
    headers: Mapping[str, str] | None = None,
    repeatable: bool = True,
) -> Request:
    told = dict(headers or {})
    if body is None:
        return Request(method, path, headers=told, repeatable=repeatable)
    return Request(method, path, headers=told | JSON, content=to_json(body), repeatable=repeatable)


def _worth_repeating(request: Request, problem: ApiError) -> bool:
    if (problem.retry_after_s or 0) > LONGEST_RETRY_AFTER_S:
        return False
    return problem.status == httpx.codes.TOO_MANY_REQUESTS or (request.repeatable and problem.status in {502, 503, 504})
