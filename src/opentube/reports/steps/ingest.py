"""Taking comments in."""

from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.reports.document import AnalysisKind, CommentsPart, Notice
from opentube.reports.listing import follow_source
from opentube.reports.notices import add_notices
from opentube.reports.options import COMMENT_ANALYSES, ReportOptions, Stage
from opentube.reports.results import store_result
from opentube.reports.steps.base import Save, Step
from opentube.reports.tables import Report, ReportComment
from opentube.reports.units import NewUnit
from opentube.reports.work import Work
from opentube.sources.canonical import read_comments
from opentube.sources.file_notices import NOTICE_MESSAGES, NoticeCode
from opentube.sources.queries import count_orphans, store_comments


class IngestStep(Step):
    """All comments of the report into the database, in one transaction."""

    stage: ClassVar = Stage.INGEST
    analyses: ClassVar = COMMENT_ANALYSES
    chain: ClassVar = (Stage.INGEST, Stage.LABEL, Stage.DIGEST)

    def run(self, work: Work) -> Save:
        work.check()

        def save(session: Session) -> None:
            with work.workshop.blobs.local(comments_key(session, work), check=work.check) as path:
                _, repeated = store_comments(
                    session,
                    owner_id=work.owner_id,
                    video_id=work.video_id,
                    report_id=work.report_id,
                    records=read_comments(path),
                    check=work.check,
                )
            follow_source(session, work.video_id)
            counts = {
                NoticeCode.IDS_REPEATED: repeated,
                NoticeCode.PARENTS_MISSING: count_orphans(session, work.report_id),
            }
            notices = [
                Notice(code=code, message=NOTICE_MESSAGES[code], count=count) for code, count in counts.items() if count
            ]
            add_notices(session, work.report_id, notices)

        return save

    def follow(self, session: Session, report: Report, options: ReportOptions) -> list[NewUnit]:
        counted = sa.select(sa.func.count()).where(ReportComment.report_id == report.id)
        count = session.execute(counted).scalar_one()
        size = options.comment_batch
        if not count:
            store_result(session, report.id, AnalysisKind.COMMENTS, CommentsPart.empty().model_dump(mode="json"))
            store_result(session, report.id, AnalysisKind.KEYWORDS, {"keywords": []})
            store_result(session, report.id, AnalysisKind.MOMENTS, {"moments": []})
        return [
            NewUnit(Stage.LABEL, ordinal, min(size, count - ordinal * size))
            for ordinal in range((count + size - 1) // size)
        ]


def comments_key(session: Session, work: Work) -> str:
    """The blob that holds the report's comments: given with the request, or fetched by this report."""
    if work.options.comments_key:
        return work.options.comments_key
    fetched = session.execute(
        sa.text("SELECT result ->> 'comments_key' FROM unit WHERE report_id = :id AND stage = 'fetch'"),
        {"id": work.report_id},
    ).scalar_one()
    return str(fetched)
