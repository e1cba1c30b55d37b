"""Members of a workspace, invitations, passwords and the log of who did what."""

import uuid
from datetime import datetime
from typing import Annotated, Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from opentube.accounts.audit import list_audit
from opentube.accounts.invitations import (
    InvitationNotFound,
    InvitationNotYours,
    accept_as_member,
    accept_invitation,
    invite,
    list_invitations,
    revoke_invitation,
)
from opentube.accounts.links import LinkInvalid
from opentube.accounts.members import LastOwner, MemberNotFound, change_role, list_members, remove_member
from opentube.accounts.password_changes import MemberElsewhere, change_password, reset_password, reset_password_link
from opentube.accounts.passwords import PasswordGuessable, PasswordLengthWrong
from opentube.accounts.principal import Role, Scope
from opentube.accounts.sessions import open_session
from opentube.accounts.sign_in import CredentialsWrong
from opentube.accounts.users import EmailInvalid, EmailTaken, NameInvalid
from opentube.api.calls import Admin, Caller, Reader, needs_only
from opentube.api.cookies import address_of
from opentube.api.errors import SessionNeeded
from opentube.api.once import Creating
from opentube.api.paging import Cursor, Limit, Page, decode_cursor, page_of
from opentube.api.problems import answers
from opentube.api.rates import count_stranger
from opentube.api.routes.session import STRANGERS, Secret, SessionView, Shared, ShortText, opened_view
from opentube.api.routing import Router

router = Router(tags=["members"])
Known = Annotated[Caller, needs_only(Scope.READ)]


class Body(BaseModel):
    """A request without unknown fields."""

    model_config = ConfigDict(extra="forbid")


class MemberView(BaseModel):
    """A member of the workspace."""

    model_config = ConfigDict(from_attributes=True)

    user_id: uuid.UUID
    name: str
    email: str
    role: Role
    joined_at: datetime
    last_seen_at: datetime | None


class RoleChange(Body):
    """Another role."""

    role: Role


class InvitationRequest(Body):
    """Whom to invite. With ``email`` the link is good for that address alone."""

    role: Role
    email: ShortText | None = None
    days: Annotated[int, Field(ge=1, le=90)] = 7


class LinkToken(BaseModel):
    """The secret part of a link, shown once: None when the request is repeated with its ``Idempotency-Key``."""

    token: str | None


class InvitationView(BaseModel):
    """An invitation that can be accepted."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    role: Role
    email: str | None
    created_at: datetime
    expires_at: datetime


class Acceptance(Body):
    """A new account by an invitation."""

    token: Secret
    email: ShortText
    name: ShortText
    password: Secret


class Joining(Body):
    """One more workspace for who has an account."""

    token: Secret


class PasswordChange(Body):
    """A new password. All other sessions end."""

    current: Secret
    password: Secret


class PasswordReset(Body):
    """A new password by a link. All sessions end."""

    token: Secret
    password: Secret


class AuditView(BaseModel):
    """Something that somebody did."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    at: datetime
    action: str
    target: str | None
    user_id: uuid.UUID | None
    user_name: str | None
    key_id: uuid.UUID | None
    key_name: str | None
    request_id: str | None
    address: str | None
    details: dict[str, Any]


@router.get("/members")
def list_all_members(call: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[MemberView]:
    """The members, in the order in which they joined."""
    after = decode_cursor(cursor, tuple[datetime, uuid.UUID])
    rows = list_members(call.session, call.owner_id, after, limit + 1)
    return page_of(rows, limit, lambda row: (row.joined_at, row.user_id), MemberView.model_validate)


@router.patch("/members/{user_id}", status_code=204, responses=answers(MemberNotFound, LastOwner))
def change_member(call: Admin, user_id: uuid.UUID, body: RoleChange) -> Response:
    """Give a member another role."""
    change_role(call.session, call.principal, user_id, body.role)
    return Response(status_code=204)


@router.delete("/members/{user_id}", status_code=204, responses=answers(MemberNotFound, LastOwner))
def end_membership(call: Admin, user_id: uuid.UUID) -> Response:
    """Let a member go, with their sessions and keys."""
    remove_member(call.session, call.principal, user_id)
    return Response(status_code=204)


@router.post("/members/{user_id}/password-link", responses=answers(MemberNotFound, MemberElsewhere))
def make_password_link(call: Admin, user_id: uuid.UUID) -> LinkToken:
    """Make a link with which a member chooses a new password."""
    return LinkToken(token=reset_password_link(call.session, call.principal, user_id))


@router.get("/invitations")
def list_open_invitations(call: Admin, cursor: Cursor = None, limit: Limit = 50) -> Page[InvitationView]:
    """The invitations that can be accepted, newest first."""
    after = decode_cursor(cursor, tuple[datetime, uuid.UUID])
    rows = list_invitations(call.session, call.owner_id, after, limit + 1)
    return page_of(rows, limit, lambda row: (row.created_at, row.id), InvitationView.model_validate)


@router.post("/invitations", status_code=201, response_model=LinkToken, responses=answers(EmailInvalid))
def make_invitation(call: Admin, body: InvitationRequest, once: Creating) -> JSONResponse:
    """Invite somebody."""
    return once(call, lambda: LinkToken(token=invite(call.session, call.principal, body.role, body.email, body.days)))


@router.delete("/invitations/{invitation_id}", status_code=204, responses=answers(InvitationNotFound))
def take_invitation_back(call: Admin, invitation_id: uuid.UUID) -> Response:
    """Take an invitation back."""
    revoke_invitation(call.session, call.principal, invitation_id)
    return Response(status_code=204)


@router.post(
    "/invitations:accept",
    status_code=201,
    responses=answers(
        LinkInvalid,
        InvitationNotYours,
        EmailInvalid,
        EmailTaken,
        NameInvalid,
        PasswordLengthWrong,
        PasswordGuessable,
    ),
)
def accept(request: Request, response: Response, services: Shared, body: Acceptance) -> SessionView:
    """Make an account by an invitation, and sign in."""
    count_stranger(request, limit=STRANGERS)
    with services.database.session() as session:
        member = accept_invitation(session, body.token, body.email, body.name, body.password)
        opened = open_session(
            session,
            _user(member.user_id),
            address=address_of(request),
            agent=request.headers.get("User-Agent"),
            owner_id=member.owner_id,
        )
    return opened_view(request, response, services, opened)


@router.post("/invitations:join", status_code=204, responses=answers(LinkInvalid, InvitationNotYours, SessionNeeded))
def join(call: Reader, body: Joining) -> Response:
    """Join one more workspace by an invitation."""
    accept_as_member(call.session, _user(call.principal.user_id), body.token)
    return Response(status_code=204)


@router.post(
    "/password",
    status_code=204,
    responses=answers(CredentialsWrong, PasswordLengthWrong, PasswordGuessable, SessionNeeded),
)
def change_own_password(caller: Known, request: Request, body: PasswordChange) -> Response:
    """Change one's password."""
    _user(caller.principal.session_id)
    change_password(
        caller.services.database, caller.principal, body.current, body.password, address=address_of(request)
    )
    return Response(status_code=204)


@router.post("/password:reset", status_code=204, responses=answers(LinkInvalid, PasswordLengthWrong, PasswordGuessable))
def reset_own_password(request: Request, services: Shared, body: PasswordReset) -> Response:
    """Choose a new password by a link."""
    count_stranger(request, limit=STRANGERS)
    with services.database.session() as session:
        reset_password(session, body.token, body.password)
    return Response(status_code=204)


@router.get("/audit")
def list_log(call: Admin, cursor: Cursor = None, limit: Limit = 50) -> Page[AuditView]:
    """Who did what, newest first."""
    before = decode_cursor(cursor, int)
    rows = list_audit(call.session, call.owner_id, None if before is None else (before,), limit + 1)
    return page_of(rows, limit, lambda row: row.id, AuditView.model_validate)


def _user(found: uuid.UUID | None) -> uuid.UUID:
    """Whoever asks must be a human in a browser."""
    if found is None:
        raise SessionNeeded
    return found
