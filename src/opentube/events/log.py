"""What happened to an owner's things: written in the transaction that does it, read in an order that misses nothing.

Transactions commit in another order than they number their rows. So events are ordered by the transaction that
wrote them, and only those are read of which all earlier transactions have ended: a cursor never passes one that is
still to come. (As in Debezium's and Marten's logs; PostgreSQL calls the limit ``pg_snapshot_xmin``.)
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.events.kinds import FOR_WEBHOOKS, EventKind
from opentube.events.outbox import queue_deliveries
from opentube.events.tables import Event, EventFloor
from opentube.events.values import EventCursor, EventPage, EventRow

CHANNEL = "opentube_event"
KEPT = timedelta(hours=24)
MOST_ROWS = 200

PAGE = sa.text("""
    SELECT horizon.*, event.xid, event.id, event.kind, event.report_id, event.body, event.created_at
    FROM (
        SELECT settled.xmin, settled.xmax, (SELECT xid FROM event_floor) AS floor, now() AS read_at, EXISTS (
            SELECT FROM event AS later WHERE later.owner_id = :owner AND later.xid >= settled.xmin
        ) AS unsettled
        FROM (
            SELECT pg_snapshot_xmin(now_at)::text::bigint AS xmin, pg_snapshot_xmax(now_at)::text::bigint AS xmax
            FROM pg_current_snapshot() AS now_at
        ) AS settled
    ) AS horizon
    LEFT JOIN LATERAL (
        SELECT * FROM event
        WHERE event.owner_id = :owner AND (event.xid, event.id) > (:xid, :id) AND event.xid < horizon.xmin
          AND (CAST(:report AS uuid) IS NULL OR event.report_id = :report)
        ORDER BY event.xid, event.id LIMIT :limit
    ) AS event ON true
    ORDER BY event.xid, event.id
""")
NOW = sa.text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


def record(
    session: Session,
    owner_id: uuid.UUID,
    kind: EventKind,
    body: Mapping[str, Any],
    report_id: uuid.UUID | None = None,
) -> None:
    """Say what happens in this transaction: to streams as soon as it commits, and to webhooks by jobs queued in it."""
    event = Event(owner_id=owner_id, kind=kind, body=dict(body), report_id=report_id)
    session.add(event)
    session.flush()
    session.execute(sa.select(sa.func.pg_notify(CHANNEL, str(owner_id))))
    if kind in FOR_WEBHOOKS:
        queue_deliveries(session, event)


def now(session: Session) -> EventCursor:
    """The place in the order after which comes all that nobody can have read yet."""
    return EventCursor(session.execute(NOW).scalar_one(), 0)


def read(
    session: Session,
    owner_id: uuid.UUID,
    cursor: EventCursor | None,
    *,
    report_id: uuid.UUID | None = None,
    limit: int = MOST_ROWS,
) -> EventPage:
    """The owner's next events after ``cursor``, of one report if it is given; from the oldest kept on without a cursor.

    A cursor from before what is kept, or of another database, gives one event ``reset``, after which come those of now on.
    """
    start = cursor or EventCursor(0, 0)
    rows = session.execute(
        PAGE,
        {"owner": owner_id, "xid": start.xid, "id": start.id, "report": report_id, "limit": limit},
    ).all()
    head = rows[0]
    horizon = EventCursor(head.xmin, 0)
    if cursor and (cursor.xid <= head.floor or cursor.xid > head.xmax):
        reset = EventRow(horizon, EventKind.RESET, None, {}, head.read_at)
        return EventPage([reset], horizon, head.unsettled)
    found = [
        EventRow(EventCursor(row.xid, row.id), EventKind(row.kind), row.report_id, row.body, row.created_at)
        for row in rows
        if row.xid is not None
    ]
    if len(found) == limit:
        return EventPage(found, found[-1].cursor, unsettled=True)
    return EventPage(found, max(horizon, start), head.unsettled)


def after(
    session: Session,
    owner_id: uuid.UUID,
    cursor: EventCursor | None,
    *,
    report_id: uuid.UUID | None = None,
    limit: int = MOST_ROWS,
) -> Sequence[EventRow]:
    """The events of `read`."""
    return read(session, owner_id, cursor, report_id=report_id, limit=limit).rows


def sweep_events(session: Session) -> int:
    """Delete the events of more than 24 hours ago, and return how many there were."""
    old = sa.delete(Event).where(Event.created_at < sa.func.now() - KEPT).returning(Event.xid)
    swept = session.scalars(old.execution_options(synchronize_session=False)).all()
    if swept:
        session.execute(sa.update(EventFloor).values(xid=sa.func.greatest(EventFloor.xid, max(swept))))
    return len(swept)
