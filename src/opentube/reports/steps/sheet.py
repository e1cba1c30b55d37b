"""The contact sheet."""

from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.media.contact_sheet import make_contact_sheet
from opentube.reports.document import AnalysisKind, ContactSheetPart
from opentube.reports.options import Stage
from opentube.reports.results import store_result
from opentube.reports.steps.base import Save, Step
from opentube.reports.work import Work
from opentube.sources.tables import Video


class SheetStep(Step):
    """Frames of the whole video side by side, as one picture."""

    stage: ClassVar = Stage.SHEET
    analyses: ClassVar = frozenset({AnalysisKind.CONTACT_SHEET})
    chain: ClassVar = (Stage.SHEET,)

    def run(self, work: Work) -> Save:
        with work.workshop.database.session() as session:
            media_key = session.execute(sa.select(Video.media_key).where(Video.id == work.video_id)).scalar_one()
        options = work.options
        with work.workshop.blobs.local(str(media_key), check=work.check) as path:
            sheet = make_contact_sheet(path, rows=options.sheet_rows, columns=options.sheet_columns, check=work.check)
        part = ContactSheetPart(
            picture=work.workshop.blobs.put_bytes(sheet.jpeg),
            rows=sheet.rows,
            columns=sheet.columns,
            times_s=list(sheet.times_s),
            width=sheet.width,
            height=sheet.height,
        )

        def save(session: Session) -> None:
            store_result(session, work.report_id, AnalysisKind.CONTACT_SHEET, part.model_dump(mode="json"))

        return save
