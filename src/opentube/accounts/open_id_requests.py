"""Sign-ins that are on their way to an issuer and back."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.access_tables import OpenIdRequest
from opentube.accounts.external import ExternalProfile
from opentube.accounts.open_id import OpenIdClient
from opentube.accounts.tokens import digest, new_token
from opentube.errors import UserError
from opentube.store.database import Database

VALID: Final = timedelta(minutes=10)


class OpenIdStateInvalid(UserError):
    """This sign-in was not started here, or took longer than ten minutes. Start it again."""

    code = "openid_state_invalid"


@dataclass(frozen=True, slots=True)
class Started:
    """A sign-in that goes to ``url``. The browser keeps ``state`` in a cookie and has to bring both back."""

    url: str
    state: str


def start(session: Session, client: OpenIdClient, redirect_uri: str, return_to: str = "/") -> Started:
    """Send a browser to an issuer.

    Args:
        session: the transaction.
        client: the issuer.
        redirect_uri: the address here that the issuer sends it back to.
        return_to: the page to show then; anything but a path of this server becomes ``/``.

    Raises:
        IssuerUnreachable, ExternalSignInUntrusted: see `OpenIdClient.authorization_url`.
    """
    state, nonce, code_verifier = new_token(), new_token(), new_token()
    session.add(
        OpenIdRequest(
            state_digest=digest(state),
            provider=client.provider.name,
            nonce=nonce,
            code_verifier=code_verifier,
            redirect_uri=redirect_uri,
            return_to=return_to if _is_own_path(return_to) else "/",
        )
    )
    url = client.authorization_url(redirect_uri, state=state, nonce=nonce, code_verifier=code_verifier)
    return Started(url, state)


def finish(database: Database, client: OpenIdClient, state: str, code: str) -> tuple[ExternalProfile, str]:
    """Who came back from an issuer, and the page to show. The caller has compared ``state`` with the browser's cookie.

    Raises:
        OpenIdStateInvalid: the sign-in was not started with this issuer, took too long, or is back already.
        IssuerUnreachable, ExternalSignInUntrusted: see `OpenIdClient.exchange`.
    """
    with database.session() as session:
        request = session.execute(
            sa.delete(OpenIdRequest)
            .where(
                OpenIdRequest.state_digest == digest(state),
                OpenIdRequest.provider == client.provider.name,
                OpenIdRequest.created_at > sa.func.now() - VALID,
            )
            .returning(
                OpenIdRequest.redirect_uri, OpenIdRequest.nonce, OpenIdRequest.code_verifier, OpenIdRequest.return_to
            )
        ).one_or_none()
    if request is None:
        raise OpenIdStateInvalid
    redirect_uri, nonce, code_verifier, return_to = request
    return client.exchange(code, redirect_uri, nonce=nonce, code_verifier=code_verifier), return_to


def _is_own_path(path: str) -> bool:
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
