"""Sending one webhook: signed, once, to an address that was checked, and never for longer than ten seconds."""

import ssl
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpcore
import httpx
from standardwebhooks import Webhook as Signature

from opentube import __version__
from opentube.errors import OpenTubeError, RetryableError
from opentube.events.guard import Guard
from opentube.events.pinned import Pinned

MOST_BODY_BYTES = 64 * 1024
WITHIN_S = 10.0


class WebhookUnreachable(RetryableError):
    """The webhook's server could not be reached, or broke off. Check that it runs and that its certificate is valid."""

    code = "webhook_unreachable"


class WebhookTooSlow(RetryableError):
    """The webhook's server did not answer within 10 s. Let it answer first and do its work afterwards."""

    code = "webhook_too_slow"


class WebhookRedirects(RetryableError):
    """The webhook's server sends on to another address, which is not followed. Enter the address it sends on to."""

    code = "webhook_redirects"


class WebhookNotTaken(RetryableError):
    """The webhook's server did not take it. It has to answer with a status of 200 to 299."""

    code = "webhook_not_taken"


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one attempt went: ``error`` is None when it was taken, ``response_status`` when no answer came."""

    response_status: int | None
    duration_s: float
    error: OpenTubeError | None


@dataclass(frozen=True)
class Sender:
    """Sends webhooks to where ``guard`` allows, trusting the certificates of ``tls``, within ``within_s`` in all."""

    guard: Guard = field(default_factory=Guard)
    tls: ssl.SSLContext = field(default_factory=httpx.create_ssl_context)
    within_s: float = WITHIN_S

    def send(self, url: str, secret: str, message_id: str, body: bytes) -> Attempt:
        """Send ``body`` (JSON in UTF-8) once, with the headers of Standard Webhooks."""
        started = time.monotonic()
        status, error = None, None
        try:
            status = self._post(url, _headers(secret, message_id, body), body, started + self.within_s)
            error = _judge(status)
        except OpenTubeError as refused:
            error = refused
        except httpcore.TimeoutException:
            error = WebhookTooSlow()
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError):
            error = WebhookUnreachable()
        return Attempt(status, time.monotonic() - started, error)

    def _post(self, url: str, headers: dict[str | bytes, str | bytes], body: bytes, until_s: float) -> int:
        """The status of the answer. Environment proxies are not asked, redirects not followed, and cookies not kept."""
        target = self.guard.check_url(url)
        backend = Pinned(self.guard, until_s)
        with (
            httpcore.ConnectionPool(self.tls, network_backend=backend, http1=True, http2=False) as pool,
            pool.stream(
                "POST",
                httpcore.URL(scheme=target.raw_scheme, host=target.raw_host, port=target.port, target=target.raw_path),
                headers=headers,
                content=body,
            ) as response,
        ):
            received = 0
            for chunk in response.iter_stream():
                received += len(chunk)
                if received > MOST_BODY_BYTES:
                    break
            return int(response.status)


def _headers(secret: str, message_id: str, body: bytes) -> dict[str | bytes, str | bytes]:
    moment = datetime.now(UTC)
    return {
        "Content-Type": "application/json",
        "User-Agent": f"Open-Tube/{__version__}",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Signature(secret).sign(message_id, moment, body.decode()),
    }


def _judge(status: int) -> OpenTubeError | None:
    if httpx.codes.is_success(status):
        return None
    return WebhookRedirects() if httpx.codes.is_redirect(status) else WebhookNotTaken()
