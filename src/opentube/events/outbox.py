"""What is to be sent to webhooks: rows and jobs, written in the transaction of what they tell of."""

import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.events.tables import Delivery, Event, Webhook
from opentube.jobs.queue import defer

DELIVER_TASK: Final = "webhook.deliver"
DELIVER_QUEUE: Final = "webhooks"
AT_ONCE: Final = 4
"""How many a worker sends at once, beside its other work."""


class DeliveryStatus(StrEnum):
    """How the sending of an event stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    """Given up; it can be replayed."""


def queue_deliveries(session: Session, event: Event) -> None:
    """Put an event on its way to every webhook of its owner that asked for such."""
    asked = (Webhook.kinds == []) | Webhook.kinds.contains([event.kind])
    webhooks = session.scalars(
        sa.select(Webhook.id).where(Webhook.owner_id == event.owner_id, Webhook.enabled, asked).order_by(Webhook.id)
    ).all()
    about = {"report_id": str(event.report_id)} if event.report_id else {}
    for webhook_id in webhooks:
        add_delivery(session, event.owner_id, webhook_id, event.kind, {**about, **event.body}, event_id=event.id)


def add_delivery(
    session: Session,
    owner_id: uuid.UUID,
    webhook_id: uuid.UUID,
    kind: str,
    data: dict[str, Any],
    *,
    event_id: int | None = None,
) -> Delivery:
    """Write what is to be sent, in the form of Standard Webhooks, and queue its job."""
    delivery = Delivery(
        owner_id=owner_id,
        webhook_id=webhook_id,
        event_id=event_id,
        kind=kind,
        body={"type": kind, "timestamp": datetime.now(UTC).isoformat(), "data": data},
        status=DeliveryStatus.WAITING,
    )
    session.add(delivery)
    session.flush()
    queue_delivery(session, delivery.id)
    return delivery


def queue_delivery(session: Session, delivery_id: uuid.UUID, *, delay_s: float = 0.0) -> None:
    """Queue the job that sends it."""
    defer(
        session,
        DELIVER_TASK,
        name=DELIVER_QUEUE,
        key=f"webhook/{delivery_id}",
        delay_s=delay_s,
        delivery_id=str(delivery_id),
    )
