"""What may go wrong, as the server tells it or the connection shows it."""

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from opentube.client.steps import Answer

PASSING = frozenset({408, 429, 500, 502, 503, 504, 507})


class ClientError(Exception):
    """Something that was asked for did not work."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or " ".join((type(self).__doc__ or "").split()))


class NotConfigured(ClientError):
    """Which server, and with which key: pass ``url`` and ``key``, or set OPENTUBE_URL and OPENTUBE_KEY."""


class ConnectionFailed(ClientError):
    """The server cannot be reached, or the connection broke, also when tried again."""


class WaitedTooLong(ClientError):
    """What is waited for has not ended in time. It goes on; wait again."""


class SignatureInvalid(ClientError):
    """This did not come from the webhook whose secret this is, or it is more than five minutes old."""


class Unusable(ClientError):
    """A file that could not be used or made; ``code`` is stable, ``detail`` a sentence for people."""

    def __init__(self, code: str | None, detail: str | None) -> None:
        super().__init__(f"{detail} ({code})")
        self.code = code
        self.detail = detail


class UploadRefused(Unusable):
    """The server looked at the file and cannot use it."""


class ExportFailed(Unusable):
    """The server could not make the file, or somebody cancelled it."""


class ApiError(ClientError):
    """The server said no.

    Attributes:
        status: of HTTP.
        code: stable, see docs/errors.md.
        detail: a sentence for people, in English.
        request_id: what to look for in the server's logs.
        retry_after_s: when asking again makes sense, None if the server did not say.
        passes: whether the same may work later.
        errors: for requests that are not valid: where (``location``), ``message`` and ``kind``.
    """

    def __init__(self, answer: Answer) -> None:
        problem = _problem(answer)
        self.status = answer.status
        self.code = str(problem.get("code") or f"http_{answer.status}")
        self.detail = str(problem.get("detail") or "The answer is not one of Open-Tube's API.")
        self.request_id: str | None = answer.headers.get("x-request-id")
        self.retry_after_s = _seconds(answer.headers.get("retry-after"))
        self.errors: list[dict[str, Any]] = list(problem.get("errors") or [])
        where = "".join(f" [{'.'.join(map(str, one['location']))}: {one['message']}]" for one in self.errors)
        self.passes = answer.status in PASSING or self.retry_after_s is not None
        super().__init__(f"{self.detail}{where} ({self.status} {self.code}, request {self.request_id})")


class NotSignedIn(ApiError):
    """401: no key, or one that is wrong, revoked or over."""


class NotAllowed(ApiError):
    """403: the key lacks a scope."""


class NotFound(ApiError):
    """404: it is not there, or of another workspace."""


class Conflict(ApiError):
    """409: not in this state."""


class Invalid(ApiError):
    """422: what was sent cannot be used."""


class RateLimited(ApiError):
    """429: too many requests, also after waiting."""


class Unavailable(ApiError):
    """5xx: the server cannot do it now."""


BY_STATUS: dict[int, type[ApiError]] = {
    401: NotSignedIn,
    403: NotAllowed,
    404: NotFound,
    409: Conflict,
    422: Invalid,
    429: RateLimited,
}


def api_error(answer: Answer) -> ApiError:
    """The exception for an answer that is not ``ok``."""
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unavailable(answer)
    return BY_STATUS.get(answer.status, ApiError)(answer)


def _problem(answer: Answer) -> dict[str, Any]:
    try:
        problem = json.loads(answer.body)
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def _seconds(retry_after: str | None) -> float | None:
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
