"""Where covers of persons were cut from, and others cut when that is somebody else's."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("person", sa.Column("found_cover_at", postgresql.JSONB(), nullable=True))
    op.add_column("person", sa.Column("cut_cover_key", sa.Text(), nullable=True))
    op.add_column("person", sa.Column("cut_cover_at", postgresql.JSONB(), nullable=True))
    op.add_column("person", sa.Column("cover_due", sa.Boolean(), server_default="false", nullable=False))
    op.create_index("ix_person_cover_due", "person", ["id"], postgresql_where=sa.text("cover_due"))
