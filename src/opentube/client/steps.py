"""What the client does, apart from how: generators of steps, which a blocking and an asynchronous runner carry out.

A step that fails because of the connection raises ``httpx.TransportError`` inside the generator.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Request:
    """A question to the API. ``path`` is relative to ``/api/v1/``; ``read_timeout_s`` is the longest silence."""

    method: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    files: Mapping[str, tuple[str, bytes]] | None = None
    read_timeout_s: float | None = None
    repeatable: bool = True
    """Whether asking twice does the same as asking once."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API answered; ``headers`` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def ok(self) -> bool:
        """Whether it did what was asked."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the statuses of success


@dataclass(frozen=True, slots=True)
class Ask:
    """Gives the ``Answer`` to a request."""

    request: Request


@dataclass(frozen=True, slots=True)
class Open:
    """Gives an ``Answer`` without its body, which ``Read`` gives; one that is not ``ok`` is whole."""

    request: Request


@dataclass(frozen=True, slots=True)
class Read:
    """Gives the next bytes of what was opened last; none at its end."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Waits."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Tell:
    """Calls somebody back, and awaits what they give back if that can be awaited."""

    listener: Callable[..., Any]
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Emit(Generic[T_co]):
    """Hands out one of the things that are iterated over."""

    item: T_co


Step = Ask | Open | Read | Pause | Tell
Steps = Generator[Step, Any, T]
"""What leads to one result."""
Stream = Generator[Step | Emit[T], Any, None]
"""What leads to many."""


def single(steps: Steps[T]) -> Stream[T]:
    """One result as a stream of one."""
    yield Emit((yield from steps))
