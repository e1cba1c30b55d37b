"""How a command ended."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """Exit code, standard error and standard output."""

    code: int
    said: str
    printed: str


Run = Callable[..., Outcome]
