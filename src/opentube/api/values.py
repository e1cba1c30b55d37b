"""Kinds of values that several routes take."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

LARGEST_ID = 2**53 - 1
"""The largest whole number that every reader of JSON takes as it is."""


def _storable(text: str) -> str:
    if "\x00" in text:
        message = "must not contain the character U+0000"
        raise ValueError(message)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = "must be valid Unicode"
        raise ValueError(message) from error
    return text


PlainText = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_storable)]
"""A text that a database can store: no U+0000, no lone surrogates."""

RowId = Annotated[int, Field(ge=1, le=LARGEST_ID)]
"""The number of a row."""

Span = Annotated[list[int], Field(min_length=2, max_length=2)]
"""From a character to before another: ``[start, end]``."""

Box = Annotated[list[float], Field(min_length=4, max_length=4)]
"""x, y, width and height in 0..1 of the upright picture."""
