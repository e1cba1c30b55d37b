"""Comments to look at before they are left standing, over all videos of a workspace."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from opentube.reports.comment_list import CommentRow, as_row, select_rows
from opentube.reports.tables import ListedComment, Report
from opentube.sources.tables import Comment, Video

HeldKey = tuple[float, int]


class HeldFlag(StrEnum):
    """Why a comment is looked at."""

    ABUSIVE = "abusive"
    PROFANE = "profane"
    SPAM = "spam"


@dataclass(frozen=True, slots=True)
class HeldComment:
    """A comment, and the video under which it stands."""

    report_id: uuid.UUID
    title: str
    comment: CommentRow


@dataclass(frozen=True, slots=True)
class HeldPage:
    """Some comments. ``next_key`` is where the page after this one starts, None at the end."""

    rows: tuple[HeldComment, ...]
    next_key: HeldKey | None


def list_held(
    session: Session,
    owner_id: uuid.UUID,
    flags: Collection[HeldFlag] = (),
    *,
    after: HeldKey | None = None,
    limit: int = 50,
) -> HeldPage:
    """The comments of a workspace with any of ``flags``, by default of all; newest first, each once.

    Of a video that was analysed several times the newest report counts. Those in the bin do not.
    """
    current = (
        sa.select(Report.id)
        .where(Report.owner_id == owner_id, Report.deleted_at.is_(None))
        .ext(distinct_on(Report.video_id))
        .order_by(Report.video_id, Report.requested_at.desc())
    )
    held = sa.or_(*(getattr(ListedComment, flag) for flag in flags or HeldFlag))
    found = sa.select(ListedComment.report_id, ListedComment.position, ListedComment.posted_s, ListedComment.comment_id)
    found = found.where(ListedComment.report_id.in_(current), held)
    if after is not None:
        found = found.where(sa.tuple_(ListedComment.posted_s, ListedComment.comment_id) < sa.tuple_(*after))
    few = found.order_by(ListedComment.posted_s.desc(), ListedComment.comment_id.desc()).limit(limit + 1).subquery()
    here = (few.c.report_id == ListedComment.report_id) & (few.c.position == ListedComment.position)
    rows = session.execute(
        select_rows(sa.true(), few.c.report_id, few.c.posted_s, few.c.comment_id, Video.title)
        .join(few, here)
        .join(Video, Video.id == Comment.video_id)
        .order_by(few.c.posted_s.desc(), few.c.comment_id.desc())
    ).all()
    shown = rows[:limit]
    more = (shown[-1].posted_s, shown[-1].comment_id) if len(rows) > limit else None
    return HeldPage(tuple(HeldComment(row.report_id, row.title, as_row(row)) for row in shown), more)
