"""Carrying out steps with httpx, blocking or asynchronously."""

import inspect
import time
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import aclosing, closing
from functools import partial
from typing import Any, TypeVar

import anyio
import httpx

from opentube.client.steps import Answer, Ask, Emit, Open, Pause, Read, Request, Step, Steps, Stream, Tell, single

T = TypeVar("T")


class BlockingRunner:
    """Carries out steps one after another."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def run(self, steps: Steps[T]) -> T:
        """The result of the steps."""
        with closing(self.iterate(single(steps))) as results:
            return next(results)

    def iterate(self, stream: Stream[T]) -> Generator[T, None, None]:
        """The results of the stream, as far as they are wanted."""
        with closing(stream), closing(_Blocking(self.http)) as doing:
            advance = partial(next, stream)
            while True:
                try:
                    step = advance()
                except StopIteration:
                    return
                if isinstance(step, Emit):
                    yield step.item
                    advance = partial(next, stream)
                    continue
                try:
                    advance = partial(stream.send, doing.do(step))
                except httpx.TransportError as error:
                    advance = partial(stream.throw, error)


class AsyncRunner:
    """Carries out steps on an event loop: asyncio's or trio's."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def run(self, steps: Steps[T]) -> T:
        """The result of the steps."""
        async with aclosing(self.iterate(single(steps))) as results:
            return await anext(results)

    async def iterate(self, stream: Stream[T]) -> AsyncGenerator[T, None]:
        """The results of the stream, as far as they are wanted."""
        with closing(stream):
            async with aclosing(_Async(self.http)) as doing:
                advance = partial(next, stream)
                while True:
                    try:
                        step = advance()
                    except StopIteration:
                        return
                    if isinstance(step, Emit):
                        yield step.item
                        advance = partial(next, stream)
                        continue
                    try:
                        advance = partial(stream.send, await doing.do(step))
                    except httpx.TransportError as error:
                        advance = partial(stream.throw, error)


class _Blocking:
    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._response: httpx.Response | None = None
        self._chunks: Iterator[bytes] = iter(())

    def do(self, step: Step) -> Any:
        match step:
            case Ask(request):
                return _answer(self._http.send(_built(self._http, request)))
            case Open(request):
                self.close()
                self._response = self._http.send(_built(self._http, request), stream=True)
                if not self._response.is_success:
                    self._response.read()
                    return _answer(self._response)
                self._chunks = self._response.iter_raw()
                return Answer(self._response.status_code, self._response.headers)
            case Read():
                return next(self._chunks, b"")
            case Pause(seconds):
                return time.sleep(seconds)
            case Tell(listener, values):
                return listener(*values)

    def close(self) -> None:
        if self._response is not None:
            self._response.close()


class _Async:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._response: httpx.Response | None = None
        self._chunks: AsyncIterator[bytes] | None = None

    async def do(self, step: Step) -> Any:
        match step:
            case Ask(request):
                return _answer(await self._http.send(_built(self._http, request)))
            case Open(request):
                await self.aclose()
                self._response = await self._http.send(_built(self._http, request), stream=True)
                if not self._response.is_success:
                    await self._response.aread()
                    return _answer(self._response)
                self._chunks = self._response.aiter_raw()
                return Answer(self._response.status_code, self._response.headers)
            case Read():
                return await anext(self._chunks, b"") if self._chunks else b""
            case Pause(seconds):
                return await anyio.sleep(seconds)
            case Tell(listener, values):
                told = listener(*values)
                return await told if inspect.isawaitable(told) else told

    async def aclose(self) -> None:
        if self._response is not None:
            await self._response.aclose()


def _built(http: httpx.Client | httpx.AsyncClient, request: Request) -> httpx.Request:
    timeout = http.timeout.as_dict()
    if request.read_timeout_s is not None:
        timeout |= {"read": request.read_timeout_s}
    return http.build_request(
        request.method,
        f"/{request.path}",
        params=dict(request.params),
        headers=dict(request.headers),
        content=request.content,
        files=dict(request.files) if request.files else None,
        timeout=httpx.Timeout(**timeout),
    )


def _answer(response: httpx.Response) -> Answer:
    return Answer(response.status_code, response.headers, response.content)
