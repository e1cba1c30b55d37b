"""Webhooks and what was sent to them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from opentube.client.models.base import Model, OrNewer

EventKind = Annotated[
    Literal[
        "report.requested",
        "report.progress",
        "report.finished",
        "report.changed",
        "report.deleted",
        "export.progress",
        "export.finished",
        "export.deleted",
        "persons.changed",
        "corrections.changed",
        "words.changed",
        "webhook.disabled",
        "webhook.test",
        "reset",
    ],
    OrNewer,
]
"""What happened. The body of an event says to what, in ids, codes and numbers; never in sentences."""

DeliveryStatus = Annotated[Literal["waiting", "delivered", "failed"], OrNewer]
"""How the sending of an event stands."""


class Webhook(Model):
    """An address that is told."""

    id: UUID
    url: str
    kinds: tuple[EventKind, ...]
    enabled: bool
    created_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None


class NewWebhook(Model):
    """A webhook with its secret, which signs all that is sent; it is shown once, and None when the request is repeated."""

    secret: str | None
    webhook: Webhook


class Delivery(Model):
    """Something sent, or to be sent."""

    id: UUID
    webhook_id: UUID
    kind: EventKind
    status: DeliveryStatus
    attempt: int
    created_at: datetime
    tried_at: datetime | None
    next_try_at: datetime | None
    response_status: int | None
    duration_s: float | None
    error_code: str | None
    error_message: str | None
