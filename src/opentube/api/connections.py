"""Connections of the HTTP server: whoever sends endless headers, or sends them drop by drop, is not waited for."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEADER_BYTES = 64 * 1024
HEADERS_WITHIN_S = 15.0


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's own, which bounds neither the size of headers nor their time."""

    _deadline: asyncio.TimerHandle | None = None
    _in_headers = True
    _header_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Expect a request."""
        super().connection_made(transport)
        self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing more."""
        self._had_headers()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless the headers have grown too large."""
        super().data_received(data)
        if not self._in_headers:
            return
        self._header_bytes += len(data)
        if self._header_bytes > MOST_HEADER_BYTES and not self.transport.is_closing():
            self.send_400_response("The headers are too large.")

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._expect_headers()

    def on_headers_complete(self) -> None:
        """Its headers are here."""
        self._had_headers()
        super().on_headers_complete()

    def _expect_headers(self) -> None:
        self._in_headers = True
        self._header_bytes = 0
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEADERS_WITHIN_S, self.transport.close)

    def _had_headers(self) -> None:
        self._in_headers = False
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
