"""Authors who come back."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.reports.document import ReturningAuthor
from opentube.reports.labelled import AUTHOR, SPAM, labelled
from opentube.reports.queries import shown_videos
from opentube.reports.tables import Report
from opentube.sources.tables import Comment

SHOWN = 10
OFTEN = 3
"""Comments at this many different times on one video are often."""


def returning_authors(session: Session, report_id: uuid.UUID) -> list[ReturningAuthor]:
    """Who commented here and under other videos of the same owner, or often here; most videos and comments first.

    Comments and likes are counted over all the owner's videos. Spam, hidden authors and the channel do not count.
    """
    owner_id = session.scalars(sa.select(Report.owner_id).where(Report.id == report_id)).one()
    here = (
        labelled(
            report_id,
            AUTHOR.label("id"),
            sa.func.max(Comment.author).label("name"),
            sa.func.count(sa.distinct(Comment.published_at)).label("times"),
        )
        .where(AUTHOR.is_not(None), SPAM.is_not(True), sa.not_(Comment.by_uploader))
        .group_by(AUTHOR)
        .subquery()
    )
    ever = (
        sa.select(
            AUTHOR.label("id"),
            sa.func.count().label("comments"),
            sa.func.count(sa.distinct(Comment.video_id)).label("videos"),
            sa.func.sum(Comment.likes).label("likes"),
        )
        .where(Comment.owner_id == owner_id, Comment.video_id.in_(shown_videos(owner_id)), AUTHOR.is_not(None))
        .group_by(AUTHOR)
        .subquery()
    )
    rows = session.execute(
        sa.select(sa.func.coalesce(here.c.name, here.c.id), ever.c.comments, ever.c.videos, ever.c.likes)
        .join(ever, ever.c.id == here.c.id)
        .where(sa.or_(ever.c.videos > 1, here.c.times >= OFTEN))
        .order_by(ever.c.videos.desc(), ever.c.comments.desc(), ever.c.likes.desc(), here.c.id)
        .limit(SHOWN)
    )
    return [
        ReturningAuthor(author=author, comments=comments, videos=videos, likes=int(likes))
        for author, comments, videos, likes in rows
    ]
