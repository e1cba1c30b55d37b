"""Webhooks: telling an address what happens, and how that went."""

import secrets
import uuid
from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.tables import Owner
from opentube.errors import UserError
from opentube.events.guard import Guard
from opentube.events.kinds import FOR_WEBHOOKS, EventKind
from opentube.events.outbox import DELIVER_TASK, DeliveryStatus, add_delivery, queue_delivery
from opentube.events.tables import Delivery, Webhook

MOST_WEBHOOKS: Final = 20
SECRET_BYTES: Final = 32


class WebhookNotFound(UserError):
    """There is no such webhook."""

    code = "webhook_not_found"


class DeliveryNotFound(UserError):
    """There is no such delivery. They are kept for 30 days."""

    code = "delivery_not_found"


class TooManyWebhooks(UserError):
    """There can be 20 webhooks. Delete one first."""

    code = "too_many_webhooks"


class WebhookKindUnknown(UserError):
    """Webhooks tell of no such event. See the list of events in the documentation."""

    code = "webhook_kind_unknown"


def create_webhook(
    session: Session, owner_id: uuid.UUID, url: str, kinds: Iterable[str] = (), *, guard: Guard | None = None
) -> Webhook:
    """Tell ``url`` what happens from now on: of ``kinds``, or of everything that webhooks tell of.

    The webhook's ``secret`` is to be shown now, and not again.

    Raises:
        WebhookUrlInvalid, WebhookAddressRefused: see `opentube.events.guard.Guard.check_url`.
        WebhookKindUnknown: one of the kinds is none, or for streams only.
        TooManyWebhooks: there are 20.
    """
    checked = str((guard or Guard()).check_url(url))
    session.get_one(Owner, owner_id, with_for_update={"key_share": True})
    count = sa.select(sa.func.count()).where(Webhook.owner_id == owner_id)
    if session.execute(count).scalar_one() >= MOST_WEBHOOKS:
        raise TooManyWebhooks
    webhook = Webhook(owner_id=owner_id, url=checked, secret=_new_secret(), kinds=_kinds(kinds))
    session.add(webhook)
    session.flush()
    return webhook


def list_webhooks(
    session: Session,
    owner_id: uuid.UUID,
    *,
    after: tuple[datetime, uuid.UUID] | None = None,
    limit: int = MOST_WEBHOOKS,
) -> Sequence[Webhook]:
    """The owner's webhooks, oldest first, behind ``after`` (a ``created_at`` and an id)."""
    found = sa.select(Webhook).where(Webhook.owner_id == owner_id)
    if after:
        found = found.where(sa.tuple_(Webhook.created_at, Webhook.id) > after)
    return session.scalars(found.order_by(Webhook.created_at, Webhook.id).limit(limit)).all()


def get_webhook(session: Session, owner_id: uuid.UUID, webhook_id: uuid.UUID, *, lock: bool = False) -> Webhook:
    """The owner's webhook.

    Raises:
        WebhookNotFound: none of this owner has the id.
    """
    found = sa.select(Webhook).where(Webhook.id == webhook_id, Webhook.owner_id == owner_id)
    if lock:
        found = found.with_for_update(key_share=True)
    webhook = session.scalar(found.execution_options(populate_existing=True))
    if webhook is None:
        raise WebhookNotFound
    return webhook


def update_webhook(
    session: Session,
    owner_id: uuid.UUID,
    webhook_id: uuid.UUID,
    *,
    url: str | None = None,
    kinds: Iterable[str] | None = None,
    enabled: bool | None = None,
    guard: Guard | None = None,
) -> Webhook:
    """Change what is given; enabling a webhook that failed lets it begin anew.

    Raises:
        WebhookNotFound: none of this owner has the id.
        WebhookUrlInvalid, WebhookAddressRefused, WebhookKindUnknown: as for a new one.
    """
    webhook = get_webhook(session, owner_id, webhook_id, lock=True)
    if url is not None:
        webhook.url = str((guard or Guard()).check_url(url))
    if kinds is not None:
        webhook.kinds = _kinds(kinds)
    if enabled is not None:
        webhook.enabled = enabled
        if enabled:
            webhook.failing_since = webhook.disabled_at = None
    session.flush()
    return webhook


def renew_secret(session: Session, owner_id: uuid.UUID, webhook_id: uuid.UUID) -> Webhook:
    """Give a webhook another secret, to be shown now; everything sent from now on is signed with it.

    Raises:
        WebhookNotFound: none of this owner has the id.
    """
    webhook = get_webhook(session, owner_id, webhook_id, lock=True)
    webhook.secret = _new_secret()
    session.flush()
    return webhook


def delete_webhook(session: Session, owner_id: uuid.UUID, webhook_id: uuid.UUID) -> None:
    """Delete a webhook with its deliveries; nothing is sent any more.

    Raises:
        WebhookNotFound: none of this owner has the id.
    """
    session.delete(get_webhook(session, owner_id, webhook_id, lock=True))
    session.flush()


def send_test(session: Session, owner_id: uuid.UUID, webhook_id: uuid.UUID) -> Delivery:
    """Send a ``webhook.test``, once, also where it is disabled.

    Raises:
        WebhookNotFound: none of this owner has the id.
    """
    webhook = get_webhook(session, owner_id, webhook_id)
    return add_delivery(session, owner_id, webhook.id, EventKind.WEBHOOK_TEST, {"webhook_id": str(webhook.id)})


def list_deliveries(
    session: Session,
    owner_id: uuid.UUID,
    webhook_id: uuid.UUID,
    *,
    after: tuple[datetime, uuid.UUID] | None = None,
    limit: int = 100,
) -> Sequence[Delivery]:
    """What was sent or is to be, newest first, behind ``after`` (a ``created_at`` and an id).

    Raises:
        WebhookNotFound: no webhook of this owner has the id.
    """
    webhook = get_webhook(session, owner_id, webhook_id)
    found = sa.select(Delivery).where(Delivery.webhook_id == webhook.id)
    if after:
        found = found.where(sa.tuple_(Delivery.created_at, Delivery.id) < after)
    return session.scalars(found.order_by(Delivery.created_at.desc(), Delivery.id.desc()).limit(limit)).all()


def get_delivery(session: Session, owner_id: uuid.UUID, delivery_id: uuid.UUID, *, lock: bool = False) -> Delivery:
    """The owner's delivery.

    Raises:
        DeliveryNotFound: none of this owner has the id.
    """
    found = sa.select(Delivery).where(Delivery.id == delivery_id, Delivery.owner_id == owner_id)
    if lock:
        found = found.with_for_update(key_share=True)
    delivery = session.scalar(found.execution_options(populate_existing=True))
    if delivery is None:
        raise DeliveryNotFound
    return delivery


def replay_delivery(session: Session, owner_id: uuid.UUID, delivery_id: uuid.UUID) -> Delivery:
    """Send something once more, under the same ``webhook-id``: now, and as often as something new if that fails.

    Raises:
        DeliveryNotFound: none of this owner has the id.
    """
    delivery = get_delivery(session, owner_id, delivery_id, lock=True)
    delivery.status, delivery.attempt, delivery.next_try_at = DeliveryStatus.WAITING, 0, None
    session.flush()
    waiting = (
        "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND task_name = :task AND args ->> 'delivery_id' = :id"
    )
    session.execute(sa.text(waiting), {"task": DELIVER_TASK, "id": str(delivery.id)})
    queue_delivery(session, delivery.id)
    return delivery


def _kinds(kinds: Iterable[str]) -> list[str]:
    wanted = set(kinds)
    if unknown := sorted(wanted - FOR_WEBHOOKS):
        message = f"Webhooks tell of no {', '.join(unknown)}. Choose from: {', '.join(sorted(FOR_WEBHOOKS))}."
        raise WebhookKindUnknown(message)
    return sorted(wanted)


def _new_secret() -> str:
    """A secret in the form of Standard Webhooks."""
    return "whsec_" + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
