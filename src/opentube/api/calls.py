"""One request of somebody who may make it: who they are, and a transaction to answer it in."""

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.params import Depends as Dependency
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from opentube.accounts.keys import principal_of_key
from opentube.accounts.principal import Principal, Scope
from opentube.accounts.sessions import CsrfTokenWrong, check_csrf, principal_of_session
from opentube.api.errors import ScopeMissing, SignInNeeded
from opentube.api.rates import count_request
from opentube.api.services import Services

COOKIE = "opentube_session"
CSRF_HEADER = "X-CSRF-Token"
TRANSACTIONS = 8
"""How many requests of a process have a transaction at once; the others wait, without a thread."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

bearer = HTTPBearer(auto_error=False, scheme_name="key", description="An API key, `otk_…`.")
cookie = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="session", description="The browser's session.")


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may make a request that takes long: nothing is open for them."""

    services: Services
    principal: Principal

    @property
    def owner_id(self) -> uuid.UUID:
        """The workspace that the request is about."""
        return self.principal.owner_id


@dataclass(frozen=True, slots=True)
class Call(Caller):
    """A request within its transaction, which is committed before the answer is sent."""

    session: Session


def services(request: Request) -> Services:
    """What the routes share."""
    found: Services = request.app.state.services
    return found


Shared = Annotated[Services, Depends(services)]
Key = Annotated[HTTPAuthorizationCredentials | None, Security(bearer)]
Token = Annotated[str | None, Security(cookie)]


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of somebody who is yet to be admitted."""

    request: Request
    scope: Scope
    key: HTTPAuthorizationCredentials | None
    token: str | None

    def turn(self) -> asyncio.Semaphore:
        """What lets `TRANSACTIONS` of them in at once.

        Who waited for a connection in a thread would keep it from those who have a connection and wait for a thread.
        """
        turns: asyncio.Semaphore = self.request.app.state.turns
        return turns

    @contextmanager
    def call(self) -> Iterator[Call]:
        """The transaction, once the caller is known to have the scope.

        Raises:
            SignInNeeded, KeyInvalid, SessionEnded, CsrfTokenWrong, RateLimited, ScopeMissing: they may not ask.
        """
        shared = services(self.request)
        with shared.database.session() as session:
            principal = _allowed(session, self.request, self.key, self.token, self.scope)
            yield Call(shared, principal, session)

    def check(self) -> None:
        """Do nothing but admit the caller."""
        with self.call():
            pass


@dataclass(frozen=True, slots=True)
class Admission:
    """The dependency of what needs a scope. `opentube.api.routing` makes a `Call` of the visit it gives."""

    scope: Scope

    async def __call__(self, request: Request, key: Key = None, token: Token = None) -> Visit:
        return Visit(request, self.scope, key, token)

    async def of(self, request: Request) -> Visit:
        """The visit of a request whose parameters are wrong."""
        return Visit(request, self.scope, await bearer(request), await cookie(request))


def needs_only(scope: Scope) -> Dependency:
    """A dependency that gives a `Caller` who has ``scope``, and keeps no transaction open."""

    def caller(request: Request, services: Shared, key: Key = None, token: Token = None) -> Caller:
        with services.database.session() as session:
            return Caller(services, _allowed(session, request, key, token, scope))

    dependency: Dependency = Depends(caller)
    return dependency


def _allowed(
    session: Session, request: Request, key: HTTPAuthorizationCredentials | None, token: str | None, scope: Scope
) -> Principal:
    principal = _principal(session, request, key, token)
    count_request(request, principal)
    if scope not in principal.scopes:
        raise ScopeMissing
    return principal


def _principal(
    session: Session, request: Request, key: HTTPAuthorizationCredentials | None, token: str | None
) -> Principal:
    if key is not None:
        return principal_of_key(session, key.credentials)
    if token is None:
        raise SignInNeeded
    principal = principal_of_session(session, token)
    if request.method not in SAFE_METHODS:
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            raise CsrfTokenWrong
        check_csrf(session, principal, request.headers.get(CSRF_HEADER, ""))
    return principal


Reader = Annotated[Call, Depends(Admission(Scope.READ))]
Analyst = Annotated[Call, Depends(Admission(Scope.ANALYSE))]
Librarian = Annotated[Call, Depends(Admission(Scope.PERSONS))]
Exporter = Annotated[Call, Depends(Admission(Scope.EXPORT))]
Admin = Annotated[Call, Depends(Admission(Scope.ADMIN))]
