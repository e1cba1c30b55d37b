"""Pages of lists: what comes after a key, so that a page stays right while rows come and go."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Annotated, Any, Generic, Protocol, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from opentube.api.errors import CursorInvalid

LONGEST = 600
Item = TypeVar("Item", bound=BaseModel)
Row = TypeVar("Row")
Key = TypeVar("Key")


class Ordered(Protocol):
    """What can be sorted."""

    def __lt__(self, other: Any, /) -> bool: ...


Place = TypeVar("Place", bound=Ordered)

Cursor = Annotated[str | None, Query(max_length=LONGEST, description="`next` of the page before; none for the first.")]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]


class Page(BaseModel, Generic[Item]):
    """Part of a list. ``next`` is the cursor of the page after this one, None at the end."""

    items: list[Item]
    next: str | None = Field(default=None)


def encode_cursor(key: object) -> str:
    """A sort key as an opaque word for addresses."""
    text = TypeAdapter(type(key)).dump_json(key)
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def decode_cursor(cursor: str | None, kind: type[Key]) -> Key | None:
    """The sort key of a cursor, of the type ``kind``; None for none.

    Raises:
        CursorInvalid: it was not made for this list.
    """
    if cursor is None:
        return None
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key: Key = TypeAdapter(kind).validate_json(text)
    except (ValueError, binascii.Error, ValidationError, json.JSONDecodeError, RecursionError) as error:
        raise CursorInvalid from error
    return key


def page_of(rows: Sequence[Row], limit: int, key: Callable[[Row], object], item: Callable[[Row], Item]) -> Page[Item]:
    """The page of up to ``limit`` rows, of which one more was asked for to know whether there is a next one."""
    shown = rows[:limit]
    return Page(
        items=[item(row) for row in shown],
        next=encode_cursor(key(shown[-1])) if len(rows) > limit else None,
    )


def page_of_all(
    rows: Iterable[Row], limit: int, after: Place | None, key: Callable[[Row], Place], item: Callable[[Row], Item]
) -> Page[Item]:
    """The page after the key ``after`` of a list short enough to be read whole; ``key`` gives its order."""
    ordered = sorted(((key(row), row) for row in rows), key=itemgetter(0))
    rest = [row for place, row in ordered if after is None or after < place]
    return page_of(rest, limit, key, item)
