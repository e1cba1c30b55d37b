"""Doing once what is asked for twice: ``Idempotency-Key``."""

import hashlib
from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from opentube.api.calls import Call
from opentube.api.errors import KeyReused
from opentube.store import repeats

TELLING = "Content-Type", "Upload-Length", "Upload-Metadata"
"""Headers that say what is to be made, as a body does."""
Answer = TypeVar("Answer", bound=BaseModel)
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="A word of your choice: asking again with it within 24 hours does nothing and gives the same answer.",
    ),
]


class Once:
    """The answer to a request that creates something, made at most once a key."""

    def __init__(self, key: str | None, digest: str) -> None:
        self._key = key
        self._digest = digest

    def __call__(
        self,
        call: Call,
        make: Callable[[], Answer],
        *,
        status: int = 201,
        location: Callable[[Answer], str] | None = None,
        shown_again: Callable[[Answer], Answer] = lambda answer: answer,
    ) -> JSONResponse:
        """The answer of ``make``, or that of the first request with this key. Both are in the call's transaction.

        ``shown_again`` makes of an answer what may be kept of it: secrets are not.

        Raises:
            KeyReused: the key came with another request.
        """
        if self._key is None:
            return _response(answer := make(), status, location(answer) if location else None)
        if (stored := repeats.find(call.session, call.owner_id, self._key)) is not None:
            if stored.request_digest != self._digest:
                raise KeyReused
            headers = {"Idempotent-Replayed": "true"} | ({"Location": stored.location} if stored.location else {})
            return JSONResponse(stored.body, stored.status_code, headers)
        answer = make()
        where = location(answer) if location else None
        response = _response(answer, status, where)
        repeats.keep(
            call.session, call.owner_id, self._key, self._digest, status, jsonable_encoder(shown_again(answer)), where
        )
        return response


def _response(answer: BaseModel, status: int, location: str | None) -> JSONResponse:
    return JSONResponse(jsonable_encoder(answer), status, {"Location": location} if location else None)


async def _once(request: Request, key: IdempotencyKey = None) -> Once:
    if key is None:
        return Once(None, "")
    told = [request.headers.get(name, "") for name in TELLING]
    about = "\n".join([f"{request.method} {request.url.path}?{request.url.query}", *told, ""]).encode()
    return Once(key, hashlib.sha256(about + await request.body()).hexdigest())


Creating = Annotated[Once, Depends(_once)]
"""For routes that create something."""
