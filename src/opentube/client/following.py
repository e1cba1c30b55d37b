"""Following what happens: streams that are come back to after they broke, and waiting for an end."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import httpx

from opentube.client.errors import ApiError, Unavailable, WaitedTooLong, api_error
from opentube.client.models.events import Event
from opentube.client.protocol import Protocol, pause_s
from opentube.client.sse import MessageParser
from opentube.client.steps import Answer, Emit, Open, Pause, Read, Request, Steps, Stream, Tell

T = TypeVar("T")
SILENCE_S = 40.0
"""The server sends something every 15 s: a connection that is silent for longer is dead."""
LEAST_SILENCE_S = 0.25
"""Of streams that are opened shortly before a wait is over: half of what is left, so that it ends in time."""
MOST_FAILURES = 3
"""After so many connections that brought nothing, the state is asked for instead."""
POLL_S = 1.0


class Subscription:
    """A place in the log of events, kept over any number of connections.

    Attributes:
        failures: how many connections in a row brought nothing.
    """

    def __init__(self, path: str, last_id: str | None = None) -> None:
        self.failures = 0
        self._path = path
        self._parser = MessageParser(last_id or "")

    @property
    def pause_s(self) -> float:
        """How long to wait before the next connection."""
        return pause_s(max(1, self.failures))

    def open(self, silence_s: float = SILENCE_S) -> Steps[None]:
        """Connect behind the last event.

        Raises:
            ApiError: the server said no.
            httpx.TransportError: there is no connection.
        """
        self._parser = MessageParser(self._parser.last_id)
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
        if self._parser.last_id:
            headers["Last-Event-ID"] = self._parser.last_id
        self.failures += 1
        answer: Answer = yield Open(Request("GET", self._path, headers=headers, read_timeout_s=silence_s))
        if not answer.ok:
            raise api_error(answer)
        if not answer.headers.get("content-type", "").startswith("text/event-stream"):
            raise Unavailable(answer)

    def settle(self) -> Steps[bool]:
        """Read until the place in the log is known, so that nothing is missed which happens from now on.

        Returns:
            Whether there is a connection still.
        """
        while not self._parser.last_id:
            if (yield from self.read()) is None:
                return False
        return True

    def read(self) -> Steps[list[Event] | None]:
        """What came next, perhaps nothing new; None when the connection is over."""
        try:
            chunk: bytes = yield Read()
        except httpx.TransportError:
            return None
        if not chunk:
            return None
        self.failures = 0
        return [Event.model_validate_json(message.data) for message in self._parser.feed(chunk)]


def events(protocol: Protocol, path: str, last_id: str | None) -> Stream[Event]:
    """Events without end, each once and in order.

    Raises:
        ApiError: the server said no.
        ConnectionFailed: the first connection cannot be made. Later ones are tried for as long as it takes.
    """
    subscription = Subscription(path, last_id)
    connected = False
    while True:
        try:
            yield from subscription.open()
        except (httpx.TransportError, ApiError) as error:
            failures = min(subscription.failures, protocol.retries) if connected else subscription.failures
            yield from protocol.recover(error, failures)
            continue
        connected = True
        while (found := (yield from subscription.read())) is not None:
            for event in found:
                yield Emit(event)
        yield Pause(subscription.pause_s)


@dataclass
class Watched(Generic[T]):
    """Something that goes on.

    Attributes:
        look: asks for its state.
        told: its state after an event, None if that has to be asked for.
        ended: whether a state is the last.
        on_progress: is called with each new state.
    """

    look: Callable[[], Steps[T]]
    told: Callable[[T, Event], T | None]
    ended: Callable[[T], bool]
    on_progress: Callable[[T], Any] | None
    state: T | None = None

    def update(self, event: Event | None = None) -> Steps[bool]:
        """Learn its state, from an event if it tells enough; gives whether it has ended."""
        state = self.told(self.state, event) if self.state is not None and event is not None else None
        if state is None:
            state = yield from self.look()
        if self.on_progress is not None and state != self.state:
            yield Tell(self.on_progress, (state,))
        self.state = state
        return self.ended(state)


def wait(watched: Watched[T], subscription: Subscription, timeout_s: float | None) -> Steps[T]:
    """The state of something when it has ended.

    Args:
        watched: what is waited for.
        subscription: events about it, among others. Where they cannot be had, it is looked at every second.
        timeout_s: how long to wait; None is for ever.

    Raises:
        WaitedTooLong: it has not ended in time.
        ApiError: the server said no.
        ConnectionFailed: it cannot be reached.
    """
    end = math.inf if timeout_s is None else time.monotonic() + timeout_s
    while True:
        silence_s = min(SILENCE_S, max(LEAST_SILENCE_S, (end - time.monotonic()) / 2))
        streaming = yield from _settled(subscription, silence_s)
        ended = yield from watched.update()
        while streaming and not ended and end - time.monotonic() >= silence_s:
            found = yield from subscription.read()
            streaming = found is not None
            for event in found or ():
                ended = ended or (yield from watched.update(event))
        if ended and watched.state is not None:
            return watched.state
        if (left_s := end - time.monotonic()) <= 0:
            raise WaitedTooLong(f"Not ended after {timeout_s} s: {watched.state!r}")
        if not streaming:
            yield Pause(min(left_s, POLL_S if subscription.failures else subscription.pause_s))


def _settled(subscription: Subscription, silence_s: float) -> Steps[bool]:
    if subscription.failures >= MOST_FAILURES:
        return False
    try:
        yield from subscription.open(silence_s)
    except httpx.TransportError:
        return False
    except ApiError as problem:
        if not problem.passes:
            raise
        return False
    return (yield from subscription.settle())
