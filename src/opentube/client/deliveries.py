"""Checking what a webhook got (Standard Webhooks 1.0)."""

from collections.abc import Mapping

from standardwebhooks import Webhook, WebhookVerificationError

from opentube.client.errors import SignatureInvalid
from opentube.client.models.events import Notification


def verify(secret: str, body: bytes | str, headers: Mapping[str, str]) -> Notification:
    """What a webhook was told, if it came from the server that knows the secret.

    Args:
        secret: ``whsec_…``, shown when the webhook was made.
        body: the body of the request as it came, not parsed and written again.
        headers: of the request; the case of their names does not matter.

    Raises:
        SignatureInvalid: the signature is missing or wrong, or older than five minutes.
    """
    told = {name.lower(): value for name, value in headers.items()}
    try:
        event = Webhook(secret).verify(body, told)
    except WebhookVerificationError as error:
        raise SignatureInvalid from error
    return Notification(id=told["webhook-id"], kind=event["type"], at=event["timestamp"], body=event["data"])
