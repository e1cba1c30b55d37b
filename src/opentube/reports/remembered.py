"""What was read out of results of analyses: large, seldom changed, and asked for again and again."""

import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from opentube.reports.document import AnalysisKind, ReportStatus
from opentube.reports.tables import Analysis

Value = TypeVar("Value")
Version = tuple[uuid.UUID, str]
VERSION = sa.func.concat(sa.literal_column("analysis.xmin"), " ", sa.literal_column("analysis.ctid"))
"""PostgreSQL never changes a row in place: a change has another transaction and place."""


class Remembered(Generic[Value]):
    """A part of each report's finished analysis of one kind, read once a version.

    Args:
        kind: of which analysis.
        part: what is read of its result, as SQL.
        made: what is kept of that.
        most: of how many reports it is kept; those that were not asked for longest are forgotten.
    """

    def __init__(
        self, kind: AnalysisKind, part: sa.ColumnElement[Any], made: Callable[[Any], Value], most: int
    ) -> None:
        self._done = sa.and_(Analysis.kind == kind, Analysis.status == ReportStatus.DONE)
        self._part = part
        self._made = made
        self._most = most
        self._known: OrderedDict[Version, Value] = OrderedDict()
        self._lock = Lock()

    def of(self, session: Session, reports: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Value]:
        """The values of those reports that have one."""
        versions = sa.select(Analysis.report_id, VERSION).where(self._done, among(Analysis.report_id, reports))
        wanted: list[Version] = [(report, version) for report, version in session.execute(versions)]
        with self._lock:
            found = {key: self._known[key] for key in wanted if key in self._known}
            for key in found:
                self._known.move_to_end(key)
        if missing := [report for report, version in wanted if (report, version) not in found]:
            rows = sa.select(Analysis.report_id, VERSION, self._part).where(
                self._done, among(Analysis.report_id, missing)
            )
            read = {(report, version): self._made(part) for report, version, part in session.execute(rows)}
            found |= read
            with self._lock:
                self._known |= read
                while len(self._known) > self._most:
                    self._known.popitem(last=False)
        return {report: value for (report, _), value in found.items()}


def among(column: InstrumentedAttribute[uuid.UUID], ids: Sequence[uuid.UUID]) -> sa.ColumnElement[bool]:
    """One of some: as one parameter, where `in_` would write a new statement for each number of them."""
    return column == sa.any_(sa.literal(list(ids), ARRAY(sa.Uuid())))
