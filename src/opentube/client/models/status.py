"""How far reports and their analyses are."""

from typing import Annotated, Literal

from opentube.client.models.base import Model, OrNewer

AnalysisKind = Annotated[Literal["comments", "keywords", "moments", "persons", "contact_sheet"], OrNewer]
"""The named parts of a report."""

ReportStatus = Annotated[Literal["waiting", "working", "done", "partial", "failed", "cancelled"], OrNewer]
"""Where a report stands. ``partial``: at least one analysis failed and at least one is done."""


class AnalysisState(Model):
    """How one analysis ended. ``error_code`` and ``error_message`` are set when it failed."""

    kind: AnalysisKind
    status: ReportStatus
    error_code: str | None = None
    error_message: str | None = None
