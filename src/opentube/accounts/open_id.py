"""OpenID Connect: issuers by discovery, the code flow with PKCE (RFC 7636), and the ID tokens it ends with."""

import base64
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from opentube.accounts.discovery import Discovered, discover
from opentube.accounts.external import ExternalProfile
from opentube.accounts.signed_tokens import ExternalSignInUntrusted, PublishedKeys, fetch_json, read_signed

KEPT_S = 3600.0
LEEWAY_S = 60
"""How far the clocks of two machines may be apart."""


@dataclass(frozen=True, slots=True)
class OpenIdProvider:
    """An issuer that the operator trusts, and what it knows this installation by."""

    name: str
    issuer: str
    client_id: str
    client_secret: str | None = None
    scope: str = "openid email profile"


@dataclass
class OpenIdClient:
    """One issuer, seen from here. ``now`` gives seconds since 1970."""

    provider: OpenIdProvider
    http: httpx.Client
    now: Callable[[], float] = time.time
    _discovered: Discovered | None = None
    _discovered_at: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def authorization_url(self, redirect_uri: str, *, state: str, nonce: str, code_verifier: str) -> str:
        """Where the browser goes to sign in.

        Raises:
            IssuerUnreachable: the issuer does not say where.
            ExternalSignInUntrusted: what it says is not its own.
        """
        endpoint = self.discovered().authorization_endpoint
        challenge = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": redirect_uri,
            "scope": self.provider.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    def exchange(self, code: str, redirect_uri: str, *, nonce: str, code_verifier: str) -> ExternalProfile:
        """Who signed in, for the code that the browser brought back.

        Raises:
            ExternalSignInUntrusted: the code, the ID token or what it claims is not as it must be.
            IssuerUnreachable: the issuer does not answer.
        """
        found = self.discovered()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": code_verifier,
        }
        answer, _ = fetch_json(self.http, "POST", found.token_endpoint, **self._proving(form, found))
        id_token, access_token = answer.get("id_token"), answer.get("access_token")
        if not isinstance(id_token, str):
            raise ExternalSignInUntrusted
        claims = self._judged(id_token, access_token, nonce, found.keys)
        if "email" not in claims and isinstance(access_token, str) and found.userinfo_endpoint:
            claims = self._more(found.userinfo_endpoint, access_token, claims)
        return profile_of(claims)

    def _proving(self, form: dict[str, str], found: Discovered) -> dict[str, Any]:
        client_id, secret = self.provider.client_id, self.provider.client_secret
        if secret is None:
            return {"data": form | {"client_id": client_id}}
        if found.secret_in_body:
            return {"data": form | {"client_id": client_id, "client_secret": secret}}
        return {"data": form, "auth": (quote_plus(client_id), quote_plus(secret))}

    def _judged(self, id_token: str, access_token: object, nonce: str, keys: PublishedKeys) -> dict[str, Any]:
        token = read_signed(id_token, keys)
        issuer, client_id = self.provider.issuer, self.provider.client_id
        claims = CodeIDToken(
            token.claims,
            token.header,
            {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}},
            {"client_id": client_id, "nonce": nonce, "access_token": access_token},
        )
        try:
            claims.validate(now=int(self.now()), leeway=LEEWAY_S)
        except (JoseError, TypeError, ValueError) as error:
            raise ExternalSignInUntrusted from error
        return token.claims

    def _more(self, endpoint: str, access_token: str, claims: dict[str, Any]) -> dict[str, Any]:
        told, _ = fetch_json(self.http, "GET", endpoint, headers={"Authorization": f"Bearer {access_token}"})
        if told.get("sub") != claims["sub"]:
            raise ExternalSignInUntrusted
        return told | claims

    def discovered(self) -> Discovered:
        """What the issuer tells about itself, fetched at most once an hour.

        Raises:
            IssuerUnreachable: it does not tell.
            ExternalSignInUntrusted: what it tells is of another issuer.
        """
        with self._lock:
            if self._discovered is None or self.now() - self._discovered_at > KEPT_S:
                self._discovered = discover(self.http, self.provider.issuer)
                self._discovered_at = self.now()
            return self._discovered


def profile_of(claims: dict[str, Any]) -> ExternalProfile:
    """Who the claims of a judged token are about.

    Raises:
        ExternalSignInUntrusted: they name nobody.
    """
    subject, email, name = claims.get("sub"), claims.get("email"), claims.get("name")
    if not isinstance(subject, str) or not subject:
        raise ExternalSignInUntrusted
    return ExternalProfile(
        issuer=claims["iss"],
        subject=subject,
        email=email if isinstance(email, str) else None,
        email_verified=claims.get("email_verified") in (True, "true"),
        name=name if isinstance(name, str) else None,
    )
