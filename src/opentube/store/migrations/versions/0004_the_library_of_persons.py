"""The library of persons: edits, matches to look at, consent."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

FACE_VECTOR_INDEX = """
    CREATE INDEX ix_track_embedding_sface ON track
    USING hnsw ((embedding::vector(128)) vector_cosine_ops)
    WHERE embedding IS NOT NULL AND embedder = 'sface 2021dec_int8bq'
"""


def upgrade() -> None:
    op.create_table(
        "person_edit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("owner_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["owner.id"], name=op.f("fk_person_edit_owner_id_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_edit")),
    )
    op.create_index(op.f("ix_person_edit_owner_id"), "person_edit", ["owner_id"])
    _matches()
    _persons()
    _tracks()
    op.add_column("owner", sa.Column("face_analysis", sa.Boolean(), server_default="true", nullable=False))
    op.add_column("owner", sa.Column("vectors_expire_days", sa.Integer(), nullable=True))


def _matches() -> None:
    op.create_table(
        "person_match",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("owner_id", sa.UUID(), nullable=False),
        sa.Column("report_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("candidate_id", sa.UUID(), nullable=False),
        sa.Column("score", sa.Float(53), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_person_match_{column}_{table}"), ondelete="CASCADE"
            )
            for column, table in (
                ("owner_id", "owner"),
                ("report_id", "report"),
                ("person_id", "person"),
                ("candidate_id", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_match")),
        sa.UniqueConstraint("person_id", "candidate_id", name=op.f("uq_person_match_person_id_candidate_id")),
    )
    for column in ("owner_id", "report_id", "candidate_id"):
        op.create_index(op.f(f"ix_person_match_{column}"), "person_match", [column])


def _persons() -> None:
    op.add_column("person", sa.Column("found_cover_key", sa.Text(), nullable=True))
    op.add_column("person", sa.Column("ignored", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("person", sa.Column("merged_into_id", sa.UUID(), nullable=True))
    op.add_column("person", sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    _refer("person", "merged_into_id", "person", "SET NULL")
    op.execute("UPDATE person SET found_cover_key = cover_key")


def _tracks() -> None:
    op.add_column("track", sa.Column("found_person_id", sa.UUID(), nullable=True))
    op.add_column("track", sa.Column("hidden", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("track", sa.Column("drawn_by_id", sa.BigInteger(), nullable=True))
    op.add_column("track", sa.Column("embedder", sa.Text(), nullable=True))
    _refer("track", "found_person_id", "person", "SET NULL")
    _refer("track", "drawn_by_id", "person_edit", "CASCADE")
    op.execute("UPDATE track SET found_person_id = person_id")
    op.execute("UPDATE track SET embedder = 'sface 2021dec_int8bq' WHERE embedding IS NOT NULL")
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM pg_extension WHERE extname = 'vector'")):
        op.execute("DROP INDEX ix_track_embedding_sface")
        op.execute(FACE_VECTOR_INDEX)


def _refer(table: str, column: str, target: str, when_gone: str) -> None:
    op.create_foreign_key(op.f(f"fk_{table}_{column}_{target}"), table, target, [column], ["id"], ondelete=when_gone)
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
