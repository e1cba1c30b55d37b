"""Exports listed page by page, the newest first."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_index(
        op.f("ix_export_owner_id_export_requested_at_export_id"), "export", ["owner_id", "requested_at", "id"]
    )
    op.drop_index(op.f("ix_export_owner_id"), "export")
