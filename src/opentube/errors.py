"""Errors that a person may meet.

Every error has a stable ``code``, a ``kind`` that says what happens next, and a sentence for the user.
The class docstring is the default sentence.
"""

from enum import StrEnum
from typing import ClassVar


class FailureKind(StrEnum):
    """What happens after a failure."""

    RETRYABLE = "retryable"
    """Tried again by itself, with back-off: network, 5xx."""
    NEEDS_USER = "needs_user"
    """The message says what the user can do: private video, unreadable file, comments off."""
    BUG = "bug"
    """Ours: the operator gets the traceback, the user an apology."""


class OpenTubeError(Exception):
    """Something went wrong inside Open-Tube."""

    code: ClassVar[str] = "internal_error"
    kind: ClassVar[FailureKind] = FailureKind.BUG

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or " ".join((type(self).__doc__ or "").split()))

    @property
    def message(self) -> str:
        """One sentence for the user."""
        return str(self)


class UserError(OpenTubeError):
    """What was given cannot be used as it is."""

    code = "needs_user"
    kind = FailureKind.NEEDS_USER


class RetryableError(OpenTubeError):
    """This did not work now, and may work later."""

    code = "retryable"
    kind = FailureKind.RETRYABLE


class Cancelled(OpenTubeError):
    """Stopped, as asked."""

    code = "cancelled"
    kind = FailureKind.NEEDS_USER
