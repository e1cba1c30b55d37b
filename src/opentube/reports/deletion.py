"""Deleting reports: into the bin, out of it again, and for good with all files that nothing else needs."""

import uuid
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from opentube.events.kinds import EventKind
from opentube.events.log import record
from opentube.exports.blobs import lock_blobs, remove_unused
from opentube.exports.tables import Export
from opentube.persons.service import remove_unused_persons
from opentube.reports.document import AnalysisKind
from opentube.reports.service import ReportNotFound, cancel_report, get_report
from opentube.reports.tables import Analysis, Report, Unit
from opentube.sources.tables import Video
from opentube.store.blobs import Blobs
from opentube.store.database import Database

log = structlog.get_logger(__name__)

KEPT_IN_BIN: Final = timedelta(hours=24)


def bin_report(session: Session, owner_id: uuid.UUID, report_id: uuid.UUID) -> None:
    """Put a report into the bin: it is stopped, and nobody sees it any more. `restore_report` undoes this for 24 hours.

    Raises:
        ReportNotFound: no report of this owner has the id, or it lies in the bin already.
    """
    report = get_report(session, owner_id, report_id, lock=True)
    cancel_report(session, owner_id, report_id)
    report.deleted_at = session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    session.flush()
    record(session, owner_id, EventKind.REPORT_DELETED, {"restorable": True}, report_id)


def restore_report(session: Session, owner_id: uuid.UUID, report_id: uuid.UUID) -> None:
    """Take a report out of the bin. One that was stopped stays so until it is tried again.

    Raises:
        ReportNotFound: no report of this owner in the bin has the id.
    """
    report = get_report(session, owner_id, report_id, lock=True, binned=True)
    if report.deleted_at is None:
        raise ReportNotFound
    report.deleted_at = None
    session.flush()
    record(session, owner_id, EventKind.REPORT_CHANGED, {"revision": report.revision, "restored": True}, report_id)


def delete_report(session: Session, blobs: Blobs, owner_id: uuid.UUID, report_id: uuid.UUID) -> None:
    """Delete a report for good, whether in the bin or not. This cannot be undone.

    Gone are its results, labels, faces, exports and links; the video with its comments and their corrections when no other
    report is about it; persons who are seen nowhere else and were never named or edited; and every file that nothing else
    needs. Files are deleted before the transaction ends: should it fail, some are missing, but none is left behind.

    Raises:
        ReportNotFound: no report of this owner has the id.
        BlobStoreUnreachable: the store did not answer; nothing was deleted from the database.
    """
    report = get_report(session, owner_id, report_id, lock=True, binned=True)
    if report.deleted_at is None:
        cancel_report(session, owner_id, report_id)
    files = set(session.scalars(_files(report)))
    video_id = report.video_id
    session.execute(sa.delete(Report).where(Report.id == report_id))
    if not session.scalar(sa.select(sa.exists().where(Report.video_id == video_id))):
        session.execute(sa.delete(Video).where(Video.id == video_id))
    files |= set(remove_unused_persons(session, owner_id))
    record(session, owner_id, EventKind.REPORT_DELETED, {"restorable": False}, report_id)
    lock_blobs(session)
    for key in sorted(file for file in files if file):
        remove_unused(session, blobs, key)


def purge_binned_reports(database: Database, blobs: Blobs) -> int:
    """Delete what has lain in the bin for 24 hours, each report in a transaction of its own; returns how many.

    Raises:
        DatabaseUnreachable: the database does not answer.
        BlobStoreUnreachable: the store does not answer.
    """
    due = sa.select(Report.owner_id, Report.id).where(Report.deleted_at < sa.func.now() - KEPT_IN_BIN)
    with database.session() as session:
        waiting = session.execute(due).all()
    purged = 0
    for owner_id, report_id in waiting:
        with database.session() as session:
            if session.execute(due.where(Report.id == report_id).with_for_update(key_share=True)).first():
                delete_report(session, blobs, owner_id, report_id)
                purged += 1
                log.info("report.purged", report=str(report_id))
    return purged


def _files(report: Report) -> sa.CompoundSelect[str]:
    """Every file that the report names, and its video's."""
    own = Analysis.report_id == report.id, Analysis.kind == AnalysisKind.CONTACT_SHEET
    return sa.union(
        sa.select(Export.blob_key).where(Export.report_id == report.id),
        sa.select(Analysis.result["picture"].astext).where(*own),
        sa.select(Report.options["comments_key"].astext).where(Report.id == report.id),
        sa.select(Unit.result["comments_key"].astext).where(Unit.report_id == report.id),
        sa.select(Video.media_key).where(Video.id == report.video_id),
    )
