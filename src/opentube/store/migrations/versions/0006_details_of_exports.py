"""What to know of a file that was made."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("export", sa.Column("details", postgresql.JSONB(), server_default="{}", nullable=False))
