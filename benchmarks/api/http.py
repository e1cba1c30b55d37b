"""A client that costs little: HTTP/1.1 over kept connections, read by the parser that uvicorn uses."""

import asyncio
from dataclasses import dataclass, field

import httptools

READ_BYTES = 1 << 20
"""As much of an answer at once; with asyncio's 64 KiB the client would be what takes long over large files."""


class BrokenOff(ConnectionError):
    """The server hung up before its answer ended."""


@dataclass
class _Answer:
    body: bytearray = field(default_factory=bytearray)
    whole: bool = False
    last: bool = False
    begun: bool = False

    def on_message_begin(self) -> None:
        self.begun = True

    def on_header(self, name: bytes, value: bytes) -> None:
        self.last |= (name.lower(), value.lower()) == (b"connection", b"close")

    def on_body(self, data: bytes) -> None:
        self.body += data

    def on_message_complete(self) -> None:
        self.whole = True


@dataclass
class Client:
    """One user of the API: a key, and as many connections as answers it waits for."""

    port: int
    key: str
    _idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)

    async def get(self, path: str) -> tuple[int, bytes]:
        """Ask, and read the whole answer; status and body, which may be compressed.

        Raises:
            BrokenOff: the server hung up.
        """
        request = (
            f"GET {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nAuthorization: Bearer {self.key}\r\n"
            "Accept-Encoding: gzip\r\n\r\n"
        )
        answer = _Answer()
        parser = httptools.HttpResponseParser(answer)
        while True:
            kept = bool(self._idle)
            reader, writer = (
                self._idle.pop() if kept else await asyncio.open_connection("127.0.0.1", self.port, limit=READ_BYTES)
            )
            try:
                writer.write(request.encode())
                while not answer.whole:
                    parser.feed_data(await _some(reader))
                break
            except BaseException as error:
                writer.close()
                if not kept or not isinstance(error, ConnectionError) or answer.begun:
                    raise  # else the server had ended a connection that rested
        if not answer.last:
            self._idle.append((reader, writer))
        else:
            writer.close()
        return parser.get_status_code(), bytes(answer.body)

    async def follow(self, path: str) -> int:
        """Keep a stream open until cancelled or ended by the server; returns how many bytes came."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=READ_BYTES)
        count = 0
        try:
            writer.write(
                f"GET {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nAuthorization: Bearer {self.key}\r\n\r\n".encode()
            )
            while data := await reader.read(1 << 16):
                count += len(data)
        finally:
            writer.close()
        return count

    def close(self) -> None:
        """Hang up."""
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()


async def _some(reader: asyncio.StreamReader) -> bytes:
    if data := await reader.read(READ_BYTES):
        return data
    raise BrokenOff
