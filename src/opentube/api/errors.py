"""What can be wrong with a request itself."""

from collections.abc import Sequence

from pydantic import BaseModel, Field

from opentube.errors import OpenTubeError, RetryableError, UserError


class InputError(BaseModel):
    """One thing that is wrong with a request."""

    location: list[str | int] = Field(description="Where: body, query or path, then names and indexes.")
    message: str
    kind: str


class RequestInvalid(UserError):
    """The request does not fit the API. See `errors` for what to change."""

    code = "request_invalid"

    def __init__(self, message: str | None = None, errors: Sequence[InputError] = ()) -> None:
        super().__init__(message)
        self.errors = list(errors)


class RequestMalformed(UserError):
    """The request cannot be read. Send valid JSON with `Content-Type: application/json`."""

    code = "request_malformed"


class NotFound(UserError):
    """There is nothing at this address."""

    code = "not_found"


class MethodNotAllowed(UserError):
    """This address does not know the method. The header `Allow` names those it knows."""

    code = "method_not_allowed"


class PayloadTooLarge(UserError):
    """The request is larger than allowed here. Send less at once, or use an upload."""

    code = "payload_too_large"


class RangeUnsatisfiable(UserError):
    """The file ends before this range begins. `Content-Range` names its size."""

    code = "range_unsatisfiable"

    def __init__(self, size_bytes: int = 0) -> None:
        super().__init__()
        self.headers = {"Content-Range": f"bytes */{size_bytes}"}


class RequestStalled(RetryableError):
    """The body of the request did not come. Send it again."""

    code = "request_stalled"


class CursorInvalid(UserError):
    """The cursor is none of this list. Take `next` of an earlier page as it is, or leave it out."""

    code = "cursor_invalid"


class SignInNeeded(UserError):
    """Sign in, or send an API key as `Authorization: Bearer otk_…`."""

    code = "not_signed_in"


class ScopeMissing(UserError):
    """This key or member may not do that. Ask the owner of the workspace."""

    code = "scope_missing"


class SessionNeeded(UserError):
    """Keys cannot do that. Sign in with a browser."""

    code = "session_needed"


class RateLimited(RetryableError):
    """Too many requests. Wait as long as `Retry-After` says."""

    code = "too_many_requests"

    def __init__(self, retry_after_s: int = 1) -> None:
        super().__init__()
        self.retry_after_s = retry_after_s


class KeyReused(UserError):
    """This `Idempotency-Key` belongs to another request. Use a new key for a new request."""

    code = "idempotency_key_reused"


class InternalError(OpenTubeError):
    """Something went wrong inside Open-Tube. The log has the details under the request id."""

    code = "server_error"
