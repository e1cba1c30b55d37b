"""Every code that an answer can carry, with its sentence in both languages."""

from functools import lru_cache

from fastapi import APIRouter
from pydantic import BaseModel, Field

from opentube.api.statuses import status_of
from opentube.errors import FailureKind, OpenTubeError
from opentube.reports.page.strings import texts

router = APIRouter(tags=["service"])


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
