"""Writing and reading videos and comments in bulk."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from opentube.sources.tables import Video
from opentube.sources.values import CommentRecord, VideoRecord

CHECK_EVERY = 1000
COLUMNS = "position, external_id, parent_external_id, author, author_id, text, likes, published_at, by_uploader"

INCOMING = """
    CREATE TEMPORARY TABLE incoming (
        position int, external_id text, parent_external_id text, author text, author_id text, text text,
        likes bigint, published_at timestamptz, by_uploader boolean
    ) ON COMMIT DROP
"""
MERGE = """
    INSERT INTO comment (owner_id, video_id, external_id, parent_external_id, author, author_id, text, likes,
                         published_at, by_uploader)
    SELECT :owner_id, :video_id, external_id, parent_external_id, author, author_id, text, likes,
           published_at, by_uploader
    FROM (SELECT DISTINCT ON (external_id) * FROM incoming ORDER BY external_id, position) AS first_of_each
    ORDER BY position
    ON CONFLICT (video_id, external_id) DO UPDATE SET
        parent_external_id = excluded.parent_external_id, author = excluded.author, author_id = excluded.author_id,
        text = excluded.text, likes = excluded.likes, published_at = excluded.published_at,
        by_uploader = excluded.by_uploader
"""
MEMBERS = """
    INSERT INTO report_comment (report_id, position, comment_id)
    SELECT :report_id, row_number() OVER (ORDER BY min(incoming.position)) - 1, comment.id
    FROM incoming JOIN comment ON comment.video_id = :video_id AND comment.external_id = incoming.external_id
    GROUP BY comment.id
"""

ORPHANS = """
    SELECT count(*) FROM report_comment
    JOIN comment AS reply ON reply.id = report_comment.comment_id
    LEFT JOIN comment AS parent
           ON parent.video_id = reply.video_id AND parent.external_id = reply.parent_external_id
    WHERE report_comment.report_id = :report_id AND reply.parent_external_id IS NOT NULL AND parent.id IS NULL
"""


def upsert_video(session: Session, owner_id: uuid.UUID, record: VideoRecord) -> Video:
    """The owner's row of this video, new or brought up to date; what the source no longer says is kept."""
    values = {name: value for name, value in asdict(record).items() if value is not None}
    keys = {"owner_id": owner_id, "source": record.source, "external_id": record.external_id}
    statement = (
        insert(Video)
        .values(id=uuid.uuid4(), has_audio=False, **(values | keys))
        .on_conflict_do_update(index_elements=list(keys), set_=values)
        .returning(Video.id)
    )
    return session.get_one(Video, session.execute(statement).scalar_one(), populate_existing=True)


def update_video(session: Session, video_id: uuid.UUID, record: VideoRecord) -> Video:
    """Bring a stored video up to date; what it is called by, and what the source no longer says, stays."""
    video = session.get_one(Video, video_id)
    for name in ("title", "url", "channel", "published_at", "duration_s"):
        if (value := getattr(record, name)) is not None:
            setattr(video, name, value)
    session.flush()
    return video


def store_comments(
    session: Session,
    *,
    owner_id: uuid.UUID,
    video_id: uuid.UUID,
    report_id: uuid.UUID,
    records: Iterable[CommentRecord],
    check: Callable[[], None],
) -> tuple[int, int]:
    """Store the comments of a video and list them as those of a report, in their order.

    A comment that is stored already takes its new text and likes and keeps its id. Of records with the same id the
    first is kept.

    Returns:
        How many comments the report has, and how many records repeated an id.
    """
    session.execute(sa.text(INCOMING))
    cursor = session.connection().connection.cursor()
    count = 0
    with cursor.copy(f"COPY incoming ({COLUMNS}) FROM STDIN") as copy:
        for count, record in enumerate(records, start=1):
            if count % CHECK_EVERY == 0:
                check()
            copy.write_row((count - 1, *_row(record)))
    cursor.close()
    check()
    session.execute(sa.text("ANALYZE incoming"))
    session.execute(sa.text(MERGE), {"owner_id": owner_id, "video_id": video_id})
    check()
    session.execute(sa.text(MEMBERS), {"report_id": report_id, "video_id": video_id})
    kept = session.execute(
        sa.text("SELECT count(*) FROM report_comment WHERE report_id = :report_id"), {"report_id": report_id}
    ).scalar_one()
    return kept, count - kept


def count_orphans(session: Session, report_id: uuid.UUID) -> int:
    """How many comments of a report answer one that is not there."""
    return int(session.execute(sa.text(ORPHANS), {"report_id": report_id}).scalar_one())


def _row(record: CommentRecord) -> tuple[object, ...]:
    return (
        record.external_id,
        record.parent_id,
        record.author,
        record.author_id,
        record.text,
        record.likes,
        record.published_at,
        record.by_uploader,
    )
