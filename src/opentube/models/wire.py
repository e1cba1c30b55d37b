"""Protocol Buffers as bytes: just enough to change a few fields of an ONNX file."""

from collections.abc import Iterable

Field = tuple[int, int | bytes]
"""A field's number and its value: an int for a varint, bytes for what has a length."""

_VARINT, _LENGTH = 0, 2
_MORE = 0x80


def parse(message: bytes) -> list[Field]:
    """Take a message apart into its fields, in their order.

    Raises:
        ValueError: this is no such message, or one with fields of fixed width.
    """
    fields: list[Field] = []
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, place = _varint(message, place)
            fields.append((number, value))
        elif kind == _LENGTH:
            length, place = _varint(message, place)
            fields.append((number, message[place : place + length]))
            place += length
        else:
            raise ValueError("not a message, or one with fields of fixed width")
    if place > len(message):
        raise ValueError("the message ends too early")
    return fields


def build(fields: Iterable[Field]) -> bytes:
    """Put a message together."""
    parts: list[bytes] = []
    for number, value in fields:
        if isinstance(value, int):
            parts += [_encoded(number << 3 | _VARINT), _encoded(value)]
        else:
            parts += [_encoded(number << 3 | _LENGTH), _encoded(len(value)), value]
    return b"".join(parts)


def _varint(message: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if place >= len(message):
            raise ValueError("the message ends too early")
        byte = message[place]
        value |= (byte & ~_MORE) << shift
        place, shift = place + 1, shift + 7
        if byte < _MORE:
            return value, place


def _encoded(value: int) -> bytes:
    out = bytearray()
    while value >= _MORE:
        out.append(value & ~_MORE & 0xFF | _MORE)
        value >>= 7
    out.append(value)
    return bytes(out)
