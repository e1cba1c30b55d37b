"""What issuers of OpenID Connect publish about themselves (OpenID Connect Discovery 1.0)."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from opentube.accounts.signed_tokens import ExternalSignInUntrusted, IssuerUnreachable, PublishedKeys, fetch_json


@dataclass(frozen=True, slots=True)
class Discovered:
    """Addresses of an issuer, all of them https:// or on this machine; ``secret_in_body``: it wants no Basic authentication."""

    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str | None
    secret_in_body: bool
    keys: PublishedKeys


def discover(client: httpx.Client, issuer: str) -> Discovered:
    """Ask an issuer where it does what.

    Raises:
        IssuerUnreachable: it does not tell, or tells addresses without https://.
        ExternalSignInUntrusted: what it tells is of another issuer.
    """
    told, _ = fetch_json(client, "GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if told.get("issuer") != issuer:
        raise ExternalSignInUntrusted
    methods = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    userinfo = told.get("userinfo_endpoint")
    return Discovered(
        _safe(told.get("authorization_endpoint")),
        _safe(told.get("token_endpoint")),
        _safe(userinfo) if userinfo else None,
        "client_secret_basic" not in methods,
        PublishedKeys(client, _safe(told.get("jwks_uri"))),
    )


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine, by its name alone."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def _safe(address: object) -> str:
    try:
        parts = urlsplit(address if isinstance(address, str) else "")
    except ValueError as error:
        raise IssuerUnreachable from error
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise IssuerUnreachable
    return parts.geturl()
