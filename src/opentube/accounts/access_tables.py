"""What lets people in, and what they did. Of every secret only the SHA-256 is kept."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from opentube.accounts.tables import MakerId, UserId
from opentube.store.base import Base, CountedId, CreatedAt, OwnerId, RandomId


class Invitation(Base):
    """A link that makes its first user a member. ``email`` is set where it is meant for one address."""

    __tablename__ = "invitation"

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId] = mapped_column(index=True)
    invited_by_id: Mapped[MakerId | None] = mapped_column(index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    email: Mapped[str | None] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class OneTimeLink(Base):
    """A link for the first account (``user_id`` is None) or a new password; the row goes when it is used."""

    __tablename__ = "one_time_link"

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    kind: Mapped[str]
    user_id: Mapped[UserId | None] = mapped_column(index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]


class OpenIdRequest(Base):
    """A sign-in that was sent to an issuer and is not back yet. ``code_verifier`` and ``nonce`` prove that it is ours."""

    __tablename__ = "openid_request"

    state_digest: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[CreatedAt] = mapped_column(index=True)
    provider: Mapped[str]
    nonce: Mapped[str]
    code_verifier: Mapped[str]
    redirect_uri: Mapped[str]
    return_to: Mapped[str]


class BrowserSession(Base):
    """A signed-in browser. It ends at ``expires_at``, which every use moves to ``idle`` from then."""

    __tablename__ = "browser_session"

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    user_id: Mapped[UserId] = mapped_column(index=True)
    owner_id: Mapped[OwnerId] = mapped_column(index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    csrf_token: Mapped[str]
    idle: Mapped[timedelta]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str | None]
    agent: Mapped[str | None]


class ApiKey(Base):
    """A key for programs. ``prefix`` tells people which it is; ``user_id`` is None for keys made on the command line."""

    __tablename__ = "api_key"
    __table_args__ = (Index(None, "owner_id", "created_at"),)

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId]
    user_id: Mapped[UserId | None] = mapped_column(index=True)
    name: Mapped[str]
    prefix: Mapped[str]
    key_digest: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class AuditEntry(Base):
    """Something that somebody did. ``action`` is a code such as ``member.invited``; ``target`` is what it was done to."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "owner_id", "id"),)

    id: Mapped[CountedId]
    at: Mapped[CreatedAt]
    owner_id: Mapped[OwnerId]
    user_id: Mapped[MakerId | None] = mapped_column(index=True)
    key_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("api_key.id", ondelete="SET NULL"), index=True)
    action: Mapped[str]
    target: Mapped[str | None]
    request_id: Mapped[str | None]
    address: Mapped[str | None]
    details: Mapped[dict[str, Any]]


class SignInAttempts(Base):
    """Failures in a row of one email or one network address (``subject``), and until when it has to wait."""

    __tablename__ = "sign_in_attempts"

    subject: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    wait_until: Mapped[datetime | None]
