"""Signing in with OpenID Connect, and with Firebase."""

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from opentube.accounts.external import EmailUnverified, NotInvited, sign_in_external
from opentube.accounts.firebase import read_firebase_token
from opentube.accounts.open_id_requests import OpenIdStateInvalid, finish, start
from opentube.accounts.sessions import AccountDisabled
from opentube.accounts.signed_tokens import ExternalSignInUntrusted, IssuerUnreachable
from opentube.api.cookies import address_of, remember
from opentube.api.issuers import IssuerNotFound, Issuers
from opentube.api.problems import answers
from opentube.api.rates import count_stranger
from opentube.api.routes.session import STRANGERS, Secret, SessionView, Shared, opened_view
from opentube.api.routing import Router
from opentube.errors import OpenTubeError

router = Router(tags=["session"])
STATE = "opentube_openid"
TEN_MINUTES_S = 600


class Issuer(BaseModel):
    """A way to sign in. Google and others of OpenID Connect begin at `/openid/{name}/start`."""

    name: str


class SignInWays(BaseModel):
    """How one can sign in here, apart from a password."""

    issuers: list[Issuer]
    firebase: bool


class FirebaseToken(BaseModel):
    """An ID token of Firebase."""

    model_config = ConfigDict(extra="forbid")

    token: Secret


@router.get("/openid")
def list_issuers(request: Request) -> SignInWays:
    """The ways to sign in that the operator has set up."""
    issuers: Issuers = request.app.state.issuers
    return SignInWays(issuers=[Issuer(name=name) for name in issuers.names], firebase=issuers.firebase is not None)


@router.get(
    "/openid/{name}/start",
    status_code=303,
    response_class=RedirectResponse,
    responses=answers(IssuerNotFound, IssuerUnreachable, ExternalSignInUntrusted),
)
def start_openid(
    request: Request, services: Shared, name: str, return_to: Annotated[str, Query(max_length=500)] = "/"
) -> RedirectResponse:
    """Send the browser to an issuer."""
    count_stranger(request, limit=STRANGERS)
    issuers: Issuers = request.app.state.issuers
    with services.database.session() as session:
        started = start(session, issuers.client(name), issuers.redirect_uri(name), return_to)
    response = RedirectResponse(started.url, 303)
    response.set_cookie(
        STATE,
        started.state,
        max_age=TEN_MINUTES_S,
        path="/api/v1/openid",
        httponly=True,
        secure=issuers.secure,
        samesite="lax",
    )
    return response


@router.get(
    "/openid/{name}/callback",
    status_code=303,
    response_class=RedirectResponse,
    responses=answers(IssuerNotFound),
)
def finish_openid(
    request: Request,
    services: Shared,
    name: str,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
) -> RedirectResponse:
    """Where an issuer sends the browser back to; what went wrong is told by the page for signing in."""
    count_stranger(request, limit=STRANGERS)
    issuers: Issuers = request.app.state.issuers
    client = issuers.client(name)
    try:
        if not state or request.cookies.get(STATE) != state:
            raise OpenIdStateInvalid
        profile, page = finish(services.database, client, state, code)
        with services.database.session() as session:
            opened = sign_in_external(
                session,
                profile,
                address=address_of(request),
                agent=request.headers.get("User-Agent"),
                allow_sign_up=services.settings.allow_sign_up,
            )
    except OpenTubeError as error:
        return RedirectResponse(f"/sign-in?error={error.code}", 303)
    response = RedirectResponse(page, 303)
    remember(response, request, opened)
    response.delete_cookie(STATE, path="/api/v1/openid")
    return response


@router.post(
    "/session/firebase",
    responses=answers(
        IssuerNotFound, ExternalSignInUntrusted, IssuerUnreachable, EmailUnverified, NotInvited, AccountDisabled
    ),
)
def sign_in_with_firebase(request: Request, response: Response, services: Shared, body: FirebaseToken) -> SessionView:
    """Sign in with an ID token of Firebase."""
    count_stranger(request, limit=STRANGERS)
    issuers: Issuers = request.app.state.issuers
    if issuers.firebase is None:
        raise IssuerNotFound
    profile = read_firebase_token(body.token, issuers.firebase, issuers.firebase_keys)
    with services.database.session() as session:
        opened = sign_in_external(
            session,
            profile,
            address=address_of(request),
            agent=request.headers.get("User-Agent"),
            allow_sign_up=services.settings.allow_sign_up,
        )
    return opened_view(request, response, services, opened)
