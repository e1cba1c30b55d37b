"""Texts that several authors, or one under several videos, posted again and again."""

import uuid
from collections.abc import Callable, Iterator
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.comments.campaigns import LEAST_LETTERS, Campaign, CampaignText, find_campaigns
from opentube.reports.document import CampaignPart
from opentube.reports.labelled import AUTHOR, COMMENT_COLUMNS, as_part, labelled
from opentube.reports.queries import shown_videos
from opentube.reports.tables import Report, ReportComment
from opentube.sources.tables import Comment

SHOWN = 10
MOST_OTHERS: Final = 200_000
"""So many comments of the owner's other videos are looked at, the newest."""
_ROWS: Final = 2_000


def read_campaigns(session: Session, report_id: uuid.UUID, check: Callable[[], None]) -> list[CampaignPart]:
    """The largest campaigns that this report's comments take part in; the example is the first of its comments.

    What the channel itself wrote is left out. ``check`` is called now and then, and may raise to stop.
    """
    rows = sa.select(Comment.id, Comment.text, AUTHOR, Comment.video_id).where(
        sa.func.char_length(Comment.text) >= LEAST_LETTERS, sa.not_(Comment.by_uploader)
    )
    here = rows.join(ReportComment).where(ReportComment.report_id == report_id).order_by(ReportComment.position)
    report = session.get_one(Report, report_id)
    elsewhere = (
        rows.where(Comment.owner_id == report.owner_id, Comment.video_id != report.video_id)
        .where(Comment.video_id.in_(shown_videos(report.owner_id)))
        .order_by(Comment.published_at.desc().nulls_last(), Comment.external_id, Comment.video_id)
        .limit(MOST_OTHERS)
    )
    ids: list[int] = []

    def texts() -> Iterator[CampaignText]:
        for id_, text in _read(session, here, check):
            ids.append(id_)
            yield text
        for _, text in _read(session, elsewhere, check):
            yield text

    found = [campaign for campaign in find_campaigns(texts()) if campaign.comment_indexes[0] < len(ids)][:SHOWN]
    return [_part(session, report_id, campaign, ids[campaign.comment_indexes[0]]) for campaign in found]


def _read(
    session: Session, statement: "sa.Select[int, str, str, uuid.UUID]", check: Callable[[], None]
) -> Iterator[tuple[int, CampaignText]]:
    for part in session.execute(statement.execution_options(yield_per=_ROWS)).partitions():
        check()
        for id_, text, author, video in part:
            yield id_, CampaignText(text, author, video)


def _part(session: Session, report_id: uuid.UUID, campaign: Campaign, first: int) -> CampaignPart:
    row = session.execute(labelled(report_id, *COMMENT_COLUMNS).where(Comment.id == first)).one()
    return CampaignPart(
        comments=len(campaign.comment_indexes),
        authors=campaign.authors,
        videos=campaign.videos,
        example=as_part(row),
    )
