"""Asking for a report, stopping it, and trying again."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.events.kinds import EventKind
from opentube.events.log import record as record_event
from opentube.persons.consent import FaceAnalysisOff, allows_faces
from opentube.reports.document import AnalysisKind, Notice, ReportStatus
from opentube.reports.options import COMMENT_ANALYSES, MEDIA_ANALYSES, ReportOptions, Stage
from opentube.reports.plan import first_units
from opentube.reports.progress import ENDED, refresh
from opentube.reports.tables import Analysis, Report, Unit
from opentube.reports.units import UNIT_TASK, NewUnit, add_units, conclude_if_ended, queue_unit
from opentube.reports.words import words_revision
from opentube.sources.media import StoredMedia, attach_media
from opentube.sources.queries import upsert_video
from opentube.sources.values import SourceKind, VideoRecord

_report = Report.__table__.c
_THERE = sa.select(_report.id).where(
    _report.id == sa.bindparam("report"), _report.owner_id == sa.bindparam("owner"), _report.deleted_at.is_(None)
)


class ReportNotFound(UserError):
    """There is no such report."""

    code = "report_not_found"


class NothingToAnalyse(UserError):
    """Nothing that was asked for can be done with this input. Give comments or a video, or leave out less."""

    code = "nothing_to_analyse"


class ReportNotEnded(UserError):
    """The report is still being made. Cancel it first, or wait for its end."""

    code = "report_not_ended"


def request_report(
    session: Session,
    owner_id: uuid.UUID,
    record: VideoRecord,
    options: ReportOptions,
    *,
    media: StoredMedia | None = None,
    report_id: uuid.UUID | None = None,
) -> Report:
    """Ask for a report; its first jobs are queued in the same transaction.

    For a file, what is not there is not asked for: no media, no persons; no comments, no keywords. A YouTube video
    gets a first job that fetches both. An owner who switched face analysis off gets no persons, and a notice that says so.
    ``report_id`` names the report; by default it gets a new name.

    Raises:
        NothingToAnalyse: nothing that was asked for can be done with what is there.
        FaceAnalysisOff: only persons were asked for, and the owner switched them off.
    """
    options = _with_consent(session, owner_id, options)
    video = upsert_video(session, owner_id, record)
    if media:
        attach_media(session, video, media)
    fetched = video.source != SourceKind.FILE
    possible = set(options.analyses)
    if not fetched:
        possible -= set() if options.comments_key else COMMENT_ANALYSES
        possible -= set() if video.media_key else MEDIA_ANALYSES
    if not possible:
        raise NothingToAnalyse
    options = options.model_copy(update={"analyses": frozenset(possible)})
    report = Report(
        id=report_id or uuid.uuid4(),
        owner_id=video.owner_id,
        video_id=video.id,
        status=ReportStatus.WORKING,
        attempt=1,
        options=options.model_dump(mode="json"),
        words_revision=words_revision(session, owner_id),
        notices=[notice.model_dump(mode="json") for notice in options.notices],
    )
    session.add(report)
    session.flush()
    session.add_all(
        Analysis(report_id=report.id, owner_id=report.owner_id, kind=kind, status=ReportStatus.WAITING)
        for kind in sorted(possible)
    )
    asked = {"video_id": str(video.id), "analyses": sorted(possible)}
    record_event(session, owner_id, EventKind.REPORT_REQUESTED, asked, report.id)
    units = [NewUnit(Stage.FETCH, 0, 1.0)] if fetched else first_units(video, options, options.comments_key)
    add_units(session, report, units)
    conclude_if_ended(session, report)
    return report


def _with_consent(session: Session, owner_id: uuid.UUID, options: ReportOptions) -> ReportOptions:
    if AnalysisKind.PERSONS not in options.analyses or allows_faces(session, owner_id):
        return options
    analyses = options.analyses - {AnalysisKind.PERSONS}
    if not analyses:
        raise FaceAnalysisOff
    off = Notice(code=FaceAnalysisOff.code, message=FaceAnalysisOff().message)
    return options.model_copy(update={"analyses": analyses, "notices": (*options.notices, off)})


def get_report(
    session: Session, owner_id: uuid.UUID, report_id: uuid.UUID, *, lock: bool = False, binned: bool = False
) -> Report:
    """The owner's report; one that lies in the bin only if ``binned``.

    Raises:
        ReportNotFound: no report of this owner has the id.
    """
    found = sa.select(Report).where(Report.id == report_id, Report.owner_id == owner_id)
    if not binned:
        found = found.where(Report.deleted_at.is_(None))
    if lock:
        found = found.with_for_update(key_share=True)
    report = session.scalar(found.execution_options(populate_existing=True))
    if report is None:
        raise ReportNotFound
    return report


def require_report(session: Session, owner_id: uuid.UUID, report_id: uuid.UUID) -> None:
    """See that the owner has this report, and that it is not in the bin.

    Raises:
        ReportNotFound: no report of this owner has the id.
    """
    if session.connection().execute(_THERE, {"report": report_id, "owner": owner_id}).one_or_none() is None:
        raise ReportNotFound


def cancel_report(session: Session, owner_id: uuid.UUID, report_id: uuid.UUID) -> None:
    """Stop a report: no job of it starts any more, and those at work stop within 2 s. What is done stays done."""
    report = get_report(session, owner_id, report_id, lock=True)
    if report.status in ENDED:
        return
    report.status = ReportStatus.CANCELLED
    report.finished_at = session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    session.flush()
    session.execute(
        sa.text(
            "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND task_name = :task AND args ->> 'report_id' = :id"
        ),
        {"task": UNIT_TASK, "id": str(report_id)},
    )
    refresh(session, report_id, stage=None, always=True)


def retry_report(session: Session, owner_id: uuid.UUID, report_id: uuid.UUID) -> None:
    """Go on where a cancelled or failed report stopped: only units that are not done are done.

    Comments that could not be had are asked for again.

    Raises:
        ReportNotFound: no report of this owner has the id.
        ReportNotEnded: it is still being made.
    """
    report = get_report(session, owner_id, report_id, lock=True)
    if report.status not in ENDED:
        raise ReportNotEnded
    report.status, report.finished_at = ReportStatus.WORKING, None
    report.attempt += 1
    session.execute(
        sa.update(Analysis)
        .where(Analysis.report_id == report_id, Analysis.status == ReportStatus.FAILED)
        .values(status=ReportStatus.WAITING, error_code=None, error_message=None, error_detail=None)
    )
    again = Unit.status != "done"
    if _comments_never_came(session, report_id):
        again |= Unit.stage == Stage.FETCH
    units = session.scalars(sa.select(Unit).where(Unit.report_id == report_id, again))
    for unit in units.all():
        unit.status, unit.tries, unit.done = "waiting", 0, 0.0
        queue_unit(session, report, Stage(unit.stage), unit.ordinal)
    session.flush()
    refresh(session, report_id, stage=None, always=True)
    conclude_if_ended(session, report)


def _comments_never_came(session: Session, report_id: uuid.UUID) -> bool:
    """Whether analyses wait for comments that no unit brings."""
    wanted = sa.exists().where(
        Analysis.report_id == report_id,
        Analysis.kind.in_(COMMENT_ANALYSES),
        Analysis.status == ReportStatus.WAITING,
    )
    brought = sa.exists().where(Unit.report_id == report_id, Unit.stage == Stage.INGEST)
    return bool(session.execute(sa.select(wanted & ~brought)).scalar_one())
