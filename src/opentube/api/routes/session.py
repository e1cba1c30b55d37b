"""Signing in and out, and who one is."""

import uuid
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import BaseModel, ConfigDict, StrictBool, StringConstraints

from opentube.accounts.first_start import create_first_owner
from opentube.accounts.links import LinkInvalid
from opentube.accounts.passwords import PasswordGuessable, PasswordLengthWrong
from opentube.accounts.principal import Role, Scope
from opentube.accounts.service import WorkspaceNotFound, choose_workspace, list_workspaces
from opentube.accounts.sessions import (
    BRIEF,
    REMEMBERED,
    AccountDisabled,
    CsrfTokenWrong,
    NewSession,
    SessionEnded,
    csrf_token,
    open_session,
    sign_out,
    sign_out_everywhere,
)
from opentube.accounts.sign_in import CredentialsWrong, sign_in
from opentube.accounts.users import EmailInvalid, EmailTaken, NameInvalid, get_user
from opentube.api.calls import Call, Reader, services
from opentube.api.cookies import address_of, forget, remember
from opentube.api.problems import answers
from opentube.api.rates import count_stranger
from opentube.api.routing import Router
from opentube.api.services import Services
from opentube.api.values import PlainText
from opentube.events.log import now

router = Router(tags=["session"])
STRANGERS = "30/minute"

Shared = Annotated[Services, Depends(services)]
Secret = Annotated[PlainText, StringConstraints(min_length=1, max_length=1000)]
ShortText = Annotated[PlainText, StringConstraints(min_length=1, max_length=320)]


class Credentials(BaseModel):
    """Email address and password. ``remember`` keeps the session for 30 days without use, else for 12 hours."""

    model_config = ConfigDict(extra="forbid")

    email: ShortText
    password: Secret
    remember: StrictBool = True


class Welcome(BaseModel):
    """The first account, by the link that the terminal shows."""

    model_config = ConfigDict(extra="forbid")

    token: Secret
    email: ShortText
    name: ShortText
    password: Secret


class WorkspaceView(BaseModel):
    """A workspace one belongs to."""

    id: uuid.UUID
    name: str
    role: Role


class UserView(BaseModel):
    """Somebody with an account."""

    id: uuid.UUID
    email: str
    name: str
    language: str | None


class SessionView(BaseModel):
    """Who asks. ``csrf_token`` goes into ``X-CSRF-Token`` with every change; keys have none and no user.

    With ``events_after`` as ``after``, the stream of events tells all that happens behind this answer.
    """

    user: UserView | None
    workspace_id: uuid.UUID
    workspaces: list[WorkspaceView]
    role: Role
    scopes: list[Scope]
    csrf_token: str | None
    events_after: str


class Choice(BaseModel):
    """The workspace to go on in."""

    model_config = ConfigDict(extra="forbid")

    workspace_id: uuid.UUID


@router.post("/session", responses=answers(CredentialsWrong, EmailInvalid, AccountDisabled, WorkspaceNotFound))
def start_session(request: Request, response: Response, services: Shared, body: Credentials) -> SessionView:
    """Sign in; the session comes as a cookie."""
    count_stranger(request, limit=STRANGERS)
    opened = sign_in(
        services.database,
        body.email,
        body.password,
        address=address_of(request),
        agent=request.headers.get("User-Agent"),
        idle=REMEMBERED if body.remember else BRIEF,
    )
    return opened_view(request, response, services, opened)


@router.post(
    "/welcome",
    status_code=201,
    responses=answers(LinkInvalid, EmailInvalid, EmailTaken, NameInvalid, PasswordLengthWrong, PasswordGuessable),
)
def create_first_account(request: Request, response: Response, services: Shared, body: Welcome) -> SessionView:
    """Make the first account, and sign in."""
    count_stranger(request, limit=STRANGERS)
    with services.database.session() as session:
        user_id = create_first_owner(session, body.token, body.email, body.name, body.password)
        opened = open_session(session, user_id, address=address_of(request), agent=request.headers.get("User-Agent"))
    return opened_view(request, response, services, opened)


@router.get("/session", responses=answers(SessionEnded))
def get_session(call: Reader) -> SessionView:
    """Who asks, and what they may do."""
    return _view(call)


@router.patch("/session", responses=answers(WorkspaceNotFound, CsrfTokenWrong))
def change_workspace(call: Reader, body: Choice) -> SessionView:
    """Go on in another workspace."""
    principal = choose_workspace(call.session, call.principal, body.workspace_id)
    return _view(Call(call.services, principal, call.session))


@router.delete("/session", status_code=204)
def end_session(call: Reader, request: Request) -> Response:
    """Sign out."""
    sign_out(call.session, call.principal)
    response = Response(status_code=204)
    forget(response, request)
    return response


@router.delete("/sessions", status_code=204)
def end_all_sessions(call: Reader, request: Request) -> Response:
    """Sign out everywhere."""
    sign_out_everywhere(call.session, call.principal)
    response = Response(status_code=204)
    forget(response, request)
    return response


def opened_view(request: Request, response: Response, services: Services, opened: NewSession) -> SessionView:
    """Give the browser a session that was opened, and say whose it is."""
    remember(response, request, opened)
    with services.database.session() as session:
        return _view(Call(services, opened.principal, session))


def _view(call: Call) -> SessionView:
    who = call.principal
    user = get_user(call.session, who.user_id) if who.user_id else None
    workspaces = list_workspaces(call.session, user.id) if user else []
    return SessionView(
        user=UserView(id=user.id, email=user.email, name=user.name, language=user.language) if user else None,
        workspace_id=who.owner_id,
        workspaces=[WorkspaceView(id=one.owner_id, name=one.name, role=one.role) for one in workspaces],
        role=who.role,
        scopes=sorted(who.scopes),
        csrf_token=csrf_token(call.session, who) if who.session_id else None,
        events_after=str(now(call.session)),
    )
