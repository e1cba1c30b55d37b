"""Things the reader of a report should know."""

import uuid
from collections.abc import Iterable

from sqlalchemy.orm import Session

from opentube.reports.document import Notice
from opentube.reports.tables import Report


def add_notices(session: Session, report_id: uuid.UUID, notices: Iterable[Notice]) -> None:
    """Add notices to a report; one with the same code is replaced, so that a repeated step says it once."""
    report = session.get_one(Report, report_id)
    added = {notice.code: notice.model_dump(mode="json") for notice in notices}
    report.notices = [old for old in report.notices if old["code"] not in added] + list(added.values())
