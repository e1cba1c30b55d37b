"""From the bytes of a file to its text: compression and encoding are found out from the content."""

import codecs
import gzip
import lzma
import zlib
from io import BufferedReader, RawIOBase, TextIOWrapper
from typing import Protocol

from opentube.sources.file_errors import CommentsDamaged, CommentsEmpty, CommentsEncodingUnknown, CommentsNotText

MAX_VALUE_CHARS = 1 << 26
"""The longest line, field or JSON value that is read; anything longer is no comment."""

_CHUNK_BYTES = 1 << 16
_GZIP = b"\x1f\x8b"
_XZ = b"\xfd7zXZ\x00"
_CONTROL = bytes({*range(0x20)} - {*b"\t\n\r\f"})
_MAX_CONTROLS = 16
_MAX_CONTROL_SHARE = 0.05
_Decoder = codecs.IncrementalDecoder


class _Bytes(Protocol):
    def read(self, size: int, /) -> bytes: ...


class CommentText:
    """The text of a file, read once from start to end.

    ``head`` is what the first 64 KiB hold; ``stream`` gives everything, head included, with line ends as they are.

    Raises:
        CommentsEmpty, CommentsNotText, CommentsEncodingUnknown, CommentsDamaged: Here, or later while reading.
    """

    def __init__(self, binary: BufferedReader, name: str) -> None:
        raw = _Utf8Stream(_decompressed(binary), name)
        self.name = name
        self.head = raw.head
        if not self.head.strip():
            raise CommentsEmpty(f"{name} is empty; export the comments again.")
        self.stream = TextIOWrapper(
            BufferedReader(raw, _CHUNK_BYTES), encoding="utf-8", errors="surrogatepass", newline=""
        )


def _decompressed(binary: BufferedReader) -> _Bytes:
    magic = binary.peek(len(_XZ))
    if magic.startswith(_GZIP):
        return gzip.open(binary)
    if magic.startswith(_XZ):
        return lzma.open(binary)
    return binary


class _Utf8Stream(RawIOBase):
    """Whatever the file's encoding, these bytes are UTF-8 (lone surrogates passed through)."""

    def __init__(self, binary: _Bytes, name: str) -> None:
        self._binary = binary
        self._name = name
        self._decoder: _Decoder | None = None
        self._offset = 0
        self._ended = False
        first = self._read_bytes()
        if _looks_binary(first):
            raise CommentsNotText(f"{name} is not a file of comments; give info.json, JSONL, CSV or TSV.")
        self.head = self._decode(first)
        self._pending = self.head.encode("utf-8", "surrogatepass")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer cannot be sliced
        while not self._pending and not self._ended:
            self._pending = self._decode(self._read_bytes()).encode("utf-8", "surrogatepass")
        count = min(len(buffer), len(self._pending))
        buffer[:count] = self._pending[:count]
        self._pending = self._pending[count:]
        return count

    def _read_bytes(self) -> bytes:
        try:
            chunk = self._binary.read(_CHUNK_BYTES)
        except (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error) as error:
            raise CommentsDamaged(f"{self._name} is damaged or cut off; copy or export it again.") from error
        self._ended = len(chunk) < _CHUNK_BYTES
        return chunk

    def _decode(self, chunk: bytes) -> str:
        if self._decoder is None:
            if chunk.isascii():
                self._offset += len(chunk)
                return chunk.decode("ascii")
            self._decoder = self._choose(chunk)
        try:
            text = self._decoder.decode(chunk, self._ended)
        except UnicodeDecodeError as error:
            raise self._unknown_encoding() from error
        self._offset += len(chunk)
        return text

    def _choose(self, chunk: bytes) -> _Decoder:
        if self._offset == 0 and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return codecs.getincrementaldecoder("utf-16")("surrogatepass")
        utf_8 = "utf-8" if self._offset else "utf-8-sig"
        for encoding, errors in ((utf_8, "surrogatepass"), ("cp949", "strict")):
            decoder = codecs.getincrementaldecoder(encoding)(errors)
            try:
                decoder.decode(chunk, self._ended)
            except UnicodeDecodeError:
                continue
            decoder.reset()
            return decoder
        raise self._unknown_encoding()

    def _unknown_encoding(self) -> CommentsEncodingUnknown:
        return CommentsEncodingUnknown(
            f"{self._name} is neither UTF-8 nor CP949 (Korean Windows) after byte {self._offset}; save it again as UTF-8."
        )


def _looks_binary(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    controls = len(head) - len(head.translate(None, _CONTROL))
    return head.startswith(b"PK\x03\x04") or controls > _MAX_CONTROLS + _MAX_CONTROL_SHARE * len(head)
