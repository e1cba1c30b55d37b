"""What happened, as streams and webhooks tell it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from opentube.client.models.base import Model
from opentube.client.models.webhooks import EventKind


class Event(Model):
    """Something that happened. ``body`` says to what, in ids, codes and numbers. ``reset``: read the state anew.

    ``id`` is the place to go on from, after this event.
    """

    id: str
    kind: EventKind
    report_id: UUID | None
    body: dict[str, Any]
    created_at: datetime


class Notification(Model):
    """What a webhook was told, its signature checked. ``id`` is the same when it comes again: keep those you have seen."""

    id: str
    kind: EventKind
    at: datetime
    body: dict[str, Any]
