"""Webhooks, and what was sent to them."""

import uuid
from datetime import datetime
from typing import Annotated

from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from opentube.api.calls import Admin, Call
from opentube.api.once import Creating
from opentube.api.paging import Cursor, Limit, Page, decode_cursor, page_of
from opentube.api.problems import answers
from opentube.api.routing import Router
from opentube.api.values import PlainText
from opentube.events import service
from opentube.events.guard import Guard, WebhookAddressRefused, WebhookUrlInvalid
from opentube.events.kinds import EventKind
from opentube.events.outbox import DeliveryStatus
from opentube.events.service import DeliveryNotFound, TooManyWebhooks, WebhookKindUnknown, WebhookNotFound
from opentube.events.tables import Webhook

router = Router(tags=["webhooks"])
Url = Annotated[PlainText, StringConstraints(min_length=1, max_length=2000)]
Kinds = Annotated[frozenset[EventKind], Field(description="What to tell of; nothing named is everything.")]


class Body(BaseModel):
    """A request without unknown fields."""

    model_config = ConfigDict(extra="forbid")


class WebhookRequest(Body):
    """An address to tell what happens."""

    url: Url
    kinds: Kinds = frozenset()


class WebhookChange(Body):
    """What to change; what is left out stays."""

    url: Url | None = None
    kinds: Kinds | None = None
    enabled: StrictBool | None = None


class WebhookView(BaseModel):
    """An address that is told."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    url: str
    kinds: list[EventKind]
    enabled: bool
    created_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None


class NewWebhookView(BaseModel):
    """A webhook with its secret, which signs all that is sent; it is shown once, and None when the request is repeated."""

    secret: str | None
    webhook: WebhookView

    @classmethod
    def of(cls, row: Webhook) -> "NewWebhookView":
        """A row whose secret may be seen now."""
        return cls(secret=row.secret, webhook=WebhookView.model_validate(row))


class DeliveryView(BaseModel):
    """Something sent, or to be sent."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    webhook_id: uuid.UUID
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


@router.get("/webhooks")
def list_all_webhooks(call: Admin, cursor: Cursor = None, limit: Limit = 50) -> Page[WebhookView]:
    """The webhooks, oldest first."""
    after = decode_cursor(cursor, tuple[datetime, uuid.UUID])
    rows = service.list_webhooks(call.session, call.owner_id, after=after, limit=limit + 1)
    return page_of(rows, limit, lambda row: (row.created_at, row.id), WebhookView.model_validate)


@router.post(
    "/webhooks",
    status_code=201,
    response_model=NewWebhookView,
    responses=answers(WebhookUrlInvalid, WebhookAddressRefused, TooManyWebhooks, WebhookKindUnknown),
)
def make_webhook(call: Admin, body: WebhookRequest, once: Creating) -> JSONResponse:
    """Tell an address what happens from now on. What is sent follows Standard Webhooks."""
    return once(
        call,
        lambda: NewWebhookView.of(
            service.create_webhook(call.session, call.owner_id, body.url, body.kinds, guard=_guard(call))
        ),
        location=lambda made: f"/api/v1/webhooks/{made.webhook.id}",
        shown_again=lambda made: made.model_copy(update={"secret": None}),
    )


@router.get("/webhooks/{webhook_id}", responses=answers(WebhookNotFound))
def get_one_webhook(call: Admin, webhook_id: uuid.UUID) -> WebhookView:
    """One webhook."""
    return WebhookView.model_validate(service.get_webhook(call.session, call.owner_id, webhook_id))


@router.patch(
    "/webhooks/{webhook_id}",
    responses=answers(WebhookNotFound, WebhookUrlInvalid, WebhookAddressRefused, WebhookKindUnknown),
)
def change_webhook(call: Admin, webhook_id: uuid.UUID, body: WebhookChange) -> WebhookView:
    """Change a webhook; enabling one that failed lets it begin anew."""
    row = service.update_webhook(
        call.session,
        call.owner_id,
        webhook_id,
        url=body.url,
        kinds=body.kinds,
        enabled=body.enabled,
        guard=_guard(call),
    )
    return WebhookView.model_validate(row)


@router.delete("/webhooks/{webhook_id}", status_code=204, responses=answers(WebhookNotFound))
def delete_webhook(call: Admin, webhook_id: uuid.UUID) -> Response:
    """Delete a webhook with its deliveries."""
    service.delete_webhook(call.session, call.owner_id, webhook_id)
    return Response(status_code=204)


@router.post("/webhooks/{webhook_id}/secret", responses=answers(WebhookNotFound))
def renew_webhook_secret(call: Admin, webhook_id: uuid.UUID) -> NewWebhookView:
    """Give a webhook another secret."""
    return NewWebhookView.of(service.renew_secret(call.session, call.owner_id, webhook_id))


@router.post(
    "/webhooks/{webhook_id}/test",
    status_code=201,
    response_model=DeliveryView,
    responses=answers(WebhookNotFound),
)
def test_webhook(call: Admin, webhook_id: uuid.UUID, once: Creating) -> JSONResponse:
    """Send a `webhook.test`, also where the webhook is disabled."""
    return once(call, lambda: DeliveryView.model_validate(service.send_test(call.session, call.owner_id, webhook_id)))


@router.get("/webhooks/{webhook_id}/deliveries", responses=answers(WebhookNotFound))
def list_webhook_deliveries(
    call: Admin, webhook_id: uuid.UUID, cursor: Cursor = None, limit: Limit = 50
) -> Page[DeliveryView]:
    """What was sent or is to be, newest first."""
    after = decode_cursor(cursor, tuple[datetime, uuid.UUID])
    rows = service.list_deliveries(call.session, call.owner_id, webhook_id, after=after, limit=limit + 1)
    return page_of(rows, limit, lambda row: (row.created_at, row.id), DeliveryView.model_validate)


@router.post("/deliveries/{delivery_id}/replay", responses=answers(DeliveryNotFound))
def replay_delivery(call: Admin, delivery_id: uuid.UUID) -> DeliveryView:
    """Send something once more, under the same `webhook-id`."""
    return DeliveryView.model_validate(service.replay_delivery(call.session, call.owner_id, delivery_id))


def _guard(call: Call) -> Guard:
    return Guard(allow=tuple(call.services.settings.webhook_networks))
