"""Reading reports."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.reports.document import ReportStatus
from opentube.reports.options import COMMENT_ANALYSES
from opentube.reports.tables import Analysis, Report, ReportComment
from opentube.sources.tables import Video


def needs_comments_engine(session: Session, report_id: uuid.UUID) -> bool:
    """Whether any analysis of comments is still to be done."""
    waiting = sa.select(sa.func.count()).where(
        Analysis.report_id == report_id,
        Analysis.kind.in_(COMMENT_ANALYSES),
        Analysis.status == ReportStatus.WAITING,
    )
    return bool(session.execute(waiting).scalar_one())


def count_comments(session: Session, report_id: uuid.UUID) -> int:
    """How many comments a report is about."""
    counted = sa.select(sa.func.count()).where(ReportComment.report_id == report_id)
    return session.execute(counted).scalar_one()


class ReportRow(NamedTuple):
    """One line of a list of reports."""

    id: uuid.UUID
    requested_at: datetime
    status: str
    title: str


def list_reports(session: Session, owner_id: uuid.UUID) -> Sequence[ReportRow]:
    """The owner's reports, newest first."""
    rows = session.execute(
        sa.select(Report.id, Report.requested_at, Report.status, Video.title)
        .join(Video, Video.id == Report.video_id)
        .where(Report.owner_id == owner_id)
        .order_by(Report.requested_at.desc(), Report.id)
    )
    return [ReportRow(*row) for row in rows]
