"""API keys: named, scoped, shown once, revocable."""

import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.accounts.access_tables import ApiKey
from opentube.accounts.audit import Action, record
from opentube.accounts.principal import ROLE_SCOPES, Principal, Role, Scope
from opentube.accounts.tables import Membership, User
from opentube.accounts.tokens import digest, new_token
from opentube.accounts.touch import touch
from opentube.accounts.users import clean_name
from opentube.errors import UserError

MARK = "otk"
PREFIX_BYTES = 4


class KeyInvalid(UserError):
    """This API key is unknown, has expired or was revoked. Make a new one."""

    code = "key_invalid"


class KeyNotFound(UserError):
    """There is no such API key."""

    code = "key_not_found"


class KeyScopesInvalid(UserError):
    """A key has at least one scope, and none that you do not have yourself."""

    code = "key_scopes_invalid"


class KeyExpiryPast(UserError):
    """The key would have expired already. Choose a time to come, or none."""

    code = "key_expiry_past"


_key, _member, _user = (table.__table__.c for table in (ApiKey, Membership, User))
_BY_KEY = (  # built once, of plain columns: every request with a key asks this
    sa.select(_key.id, _key.owner_id, _key.user_id, _key.scopes, _key.last_used_at, _member.role)
    .outerjoin(Membership.__table__, sa.and_(_member.user_id == _key.user_id, _member.owner_id == _key.owner_id))
    .outerjoin(User.__table__, _user.id == _key.user_id)
    .where(
        _key.key_digest == sa.bindparam("digest"),
        _key.revoked_at.is_(None),
        sa.or_(_key.expires_at.is_(None), _key.expires_at > sa.func.now()),
        sa.or_(_key.user_id.is_(None), sa.and_(_member.role.is_not(None), _user.disabled_at.is_(None))),
    )
)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was made. ``key`` is ``otk_<prefix>_<secret>``, and cannot be read again."""

    key: str
    row: ApiKey


def create_key(
    session: Session, principal: Principal, name: str, scopes: Collection[Scope], expires_at: datetime | None = None
) -> NewKey:
    """Make a key for the principal's workspace. It never does more than its maker may when it is used.

    Args:
        session: the transaction.
        principal: its maker.
        name: what people call it.
        scopes: what it may do.
        expires_at: when it ends, with a time zone; None for never.

    Raises:
        NameInvalid: the name is empty or too long.
        KeyScopesInvalid: there is no scope, or one that the principal lacks.
        KeyExpiryPast: the time is over.
    """
    if not scopes or not principal.scopes.issuperset(scopes):
        raise KeyScopesInvalid
    if expires_at is not None and expires_at <= datetime.now(UTC):
        raise KeyExpiryPast
    prefix = secrets.token_hex(PREFIX_BYTES)
    key = f"{MARK}_{prefix}_{new_token()}"
    row = ApiKey(
        id=uuid.uuid4(),
        owner_id=principal.owner_id,
        user_id=principal.user_id,
        name=clean_name(name),
        prefix=f"{MARK}_{prefix}",
        key_digest=digest(key),
        scopes=[scope.value for scope in Scope if scope in scopes],
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    record(session, principal, Action.KEY_CREATED, row.id, name=row.name, scopes=row.scopes)
    return NewKey(key, row)


def principal_of_key(session: Session, key: str) -> Principal:
    """Who acts by this key: its scopes, as far as its maker's role allows them now. Use is noted at most once a minute.

    Raises:
        KeyInvalid: it is unknown, expired, revoked, or its maker is gone from the workspace.
    """
    found = session.connection().execute(_BY_KEY, {"digest": digest(key)}).one_or_none()
    if found is None:
        raise KeyInvalid
    id_, owner_id, user_id, scopes, last_used_at, role = found
    touch(session, ApiKey.id, id_, last_used_at, {ApiKey.last_used_at: sa.func.now()})
    role = Role(role or Role.OWNER)
    return Principal(owner_id, user_id, role, frozenset(map(Scope, scopes)) & ROLE_SCOPES[role], key_id=id_)


def revoke_key(session: Session, principal: Principal, key_id: uuid.UUID) -> None:
    """End a key of the principal's workspace for good; nothing happens if it has ended.

    Raises:
        KeyNotFound: this workspace has no such key.
    """
    key = session.scalar(sa.select(ApiKey).where(ApiKey.id == key_id, ApiKey.owner_id == principal.owner_id))
    if key is None:
        raise KeyNotFound
    if key.revoked_at is None:
        key.revoked_at = datetime.now(UTC)
        record(session, principal, Action.KEY_REVOKED, key.id, name=key.name)


def find_key(session: Session, owner_id: uuid.UUID, prefix: str) -> ApiKey:
    """The key of a workspace that starts like this: ``otk_1234abcd``, with or without ``otk_``.

    Raises:
        KeyNotFound: this workspace has no such key.
    """
    known = prefix if prefix.startswith(f"{MARK}_") else f"{MARK}_{prefix}"
    key = session.scalars(sa.select(ApiKey).where(ApiKey.owner_id == owner_id, ApiKey.prefix == known)).first()
    if key is None:
        raise KeyNotFound
    return key


def list_keys(
    session: Session, owner_id: uuid.UUID, after: tuple[datetime, uuid.UUID] | None, limit: int
) -> list[ApiKey]:
    """At most ``limit`` keys of a workspace, ended ones too, newest first; ``after`` is ``(created_at, id)``."""
    query = sa.select(ApiKey).where(ApiKey.owner_id == owner_id)
    if after is not None:
        query = query.where(sa.tuple_(ApiKey.created_at, ApiKey.id) < after)
    return list(session.scalars(query.order_by(ApiKey.created_at.desc(), ApiKey.id.desc()).limit(limit)))
