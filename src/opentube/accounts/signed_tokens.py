"""Tokens that others have signed, checked against the keys they publish (RFC 7515, 7517, 7519)."""

import re
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import Key, KeySet

from opentube.errors import RetryableError, UserError

ASYMMETRIC = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
)
SHORTEST_S, USUAL_S, LONGEST_S = 60.0, 3600.0, 86_400.0
"""How long published keys are kept: as their ``Cache-Control`` says, within these bounds."""
RENEWED_AFTER_S = 10.0
"""Keys are not fetched again sooner, whatever ids tokens name."""
LARGEST_ANSWER = 1024 * 1024


class ExternalSignInUntrusted(UserError):
    """The answer of the sign-in service cannot be trusted. Start the sign-in again; if this stays, ask the operator."""

    code = "external_sign_in_untrusted"


class IssuerUnreachable(RetryableError):
    """The sign-in service does not answer as it should. Try again later, or sign in with a password."""

    code = "issuer_unreachable"


def fetch_json(client: httpx.Client, method: str, address: str, **request: Any) -> tuple[dict[str, Any], httpx.Headers]:
    """A JSON object from an issuer, with the headers of the answer. Redirects are not followed.

    Raises:
        IssuerUnreachable: there is no answer, one with a status of 500 or more, one over 1 MiB, or none in JSON.
        ExternalSignInUntrusted: the issuer refuses the request.
    """
    try:
        with client.stream(method, address, follow_redirects=False, **request) as answer:
            body = bytearray()
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    raise IssuerUnreachable
        if answer.is_client_error:
            raise ExternalSignInUntrusted
        answer.raise_for_status()
        found = httpx.Response(200, content=bytes(body)).json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise IssuerUnreachable from error
    if not isinstance(found, dict):
        raise IssuerUnreachable
    return found, answer.headers


@dataclass
class PublishedKeys:
    """The key set at an address, fetched when needed, and again when a token names a key that is not in it."""

    client: httpx.Client
    address: str
    clock: Callable[[], float] = time.monotonic
    _keys: KeySet | None = None
    _fetched_at: float = 0.0
    _tried_at: float = 0.0
    _keep_s: float = USUAL_S
    _lock: Lock = field(default_factory=Lock)

    def find(self, kid: str | None) -> Key:
        """The key with this id; without one the only key.

        Raises:
            InvalidKeyIdError: it is not published.
            IssuerUnreachable: the keys cannot be fetched.
        """
        with self._lock:
            if self._keys is None or self.clock() - self._fetched_at > self._keep_s:
                self._keys = self._fetch()
            try:
                return self._keys.get_by_kid(kid)
            except InvalidKeyIdError:
                if self.clock() - self._tried_at < RENEWED_AFTER_S:
                    raise
                self._keys = self._fetch()
                return self._keys.get_by_kid(kid)

    def _fetch(self) -> KeySet:
        self._tried_at = self.clock()
        found, headers = fetch_json(self.client, "GET", self.address)
        told = re.search(r"max-age=(\d{1,9})", headers.get("Cache-Control", ""))
        self._keep_s = min(max(float(told[1]), SHORTEST_S), LONGEST_S) if told else USUAL_S
        self._fetched_at = self.clock()
        try:
            return KeySet.import_key_set({"keys": found["keys"]})
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise IssuerUnreachable from error


def read_signed(token: str, keys: PublishedKeys, algorithms: Collection[str] = ASYMMETRIC) -> jwt.Token:
    """The header and the claims of a token whose signature holds; the claims still have to be judged.

    Raises:
        ExternalSignInUntrusted: it is no token, or nobody with a published key has signed it.
        IssuerUnreachable: the keys cannot be fetched.
    """
    try:
        return jwt.decode(token, lambda given: keys.find(given.headers().get("kid")), algorithms=algorithms)
    except (JoseError, ValueError) as error:
        raise ExternalSignInUntrusted from error
