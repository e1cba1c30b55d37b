"""The job queue, and vectors where the server has pgvector."""

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

revision = "0002"
down_revision = "0001"

FACE_VECTOR_INDEX = """
    CREATE INDEX ix_track_embedding_sface ON track
    USING hnsw ((embedding::vector(128)) vector_cosine_ops) WHERE embedding IS NOT NULL
"""


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    if connection.scalar(sa.text("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'")):
        op.execute("CREATE EXTENSION IF NOT EXISTS vector")
        op.execute(FACE_VECTOR_INDEX)
