"""What a step of a report is."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from opentube.reports.document import AnalysisKind
from opentube.reports.options import ReportOptions, Stage
from opentube.reports.tables import Report
from opentube.reports.units import NewUnit
from opentube.reports.work import Work

Save = Callable[[Session], dict[str, Any] | None]
"""Writes the rows of one unit into the transaction that also marks the unit as done; what it returns is kept with it."""


class Step(ABC):
    """One kind of work.

    A step SHALL call ``work.check()`` at least once a second, SHALL write rows only in the ``Save`` it returns, and
    SHALL give equal rows when run again. It SHOULD tell ``work.progress``. It MAY store blobs while it runs: they are
    named by their content, so storing them twice changes nothing.
    """

    stage: ClassVar[Stage]
    analyses: ClassVar[frozenset[AnalysisKind]]
    """The analyses that fail when this step fails."""
    chain: ClassVar[tuple[Stage, ...]]
    """The stages that lead to these analyses: what is left of them is skipped when this step fails."""

    @abstractmethod
    def run(self, work: Work) -> Save:
        """Do the unit's work outside any transaction and return what writes its rows.

        Raises:
            OpenTubeError: by kind, the unit is tried again, or its analyses fail with the error's sentence.
            Cancelled: stopped on the way; nothing was written.
        """

    def follow(self, session: Session, report: Report, options: ReportOptions) -> Iterable[NewUnit]:  # noqa: ARG002
        """The units that start once the last unit of this stage is done."""
        return ()
