"""Exports are made by jobs: their names, progress, turns and failures."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("export", sa.Column("name", sa.Text(), server_default="", nullable=False))
    op.add_column("export", sa.Column("progress", sa.Float(53), server_default="0", nullable=False))
    op.add_column("export", sa.Column("turn", sa.Integer(), server_default="0", nullable=False))
    op.add_column("export", sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
    op.add_column("export", sa.Column("error_detail", sa.Text(), nullable=True))
    op.create_index(op.f("ix_export_blob_key"), "export", ["blob_key"])
