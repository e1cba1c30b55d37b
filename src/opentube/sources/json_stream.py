"""JSON read value by value, so that a large array needs no more memory than its largest element.

Streaming parsers for the general case were tried: they lose or reject lone surrogates and NaN, which real exports hold,
and keep a path for every level of nesting, which a hostile file can grow without end.
"""

import json
import re
from collections.abc import Iterator
from typing import Final, TextIO

from opentube.sources.file_errors import CommentsUnreadable
from opentube.sources.file_text import MAX_VALUE_CHARS

_CHUNK_CHARS = 1 << 16
_SPACE = re.compile(r"[ \t\r\n]*")
_LONGEST_TOKEN = 16
DECODER: Final = json.JSONDecoder(strict=False)
"""Accepts control characters inside strings, as people's exports hold them."""


class JsonStream:
    """A cursor over JSON text. Everything raises ``CommentsUnreadable`` with line and character when it is not JSON."""

    def __init__(self, text: TextIO, name: str) -> None:
        self._text = text
        self._name = name
        self._buffer = ""
        self._at = 0
        self._ended = False
        self._chars_before = 0
        self._lines_before = 0

    def peek(self) -> str:
        """The next character that is not white space, left in place; empty at the end."""
        while True:
            self._at = _SPACE.match(self._buffer, self._at).end()  # type: ignore[union-attr]  # it matches nothing, too
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._read_more():
                return ""

    def value(self) -> object:
        """The next value, whole."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                if not self._may_go_on(error) or not self._read_more():
                    raise self._unreadable(error.msg, error.pos) from error
            except (ValueError, RecursionError) as error:
                raise self._unreadable(str(error), self._at) from error
            else:
                # A number that ends where the buffer ends may have more digits.
                if end < len(self._buffer) or not self._read_more():
                    self._at = end
                    return value

    def elements(self) -> Iterator[object]:
        """The elements of the array that starts here."""
        for _ in self._members("[", "]"):
            yield self.value()

    def keys(self) -> Iterator[str]:
        """The keys of the object that starts here; the caller reads each value before asking for the next key."""
        for _ in self._members("{", "}"):
            key = self.value()
            if not isinstance(key, str):
                raise self._unreadable("Expecting a property name", self._at)
            self._take(":")
            yield key

    def expect_end(self) -> None:
        """Nothing may follow."""
        if self.peek():
            raise self._unreadable("Extra data", self._at)

    def _members(self, opening: str, closing: str) -> Iterator[None]:
        self._take(opening)
        if self.peek() == closing:
            self._at += 1
            return
        while True:
            yield
            if self.peek() == closing:
                self._at += 1
                return
            self._take(",")

    def _take(self, char: str) -> None:
        if self.peek() != char:
            raise self._unreadable(f"Expecting '{char}'", self._at)
        self._at += 1

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        if len(self._buffer) - self._at > MAX_VALUE_CHARS:
            return False
        return error.msg.startswith("Unterminated string") or error.pos > len(self._buffer) - _LONGEST_TOKEN

    def _read_more(self) -> bool:
        if self._ended:
            return False
        kept = self._buffer[self._at :]
        # As much again as is kept: a long value is then decoded from its start only a few times.
        chunk = self._text.read(max(_CHUNK_CHARS, len(kept)))
        if not chunk:
            self._ended = True
            return False
        self._chars_before += self._at
        self._lines_before += self._buffer.count("\n", 0, self._at)
        self._buffer, self._at = kept + chunk, 0
        return True

    def _unreadable(self, what: str, at: int) -> CommentsUnreadable:
        line = self._lines_before + self._buffer.count("\n", 0, at) + 1
        where = f"line {line}, character {self._chars_before + at + 1}"
        return CommentsUnreadable(f"{self._name} is not readable JSON at {where} ({what}); export it again.")
