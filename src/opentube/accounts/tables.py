"""Workspaces, people, and who belongs where."""

import uuid
from datetime import datetime
from typing import Annotated

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from opentube.store.base import Base, CreatedAt, OwnerId, RandomId


class Owner(Base):
    """The workspace that everything belongs to. ``words_revision`` rises with every change of its list of words.

    ``face_analysis``: whether people may be looked for in its videos at all. ``vectors_expire_days``: after so many days face
    vectors are forgotten; None keeps them.
    """

    __tablename__ = "owner"

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    name: Mapped[str]
    words_revision: Mapped[int] = mapped_column(default=0, server_default="0")
    face_analysis: Mapped[bool] = mapped_column(default=True, server_default="true")
    vectors_expire_days: Mapped[int | None]


class User(Base):
    """A human with a sign-in. ``email`` is in lower case; ``password_hash`` is None for who signs in elsewhere only."""

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    language: Mapped[str | None]
    disabled_at: Mapped[datetime | None]


UserId = Annotated[uuid.UUID, mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))]
MakerId = Annotated[uuid.UUID, mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))]


class Membership(Base):
    """What a user is in a workspace."""

    __tablename__ = "membership"

    user_id: Mapped[UserId] = mapped_column(primary_key=True)
    owner_id: Mapped[OwnerId] = mapped_column(primary_key=True, index=True)
    created_at: Mapped[CreatedAt]
    role: Mapped[str]


class ExternalIdentity(Base):
    """A user as an issuer of OpenID Connect knows them."""

    __tablename__ = "external_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[RandomId]
    created_at: Mapped[CreatedAt]
    user_id: Mapped[UserId] = mapped_column(index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
