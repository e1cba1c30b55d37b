"""Copies of rows with all that belongs to them, made by the database: what one analysis found becomes that of a hundred."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

ROOM = 10**10
"""How far the counted ids of one copy are from those of the next."""

ORDINALS = 10_000
"""The same for what is numbered in a report."""


def clone(session: Session, where: Mapping[str, str], number: int, *, later_s: float = 0) -> None:
    """Copy rows of some tables, which then refer to each other's copies, and to the originals of all other tables.

    Args:
        session: the transaction.
        where: which rows of each table, as SQL; tables that are referred to come first.
        number: of the copy, from 1; ids follow from it.
        later_s: how much later in the video the copies are.
    """
    tables = sa.MetaData()
    tables.reflect(session.connection(), only=list(where))
    for name, condition in where.items():
        table = tables.tables[name]
        columns = ", ".join(column.name for column in table.columns)
        values = ", ".join(_value(column, where, number, later_s) for column in table.columns)
        session.execute(
            sa.text(
                f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE "  # noqa: S608 - our own names
                f"SELECT {values} FROM {name} WHERE {condition}"
            )
        )


def _value(column: sa.Column[Any], copied: Mapping[str, str], number: int, later_s: float) -> str:
    if later_s and column.name in {"start_s", "end_s", "time_s", "until_s"}:
        return f"{column.name} + {later_s}"
    if (column.table.name, column.name) == ("video", "external_id"):
        return f"'{number}-' || external_id"
    if column.name == "ordinal" and column.table.name in {"track", "face"}:
        return f"ordinal + {number * ORDINALS}"
    own = column.name == "id" and column.primary_key
    if not own and not any(key.column.table.name in copied for key in column.foreign_keys):
        return column.name
    if isinstance(column.type, sa.BigInteger):
        return f"{column.name} + {number * ROOM}"
    return f"md5({column.name}::text || '-{number}')::uuid"
