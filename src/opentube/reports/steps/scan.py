"""Finding faces in one segment of the film."""

import math
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.persons.faces import face_rows
from opentube.persons.tables import Face
from opentube.reports.document import AnalysisKind
from opentube.reports.model_sets import model_set_id
from opentube.reports.options import ReportOptions, Stage
from opentube.reports.steps.base import Save, Step
from opentube.reports.tables import Report, Unit
from opentube.reports.units import NewUnit
from opentube.reports.work import Work
from opentube.sources.tables import Video


class ScanStep(Step):
    """Cuts and faces between two times; a face belongs to the segment in which its frame begins."""

    stage: ClassVar = Stage.SCAN
    analyses: ClassVar = frozenset({AnalysisKind.PERSONS})
    chain: ClassVar = (Stage.SCAN, Stage.PEOPLE)

    def run(self, work: Work) -> Save:
        scanner = work.workshop.engines.scanner(work.check)
        with work.workshop.database.session() as session:
            media_key = session.execute(sa.select(Video.media_key).where(Video.id == work.video_id)).scalar_one()
            length_s = session.get_one(Unit, (work.report_id, work.stage, work.ordinal)).total
            last = not session.get(Unit, (work.report_id, work.stage, work.ordinal + 1))
        start_s = work.ordinal * work.options.segment_s
        end_s = math.inf if last else start_s + length_s
        with work.workshop.blobs.local(str(media_key), check=work.check) as path:
            scan = scanner.scan(
                path, start_s, end_s, check=work.check, on_progress=lambda time_s: work.progress(time_s - start_s)
            )

        def save(session: Session) -> dict[str, object]:
            common = {
                "owner_id": work.owner_id,
                "report_id": work.report_id,
                "video_id": work.video_id,
                "segment": work.ordinal,
                "model_set_id": model_set_id(session, scanner.models),
            }
            rows = [common | row for row in face_rows(scan.faces)]
            if rows:
                session.execute(sa.insert(Face), rows)
            return {"cuts_s": list(scan.cuts_s), "first_frame_s": scan.first_frame_s, "last_frame_s": scan.last_frame_s}

        return save

    def follow(self, session: Session, report: Report, options: ReportOptions) -> list[NewUnit]:  # noqa: ARG002
        return [NewUnit(Stage.PEOPLE, 0, 1.0)]
