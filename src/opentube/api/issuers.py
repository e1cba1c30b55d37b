"""The issuers that the operator trusts to say who somebody is."""

import httpx

from opentube.accounts.firebase import FirebaseProject
from opentube.accounts.open_id import OpenIdClient, OpenIdProvider
from opentube.accounts.signed_tokens import PublishedKeys
from opentube.errors import UserError
from opentube.settings import Settings

TIMEOUT_S = 10.0


class IssuerNotFound(UserError):
    """This way to sign in is not set up here. Ask the operator."""

    code = "issuer_not_found"


class Issuers:
    """One client an issuer, with their keys; opened with the server and closed with it."""

    def __init__(self, settings: Settings) -> None:
        self._http = httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False)
        self._public_url = settings.public_url.rstrip("/")
        self._clients = {
            issuer.name: OpenIdClient(
                OpenIdProvider(issuer.name, issuer.issuer, issuer.client_id, issuer.client_secret), self._http
            )
            for issuer in settings.openid
        }
        self.firebase = (
            FirebaseProject(settings.firebase_project, settings.firebase_emulator_host)
            if settings.firebase_project
            else None
        )
        self.firebase_keys = PublishedKeys(self._http, settings.firebase_keys_url)

    @property
    def names(self) -> list[str]:
        """The issuers, as the operator named them."""
        return list(self._clients)

    @property
    def secure(self) -> bool:
        """Whether browsers come over https."""
        return self._public_url.startswith("https://")

    def client(self, name: str) -> OpenIdClient:
        """The client of an issuer.

        Raises:
            IssuerNotFound: none has this name.
        """
        if (client := self._clients.get(name)) is None:
            raise IssuerNotFound
        return client

    def redirect_uri(self, name: str) -> str:
        """Where an issuer sends browsers back to."""
        return f"{self._public_url}/api/v1/openid/{name}/callback"

    def close(self) -> None:
        """Let go of connections."""
        self._http.close()
