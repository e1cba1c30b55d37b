"""API keys: named, scoped, shown once, revocable."""

import uuid
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from opentube.accounts.keys import KeyExpiryPast, KeyNotFound, KeyScopesInvalid, create_key, list_keys, revoke_key
from opentube.accounts.principal import Scope
from opentube.accounts.users import NameInvalid
from opentube.api.calls import Admin
from opentube.api.once import Creating
from opentube.api.paging import Cursor, Limit, Page, decode_cursor, page_of
from opentube.api.problems import answers
from opentube.api.routing import Router
from opentube.api.values import PlainText

router = Router(tags=["keys"])
LATEST = datetime(9999, 1, 1, tzinfo=UTC)


class KeyRequest(BaseModel):
    """A key to make. It never does more than its maker may when it is used."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[PlainText, StringConstraints(min_length=1, max_length=100)]
    scopes: Annotated[frozenset[Scope], Field(min_length=1)]
    expires_at: AwareDatetime | None = Field(default=None, lt=LATEST)


class KeyView(BaseModel):
    """A key. ``prefix`` tells which it is: `otk_<prefix>_…`."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    name: str
    prefix: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class NewKeyView(BaseModel):
    """A key that was made. ``key`` is shown once: None when the request is repeated with its ``Idempotency-Key``."""

    key: str | None
    details: KeyView


@router.get("/keys")
def list_all_keys(call: Admin, cursor: Cursor = None, limit: Limit = 50) -> Page[KeyView]:
    """The keys of the workspace, ended ones too, newest first."""
    after = decode_cursor(cursor, tuple[datetime, uuid.UUID])
    rows = list_keys(call.session, call.owner_id, after, limit + 1)
    return page_of(rows, limit, lambda row: (row.created_at, row.id), KeyView.model_validate)


@router.post(
    "/keys",
    status_code=201,
    response_model=NewKeyView,
    responses=answers(NameInvalid, KeyScopesInvalid, KeyExpiryPast),
)
def make_key(call: Admin, body: KeyRequest, once: Creating) -> JSONResponse:
    """Make a key."""

    def made() -> NewKeyView:
        new = create_key(call.session, call.principal, body.name, body.scopes, body.expires_at)
        call.session.refresh(new.row)
        return NewKeyView(key=new.key, details=KeyView.model_validate(new.row))

    return once(call, made, shown_again=lambda answer: answer.model_copy(update={"key": None}))


@router.delete("/keys/{key_id}", status_code=204, responses=answers(KeyNotFound))
def end_key(call: Admin, key_id: uuid.UUID) -> Response:
    """End a key for good."""
    revoke_key(call.session, call.principal, key_id)
    return Response(status_code=204)
