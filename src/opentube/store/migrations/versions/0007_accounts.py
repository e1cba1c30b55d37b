"""Accounts, sessions, keys and the audit log."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

RANDOM_ID = ("id", sa.UUID())
OWNER = {"owner_id": ("owner", "CASCADE")}
USER = {"user_id": ("user_account", "CASCADE")}


def upgrade() -> None:
    _people()
    _links()
    _sessions()
    _keys_and_audit()


def _people() -> None:
    _table(
        "user_account",
        _column(*RANDOM_ID),
        _created("created_at"),
        _column("email"),
        _column("name"),
        _column("password_hash", null=True),
        _column("language", null=True),
        _time("disabled_at", null=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_user_account_email_lower")),
        unique=["email"],
    )
    _table(
        "membership",
        _column("user_id", sa.UUID()),
        _column("owner_id", sa.UUID()),
        _created("created_at"),
        _column("role"),
        key=("user_id", "owner_id"),
        refers=USER | OWNER,
        indexed=["owner_id"],
    )
    _table(
        "external_identity",
        _column(*RANDOM_ID),
        _created("created_at"),
        _column("user_id", sa.UUID()),
        _column("issuer"),
        _column("subject"),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_external_identity_issuer_subject")),
        refers=USER,
        indexed=["user_id"],
    )


def _links() -> None:
    _table(
        "invitation",
        _column(*RANDOM_ID),
        _created("created_at"),
        _column("owner_id", sa.UUID()),
        _column("invited_by_id", sa.UUID(), null=True),
        _column("token_digest"),
        _column("role"),
        _column("email", null=True),
        _time("expires_at"),
        _time("used_at", null=True),
        refers=OWNER | {"invited_by_id": ("user_account", "SET NULL")},
        unique=["token_digest"],
        indexed=["owner_id", "invited_by_id", "email"],
    )
    _table(
        "one_time_link",
        _column(*RANDOM_ID),
        _created("created_at"),
        _column("kind"),
        _column("user_id", sa.UUID(), null=True),
        _column("token_digest"),
        _time("expires_at"),
        refers=USER,
        unique=["token_digest"],
        indexed=["user_id"],
    )


def _sessions() -> None:
    _table(
        "openid_request",
        _column("state_digest"),
        _created("created_at"),
        *(_column(name) for name in ("provider", "nonce", "code_verifier", "redirect_uri", "return_to")),
        key=("state_digest",),
        indexed=["created_at"],
    )
    _table(
        "browser_session",
        _column(*RANDOM_ID),
        _created("created_at"),
        _column("user_id", sa.UUID()),
        _column("owner_id", sa.UUID()),
        _column("token_digest"),
        _column("csrf_token"),
        _column("idle", sa.Interval()),
        _time("last_seen_at"),
        _time("expires_at"),
        _column("address", null=True),
        _column("agent", null=True),
        refers=USER | OWNER,
        unique=["token_digest"],
        indexed=["user_id", "owner_id", "expires_at"],
    )
    _table(
        "sign_in_attempts",
        _column("subject"),
        _column("failures", sa.Integer()),
        _time("last_at"),
        _time("wait_until", null=True),
        key=("subject",),
        indexed=["last_at"],
    )


def _keys_and_audit() -> None:
    _table(
        "api_key",
        _column(*RANDOM_ID),
        _created("created_at"),
        _column("owner_id", sa.UUID()),
        _column("user_id", sa.UUID(), null=True),
        _column("name"),
        _column("prefix"),
        _column("key_digest"),
        _column("scopes", postgresql.ARRAY(sa.Text())),
        *(_time(name, null=True) for name in ("expires_at", "revoked_at", "last_used_at")),
        refers=USER | OWNER,
        unique=["key_digest"],
        indexed=["user_id"],
    )
    op.create_index(op.f("ix_api_key_owner_id_api_key_created_at"), "api_key", ["owner_id", "created_at"])
    _table(
        "audit_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        _created("at"),
        _column("owner_id", sa.UUID()),
        _column("user_id", sa.UUID(), null=True),
        _column("key_id", sa.UUID(), null=True),
        _column("action"),
        *(_column(name, null=True) for name in ("target", "request_id", "address")),
        _column("details", postgresql.JSONB()),
        refers=OWNER | {"user_id": ("user_account", "SET NULL"), "key_id": ("api_key", "SET NULL")},
        indexed=["user_id", "key_id"],
    )
    op.create_index(op.f("ix_audit_entry_owner_id_audit_entry_id"), "audit_entry", ["owner_id", "id"])


def _column(name: str, kind: sa.types.TypeEngine[Any] | None = None, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind or sa.Text(), nullable=null)


def _time(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _created(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _table(
    name: str,
    *parts: sa.schema.SchemaItem,
    key: Collection[str] = ("id",),
    refers: dict[str, tuple[str, str]] | None = None,
    unique: Collection[str] = (),
    indexed: Collection[str] = (),
) -> None:
    op.create_table(
        name,
        *parts,
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{target}.id"], name=op.f(f"fk_{name}_{column}_{target}"), ondelete=when_gone
            )
            for column, (target, when_gone) in (refers or {}).items()
        ),
        *(sa.UniqueConstraint(column, name=op.f(f"uq_{name}_{column}")) for column in unique),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
    )
    for column in indexed:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
