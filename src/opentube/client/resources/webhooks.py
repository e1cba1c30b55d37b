"""Webhooks."""

from collections.abc import Sequence

from opentube.client.binding import Mode, Resource, listing, operation
from opentube.client.models.webhooks import Delivery, EventKind, NewWebhook, Webhook
from opentube.client.protocol import Id, given, place
from opentube.client.steps import Steps, Stream


class Webhooks(Resource[Mode]):
    """Addresses that are told what happens; ``opentube.client.verify`` checks what they get."""

    @listing
    def list(self, *, page_size: int = 100) -> Stream[Webhook]:
        """The webhooks, oldest first."""
        return self._protocol.pages(Webhook, "webhooks", page_size)

    @operation
    def create(
        self, url: str, kinds: Sequence[EventKind] = (), *, idempotency_key: str | None = None
    ) -> Steps[NewWebhook]:
        """Tell an address what happens from now on; without ``kinds`` everything. The secret is shown once."""
        return self._protocol.create(NewWebhook, "webhooks", given({"url": url, "kinds": kinds}), key=idempotency_key)

    @operation
    def get(self, webhook_id: Id) -> Steps[Webhook]:
        """One webhook."""
        return self._protocol.get(Webhook, place("webhooks", webhook_id))

    @operation
    def change(
        self,
        webhook_id: Id,
        *,
        url: str | None = None,
        kinds: Sequence[EventKind] | None = None,
        enabled: bool | None = None,
    ) -> Steps[Webhook]:
        """Change a webhook; what is left out stays, and no kinds at all are every kind."""
        body = given({"url": url, "enabled": enabled}) | ({} if kinds is None else {"kinds": kinds})
        return self._protocol.change(Webhook, place("webhooks", webhook_id), body)

    @operation
    def delete(self, webhook_id: Id) -> Steps[None]:
        """Delete a webhook with its deliveries."""
        return self._protocol.do("DELETE", place("webhooks", webhook_id))

    @operation
    def renew_secret(self, webhook_id: Id) -> Steps[NewWebhook]:
        """Give a webhook another secret, shown once."""
        return self._protocol.post(NewWebhook, place("webhooks", webhook_id, "secret"), repeatable=True)

    @operation
    def test(self, webhook_id: Id, *, idempotency_key: str | None = None) -> Steps[Delivery]:
        """Send a ``webhook.test`` now."""
        return self._protocol.create(Delivery, place("webhooks", webhook_id, "test"), key=idempotency_key)

    @listing
    def deliveries(self, webhook_id: Id, *, page_size: int = 100) -> Stream[Delivery]:
        """What was sent or is to be, newest first."""
        return self._protocol.pages(Delivery, place("webhooks", webhook_id, "deliveries"), page_size)

    @operation
    def replay(self, delivery_id: Id) -> Steps[Delivery]:
        """Send something once more, under the same id."""
        return self._protocol.post(Delivery, place("deliveries", delivery_id, "replay"))
