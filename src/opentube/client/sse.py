"""Reading server-sent events (WHATWG HTML, 9.2) from bytes as they come."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``id`` is the last that was told, by this message or an earlier one."""

    id: str
    data: str


class MessageParser:
    """Messages from chunks that may be cut anywhere.

    Attributes:
        last_id: the id of the last message that was whole; of one without data, too.
    """

    def __init__(self, last_id: str = "") -> None:
        self.last_id = last_id
        self._rest = b""
        self._id = last_id
        self._data: list[str] = []

    def feed(self, chunk: bytes) -> Iterator[Message]:
        """The messages that end in this chunk."""
        lines = (self._rest + chunk).splitlines(keepends=True)
        # A line that ends in CR may go on with LF, and one without an end is not whole.
        self._rest = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
        for line in lines:
            if (message := self._take(line.rstrip(b"\r\n"))) is not None:
                yield message

    def _take(self, line: bytes) -> Message | None:
        if not line:
            return self._end()
        name, _, value = line.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "id" and "\0" not in value:
            self._id = value
        return None

    def _end(self) -> Message | None:
        self.last_id = self._id
        data, self._data = self._data, []
        return Message(self.last_id, "\n".join(data)) if data else None
