"""Methods written once as steps, called blocking or asynchronously as their resource is.

``Reports[Blocking]().get(id)`` gives a report, ``Reports[Async]().get(id)`` an awaitable of one.
"""

from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from functools import update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

from opentube.client.protocol import Protocol
from opentube.client.runners import AsyncRunner, BlockingRunner
from opentube.client.steps import Steps, Stream

P = ParamSpec("P")
T = TypeVar("T")
Mode = TypeVar("Mode", bound=BlockingRunner | AsyncRunner)


class Resource(Generic[Mode]):
    """Part of the API, asked through a runner."""

    def __init__(self, runner: Mode, protocol: Protocol) -> None:
        self._runner: Mode = runner
        self._protocol = protocol


class operation(Generic[P, T]):  # noqa: N801 - a decorator
    """A method with one result."""

    def __init__(self, steps: Callable[Concatenate[Any, P], Steps[T]]) -> None:
        self._steps = steps
        self.__doc__ = steps.__doc__

    @overload
    def __get__(self, resource: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, resource: Resource[BlockingRunner], owner: Any) -> Callable[P, T]: ...
    @overload
    def __get__(self, resource: Resource[AsyncRunner], owner: Any) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, resource: Resource[Any] | None, owner: Any) -> Any:
        if resource is None:
            return self

        def call(*args: P.args, **kwargs: P.kwargs) -> Any:
            return resource._runner.run(self._steps(resource, *args, **kwargs))  # noqa: SLF001 - of the same module

        return update_wrapper(call, self._steps)


class listing(Generic[P, T]):  # noqa: N801 - a decorator
    """A method with many results, asked for as they are wanted."""

    def __init__(self, stream: Callable[Concatenate[Any, P], Stream[T]]) -> None:
        self._steps = stream
        self.__doc__ = stream.__doc__

    @overload
    def __get__(self, resource: None, owner: Any) -> Self: ...
    @overload
    def __get__(self, resource: Resource[BlockingRunner], owner: Any) -> Callable[P, Generator[T, None, None]]: ...
    @overload
    def __get__(self, resource: Resource[AsyncRunner], owner: Any) -> Callable[P, AsyncGenerator[T, None]]: ...
    def __get__(self, resource: Resource[Any] | None, owner: Any) -> Any:
        if resource is None:
            return self

        def call(*args: P.args, **kwargs: P.kwargs) -> Any:
            return resource._runner.iterate(self._steps(resource, *args, **kwargs))  # noqa: SLF001 - of the same module

        return update_wrapper(call, self._steps)
