"""Finding comments by words, lists in stable order, the bin of reports, and links that share them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

FLAGS = ("profane", "abusive", "spam", "question", "request")
ORDERS = {
    "likes": "(- likes)",
    "oldest": "posted_s",
    "newest": "(- posted_s)",
    "negative": "sentiment_score",
    "positive": "(- sentiment_score)",
}
PARTS = {
    "profane": "profane",
    "abusive": "abusive",
    "spam": "spam",
    "corrected": "cardinality(corrected) > 0",
    "pointing": "cardinality(timestamps_s) > 0",
}


FILL = """
    INSERT INTO listed_comment (report_id, position, comment_id, likes, posted_s, sentiment, sentiment_score, language,
                                profane, abusive, spam, question, request, corrected, author, parent, timestamps_s, search)
    SELECT rc.report_id, rc.position, rc.comment_id, comment.likes,
           coalesce(extract(epoch FROM comment.published_at)::float8, -62135596800),
           coalesce(said ->> 'sentiment', label.sentiment),
           CASE said ->> 'sentiment' WHEN 'positive' THEN 1 WHEN 'negative' THEN -1 WHEN 'neutral' THEN 0
                WHEN 'unknown' THEN 0 ELSE label.sentiment_score END,
           coalesce(said ->> 'language', label.language),
           coalesce((said -> 'profane')::boolean, label.profane),
           coalesce((said -> 'abusive')::boolean, label.abusive),
           coalesce((said -> 'spam')::boolean, label.spam),
           coalesce((said -> 'question')::boolean, label.question),
           coalesce((said -> 'request')::boolean, label.request),
           array(SELECT field FROM unnest(ARRAY['sentiment', 'profane', 'abusive', 'spam', 'question', 'request',
                 'language']) WITH ORDINALITY AS known (field, place) WHERE said ? field ORDER BY place),
           coalesce(comment.author_id, comment.author), comment.parent_external_id, label.timestamps_s,
           strip(to_tsvector('simple', comment.text)) || strip(to_tsvector('english', comment.text))
           || array_to_tsvector(array(SELECT '=' || term FROM unnest(label.keywords) AS term))
    FROM report_comment AS rc
    JOIN comment ON comment.id = rc.comment_id
    JOIN label ON label.report_id = rc.report_id AND label.comment_id = rc.comment_id
    LEFT JOIN LATERAL (
        SELECT jsonb_object_agg(field, value) AS said FROM correction
        WHERE correction.owner_id = label.owner_id AND correction.comment_id = label.comment_id
    ) AS corrections ON true
"""


def upgrade() -> None:
    op.add_column("report", sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    _listed_comments()
    _shares()


def _listed_comments() -> None:
    op.create_table(
        "listed_comment",
        sa.Column("report_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("likes", sa.BigInteger(), nullable=False),
        sa.Column("posted_s", sa.Float(53), nullable=False),
        sa.Column("sentiment", sa.Text(), nullable=False),
        sa.Column("sentiment_score", sa.Float(53), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        *(sa.Column(flag, sa.Boolean(), nullable=True) for flag in FLAGS),
        sa.Column("corrected", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("timestamps_s", postgresql.ARRAY(sa.Float(53)), nullable=False),
        sa.Column("search", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_listed_comment_report_id_report"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_listed_comment_comment_id_comment"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "position", name=op.f("pk_listed_comment")),
    )
    op.execute(FILL)
    op.create_index(op.f("ix_listed_comment_comment_id"), "listed_comment", ["comment_id"])
    for name, key in ORDERS.items():
        op.create_index(f"ix_listed_comment_{name}", "listed_comment", ["report_id", sa.text(key), "position"])
    op.create_index("ix_listed_comment_author", "listed_comment", ["report_id", "author"])
    op.create_index(
        "ix_listed_comment_parent",
        "listed_comment",
        ["report_id", "parent"],
        postgresql_where=sa.text("parent IS NOT NULL"),
    )
    for name, condition in PARTS.items():
        op.create_index(
            f"ix_listed_comment_{name}", "listed_comment", ["report_id"], postgresql_where=sa.text(condition)
        )
    op.create_index("ix_listed_comment_facets", "listed_comment", ["report_id", "sentiment", "language", *FLAGS])
    op.create_index("ix_listed_comment_search", "listed_comment", ["search"], postgresql_using="gin")


def _shares() -> None:
    op.create_table(
        "report_share",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("owner_id", sa.UUID(), nullable=False),
        sa.Column("report_id", sa.UUID(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_report_share_{table}_id_{table}"), ondelete="CASCADE"
            )
            for table in ("owner", "report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_share")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_report_share_token_digest")),
    )
    for column in ("owner_id", "report_id"):
        op.create_index(op.f(f"ix_report_share_{column}"), "report_share", [column])
