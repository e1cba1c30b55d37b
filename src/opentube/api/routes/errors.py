"""Every code that an answer can carry, with its sentence in both languages."""

from functools import lru_cache
from importlib import import_module

from pydantic import BaseModel, Field

from opentube.api.routing import Router
from opentube.api.statuses import status_of
from opentube.errors import FailureKind, OpenTubeError
from opentube.reports.page.strings import texts

router = Router(tags=["service"])
WORK = (
    "opentube.reports.tasks",
    "opentube.reports.steps.fetch",
    "opentube.exports.tasks",
    "opentube.events.tasks",
    "opentube.sources.yt_dlp_errors",
    "opentube.sources.sandbox.looks",
)
"""What workers do: why it failed is told here, too, though this process loads none of it before."""


class ErrorCode(BaseModel):
    """An error. ``kind`` says what happens next."""

    code: str
    status: int = Field(description="The HTTP status of a request that fails so.")
    kind: FailureKind
    en: str
    ko: str


class ErrorCodes(BaseModel):
    """All errors, by code."""

    items: list[ErrorCode]


@router.get("/errors")
def list_errors() -> ErrorCodes:
    """Every code of an error, of a failed analysis or of a failed export."""
    return ErrorCodes(items=_all())


@lru_cache(maxsize=1)
def _all() -> list[ErrorCode]:
    for module in WORK:
        import_module(module)
    korean = texts("codes.ko")
    found: dict[str, ErrorCode] = {}
    waiting: list[type[OpenTubeError]] = [OpenTubeError]
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if error.__module__.startswith("opentube."):
            sentence = " ".join((error.__doc__ or "").split())
            found[error.code] = ErrorCode(
                code=error.code,
                status=status_of(error),
                kind=error.kind,
                en=sentence,
                ko=korean.get(error.code, sentence),
            )
    return [found[code] for code in sorted(found)]
