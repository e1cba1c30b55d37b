"""What a process in the sandbox is asked, and what it says."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from opentube.errors import UserError


class FileOverLimits(UserError):
    """Reading this file takes more time or memory than allowed. Export it again, or give a smaller one."""

    code = "file_over_limits"


class FileBreaksReader(UserError):
    """This file makes the program that reads it fail. Convert or export it again."""

    code = "file_breaks_reader"


class Look(StrEnum):
    """What is to be done with a file."""

    MEDIA = "media"
    COMMENTS = "comments"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Found:
    """What was read: JSON values by name, and bytes."""

    values: dict[str, Any]
    payload: bytes = b""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file cannot be used: the code of an error, and its sentence."""

    code: str
    message: str

    @classmethod
    def of(cls, error: UserError) -> "Refusal":
        """The refusal that an error stands for."""
        return cls(error.code, error.message)
