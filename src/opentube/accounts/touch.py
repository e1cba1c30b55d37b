"""Noting that something was used, without making requests wait for each other."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

SELDOM = timedelta(minutes=1)


def touch(
    session: Session,
    key: InstrumentedAttribute[uuid.UUID],
    id_: uuid.UUID,
    last: datetime | None,
    values: Mapping[Any, Any],
) -> None:
    """Set ``values`` in the row ``id_`` of a table, unless it was done within a minute or somebody is just doing it.

    Args:
        session: the transaction.
        key: the primary key of the table.
        id_: the row.
        last: when it was last done; None for never.
        values: columns and what they become.
    """
    if last is not None and datetime.now(UTC) - last < SELDOM:
        return
    free = sa.select(key).where(key == id_).with_for_update(skip_locked=True, key_share=True).scalar_subquery()
    session.execute(
        sa.update(key.class_).where(key == free).values(dict(values)).execution_options(synchronize_session=False)
    )
