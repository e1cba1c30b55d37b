"""What a report must have before an export of it can be made."""

import uuid
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.exports.kinds import ExportKind, ExportStatus
from opentube.exports.options import AnonymizeOptions, BoxesOptions, ClipExportOptions, CsvOptions, Options, Table
from opentube.exports.tables import Export
from opentube.reports.document import AnalysisKind, ReportStatus
from opentube.reports.options import COMMENT_ANALYSES
from opentube.reports.progress import ENDED
from opentube.reports.tables import Analysis, Report
from opentube.sources.tables import Video


class AnalysisNotReady(UserError):
    """The report is still being made. Wait for its end."""

    code = "analysis_not_ready"


class NotInReport(UserError):
    """The report lacks what this export is made of. Analyse the video again with it."""

    code = "not_in_report"


class FilmMissing(UserError):
    """There is no film: only comments were analysed. Analyse the video's file to cut from it."""

    code = "film_missing"


class BoxesUnusable(UserError):
    """These are no finished boxes of this report. Make boxes of it first."""

    code = "boxes_unusable"


_FROM_FILM = frozenset({ExportKind.CLIP, ExportKind.SHEET, ExportKind.ANONYMIZED_VIDEO, ExportKind.BOXES})
_FROM_PERSONS = frozenset({ExportKind.VTT, ExportKind.EDL, ExportKind.PERSONS_CSV})


def require_parts(session: Session, report: Report, kind: ExportKind, options: Options) -> None:
    """Do nothing if the report has what the export is made of.

    Raises:
        AnalysisNotReady: it may have it once it has ended.
        NotInReport: it was not analysed, or that failed.
        FilmMissing: the video has no film.
        BoxesUnusable: the boxes to render are none of this report.
    """
    if kind in _FROM_FILM:
        if session.get_one(Video, report.video_id).media_key is None:
            raise FilmMissing
        chosen = isinstance(options, BoxesOptions) and (options.keep or options.hide)
        if chosen or (isinstance(options, ClipExportOptions) and options.follow):
            _require(session, report, {AnalysisKind.PERSONS})
        if isinstance(options, AnonymizeOptions) and options.boxes:
            boxes_key(session, report, options.boxes)
        return
    if kind is ExportKind.PDF:
        if report.status not in ENDED:
            raise AnalysisNotReady
        return
    if kind in _FROM_PERSONS:
        _require(session, report, {AnalysisKind.PERSONS})
    elif isinstance(options, CsvOptions) and options.table is not Table.COMMENTS:
        _require(session, report, {AnalysisKind(options.table)})
    else:
        _require(session, report, COMMENT_ANALYSES)


def boxes_key(session: Session, report: Report, boxes_id: uuid.UUID) -> str:
    """Where the boxes of an export of this report are stored.

    Raises:
        BoxesUnusable: there is no such export, it is of another kind or report, or has no file.
    """
    key = session.scalar(
        sa.select(Export.blob_key).where(
            Export.id == boxes_id,
            Export.report_id == report.id,
            Export.kind == ExportKind.BOXES,
            Export.status == ExportStatus.DONE,
        )
    )
    if key is None:
        raise BoxesUnusable
    return key


def _require(session: Session, report: Report, wanted: Collection[AnalysisKind]) -> None:
    rows = session.execute(
        sa.select(Analysis.kind, Analysis.status).where(Analysis.report_id == report.id, Analysis.kind.in_(wanted))
    ).all()
    statuses = {row.status for row in rows}
    if ReportStatus.DONE in statuses:
        return
    if statuses & {ReportStatus.WAITING, ReportStatus.WORKING} and report.status not in ENDED:
        raise AnalysisNotReady
    names = ", ".join(sorted(wanted))
    raise NotInReport(f"The report has no result for {names}, which this export is made of. Analyse the video again.")
