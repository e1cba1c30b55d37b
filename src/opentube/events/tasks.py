"""The job of a delivery: send it, write how that went, and try again later if it was not taken."""

import json
import uuid
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

import procrastinate
import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.events.kinds import EventKind
from opentube.events.log import record
from opentube.events.outbox import DELIVER_QUEUE, DELIVER_TASK, DeliveryStatus, queue_delivery
from opentube.events.sending import Attempt, Sender
from opentube.events.tables import Delivery, Webhook
from opentube.jobs.queue import queue
from opentube.store.database import Database, DatabaseUnreachable

log = structlog.get_logger(__name__)

BACK_OFF_S: Final = (5.0, 30.0, 120.0, 600.0, 3600.0, 21_600.0)
DISABLED_AFTER: Final = timedelta(days=3)
AGAIN: Final = procrastinate.RetryStrategy(wait=1, retry_exceptions={DatabaseUnreachable})


class WebhookDisabled(UserError):
    """The webhook is disabled. Enable it, then replay what it missed."""

    code = "webhook_disabled"


class _Letter(NamedTuple):
    url: str
    secret: str
    body: bytes
    is_sendable: bool


@lru_cache(maxsize=1)
def _public_sender() -> Sender:
    return Sender()


@queue.task(name=DELIVER_TASK, queue=DELIVER_QUEUE, pass_context=True, retry=AGAIN)
def deliver(context: procrastinate.JobContext, /, *, delivery_id: str) -> None:
    """Send one delivery. A worker that dies between sending and writing sends it again, under the same ``webhook-id``.

    The worker's context has the ``workshop``, and may have a ``sender`` that is allowed more than public addresses.
    """
    key = uuid.UUID(delivery_id)
    database: Database = context.additional_context["workshop"].database
    sender: Sender = context.additional_context.get("sender") or _public_sender()
    with database.session() as session:
        letter = _letter(session, key)
    if letter is None:
        return
    if letter.is_sendable:
        attempt = sender.send(letter.url, letter.secret, delivery_id, letter.body)
    else:
        attempt = Attempt(None, 0.0, WebhookDisabled())
    with database.session() as session:
        _conclude(session, key, attempt)


def _letter(session: Session, delivery_id: uuid.UUID) -> _Letter | None:
    found = sa.select(Delivery, Webhook).join(Webhook, Webhook.id == Delivery.webhook_id)
    row = session.execute(found.where(Delivery.id == delivery_id, Delivery.status == DeliveryStatus.WAITING)).first()
    if row is None:
        return None
    delivery, webhook = row
    body = json.dumps(delivery.body, ensure_ascii=False, separators=(",", ":")).encode()
    return _Letter(webhook.url, webhook.secret, body, webhook.enabled or delivery.kind == EventKind.WEBHOOK_TEST)


def _conclude(session: Session, delivery_id: uuid.UUID, attempt: Attempt) -> None:
    """Write how an attempt went. The webhook is locked first, then the delivery."""
    named = sa.select(Delivery.webhook_id).where(Delivery.id == delivery_id).scalar_subquery()
    webhook = session.scalar(sa.select(Webhook).where(Webhook.id == named).with_for_update(key_share=True))
    delivery = session.get(Delivery, delivery_id, with_for_update={"key_share": True})
    if webhook is None or delivery is None:
        return
    now = session.execute(sa.select(sa.func.now())).scalar_one()
    _write(delivery, attempt, now)
    is_test = delivery.kind == EventKind.WEBHOOK_TEST
    bound = log.bind(delivery=str(delivery_id), webhook=str(webhook.id), kind=delivery.kind, attempt=delivery.attempt)
    if attempt.error is None:
        delivery.status, webhook.failing_since = DeliveryStatus.DELIVERED, None
        bound.info("webhook.delivered", status=attempt.response_status)
        return
    bound.warning("webhook.failed", code=attempt.error.code, status=attempt.response_status)
    if not is_test and webhook.enabled:
        webhook.failing_since = webhook.failing_since or now
        if delivery.attempt <= len(BACK_OFF_S):
            delay_s = BACK_OFF_S[delivery.attempt - 1]
            delivery.next_try_at = now + timedelta(seconds=delay_s)
            queue_delivery(session, delivery_id, delay_s=delay_s)
            return
    delivery.status = DeliveryStatus.FAILED
    if webhook.enabled and webhook.failing_since and webhook.failing_since <= now - DISABLED_AFTER and not is_test:
        webhook.enabled, webhook.disabled_at = False, now
        session.flush()
        record(session, webhook.owner_id, EventKind.WEBHOOK_DISABLED, {"webhook_id": str(webhook.id)})


def _write(delivery: Delivery, attempt: Attempt, now: datetime) -> None:
    delivery.attempt += 1
    delivery.tried_at, delivery.next_try_at = now, None
    delivery.response_status, delivery.duration_s = attempt.response_status, round(attempt.duration_s, 3)
    delivery.error_code = attempt.error.code if attempt.error else None
    delivery.error_message = attempt.error.message if attempt.error else None
