"""Writing what an analysis found."""

import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.models.values import ModelRef
from opentube.reports.document import AnalysisKind, ReportStatus
from opentube.reports.model_sets import model_set_id
from opentube.reports.tables import Analysis


def store_result(
    session: Session, report_id: uuid.UUID, kind: AnalysisKind, result: dict[str, Any], models: Iterable[ModelRef] = ()
) -> None:
    """Mark one analysis as done, with its result and the models that made it; nothing happens if it was not asked for."""
    models = tuple(models)
    session.execute(
        sa.update(Analysis)
        .where(Analysis.report_id == report_id, Analysis.kind == kind)
        .values(
            status=ReportStatus.DONE,
            result=result,
            error_code=None,
            error_message=None,
            error_detail=None,
            model_set_id=model_set_id(session, models) if models else None,
        )
    )
