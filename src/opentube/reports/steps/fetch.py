"""Fetching a YouTube video and its comments."""

import shutil
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.reports.document import AnalysisKind, Notice
from opentube.reports.notices import add_notices
from opentube.reports.options import COMMENT_ANALYSES, MEDIA_ANALYSES, ReportOptions, Stage
from opentube.reports.plan import first_units
from opentube.reports.steps.base import Save, Step
from opentube.reports.tables import Report, Unit
from opentube.reports.units import NewUnit, fail_analyses
from opentube.reports.work import Work
from opentube.sources.comment_files import open_comments
from opentube.sources.intake import StoredComments, store_comment_file
from opentube.sources.media import attach_media, store_media
from opentube.sources.queries import update_video
from opentube.sources.tables import Video
from opentube.sources.yt_dlp_values import CommentsState, Fetched, FetchLimits, FetchProgress, FetchStage

SHARE = {FetchStage.METADATA: (0.0, 0.05), FetchStage.COMMENTS: (0.05, 0.5), FetchStage.MEDIA: (0.5, 1.0)}


class CommentsDisabled(UserError):
    """Comments are turned off for this video, so there are none to analyse."""

    code = "comments_disabled"


class FetchStep(Step):
    """Metadata, comments and media; a fetch that broke off goes on where it stopped."""

    stage: ClassVar = Stage.FETCH
    analyses: ClassVar = frozenset(AnalysisKind)
    chain: ClassVar = (Stage.FETCH,)

    def run(self, work: Work) -> Save:
        with work.workshop.database.session() as session:
            url = str(session.get_one(Video, work.video_id).url)
        folder = work.workshop.settings.data_dir / "fetch" / str(work.report_id)
        folder.mkdir(parents=True, exist_ok=True)
        options = work.options
        with_media = bool(options.analyses & MEDIA_ANALYSES) and not _has_media(work)
        fetched = work.workshop.open_source(_limits(options)).fetch(
            url,
            folder,
            comments=bool(options.analyses & COMMENT_ANALYSES) and options.max_comments > 0,
            media=with_media,
            on_progress=lambda progress: work.progress(_share_done(progress)),
            check=work.check,
        )
        comments = self._store_comments(work, fetched)
        media = store_media(fetched.media, work.workshop.blobs, check=work.check) if fetched.media else None

        def save(session: Session) -> dict[str, Any]:
            video = update_video(session, work.video_id, fetched.video)
            if media:
                attach_media(session, video, media)
            said = [Notice(code=n.code, message=n.message, count=n.count) for n in fetched.notices]
            said += (
                [Notice(code=n.code, message=n.message, count=n.count) for n in comments.notices] if comments else []
            )
            add_notices(session, work.report_id, said)
            if fetched.comments_state is CommentsState.DISABLED:
                report = session.get_one(Report, work.report_id)
                fail_analyses(session, report, (), COMMENT_ANALYSES, CommentsDisabled())
            shutil.rmtree(folder, ignore_errors=True)
            return {"comments_key": comments.key if comments else None}

        return save

    def follow(self, session: Session, report: Report, options: ReportOptions) -> list[NewUnit]:
        fetched = session.get_one(Unit, (report.id, Stage.FETCH, 0)).result or {}
        units = first_units(session.get_one(Video, report.video_id), options, fetched.get("comments_key"))
        return [unit for unit in units if not session.get(Unit, (report.id, unit.stage, unit.ordinal))]

    @staticmethod
    def _store_comments(work: Work, fetched: Fetched) -> StoredComments | None:
        if fetched.comments_state is not CommentsState.OK:
            return None
        return store_comment_file(open_comments(fetched.info_file), work.workshop.blobs, check=work.check)


def _has_media(work: Work) -> bool:
    """Whether this report fetched its media already, and only looks for comments again."""
    begun = sa.exists().where(Unit.report_id == work.report_id, Unit.stage.in_((Stage.SCAN, Stage.SHEET)))
    with work.workshop.database.session() as session:
        return bool(session.execute(sa.select(begun)).scalar_one())


def _limits(options: ReportOptions) -> FetchLimits:
    return FetchLimits(
        max_comments=options.max_comments,
        order=options.comment_order,
        cookies_file=Path(options.cookies_file) if options.cookies_file else None,
    )


def _share_done(progress: FetchProgress) -> float:
    start, end = SHARE[progress.stage]
    done = min(1.0, progress.done / progress.total) if progress.total else 0.0
    return start + (end - start) * done
