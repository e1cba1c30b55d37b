"""Words of the owner, and results that follow corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "owner_word",
        sa.Column("owner_id", sa.UUID(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["owner.id"], name=op.f("fk_owner_word_owner_id_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner_id", "word", name=op.f("pk_owner_word")),
    )
    for table, name in (
        ("owner", "words_revision"),
        ("report", "revision"),
        ("report", "digested_revision"),
        ("report", "words_revision"),
    ):
        op.add_column(table, sa.Column(name, sa.Integer(), server_default="0", nullable=False))
