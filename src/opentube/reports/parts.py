"""One part of a report, without putting the whole together."""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.reports.build import persons_part
from opentube.reports.document import (
    AnalysisKind,
    CommentsPart,
    ContactSheetPart,
    KeywordPart,
    MomentPart,
    PersonsPart,
    ReportStatus,
    TopicPart,
)
from opentube.reports.tables import Analysis


class PartNotFound(UserError):
    """This part of the report is not there: it was not asked for, is still being made, or failed."""

    code = "part_not_found"


def comments_part(session: Session, report_id: uuid.UUID) -> CommentsPart:
    """What the audience says.

    Raises:
        PartNotFound: that analysis is not done. So do all functions here.
    """
    return CommentsPart.model_validate(_result(session, report_id, AnalysisKind.COMMENTS))


def keyword_parts(session: Session, report_id: uuid.UUID) -> list[KeywordPart]:
    """The keywords, most telling first."""
    result = _result(session, report_id, AnalysisKind.KEYWORDS)
    return [KeywordPart.model_validate(part) for part in result["keywords"]]


def topic_parts(session: Session, report_id: uuid.UUID) -> list[TopicPart]:
    """The topics, largest first."""
    result = _result(session, report_id, AnalysisKind.KEYWORDS)
    return [TopicPart.model_validate(part) for part in result.get("topics", [])]


def moment_parts(session: Session, report_id: uuid.UUID) -> list[MomentPart]:
    """The moments as they were ranked."""
    return [MomentPart.model_validate(p) for p in _result(session, report_id, AnalysisKind.MOMENTS)["moments"]]


def people_part(session: Session, report_id: uuid.UUID) -> PersonsPart:
    """Who is on screen when, with the shots."""
    _result(session, report_id, AnalysisKind.PERSONS)
    return persons_part(session, report_id)


def sheet_part(session: Session, report_id: uuid.UUID) -> ContactSheetPart:
    """The contact sheet."""
    return ContactSheetPart.model_validate(_result(session, report_id, AnalysisKind.CONTACT_SHEET))


def _result(session: Session, report_id: uuid.UUID, kind: AnalysisKind) -> dict[str, Any]:
    found: dict[str, Any] | None = session.scalar(
        sa.select(Analysis.result).where(
            Analysis.report_id == report_id, Analysis.kind == kind, Analysis.status == ReportStatus.DONE
        )
    )
    if found is None:
        raise PartNotFound
    return found
