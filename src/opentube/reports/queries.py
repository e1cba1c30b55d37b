"""Reading reports."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.reports.document import AnalysisKind, AnalysisState, ReportStatus
from opentube.reports.options import COMMENT_ANALYSES
from opentube.reports.tables import Analysis, Report, ReportComment
from opentube.sources.tables import Video
from opentube.store.blobs import BlobMissing


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
        .where(Report.owner_id == owner_id, Report.deleted_at.is_(None))
        .order_by(Report.requested_at.desc(), Report.id)
    )
    return [ReportRow(*row) for row in rows]


def analysis_states(session: Session, report_id: uuid.UUID) -> list[AnalysisState]:
    """How each analysis of a report stands."""
    rows = session.execute(
        sa.select(Analysis.kind, Analysis.status, Analysis.error_code, Analysis.error_message)
        .where(Analysis.report_id == report_id)
        .order_by(Analysis.kind)
    )
    return [
        AnalysisState(kind=AnalysisKind(kind), status=ReportStatus(status), error_code=code, error_message=message)
        for kind, status, code, message in rows
    ]


def media_key(session: Session, owner_id: uuid.UUID, report_id: uuid.UUID) -> str:
    """The blob of the video's file.

    Raises:
        BlobMissing: no report of this owner has the id, or its video has no file here.
    """
    key = session.scalar(
        sa.select(Video.media_key)
        .join(Report, Report.video_id == Video.id)
        .where(Report.id == report_id, Report.owner_id == owner_id)
    )
    if key is None:
        raise BlobMissing
    return key


def shown_videos(owner_id: uuid.UUID) -> sa.Select[uuid.UUID]:
    """The videos that a report outside the bin is about; for use as a subquery."""
    return sa.select(Report.video_id).where(Report.owner_id == owner_id, Report.deleted_at.is_(None))
