"""Which sections a report has, and why one is missing."""

from dataclasses import dataclass

from opentube.reports.document import AnalysisKind, AnalysisState, ReportDocument, ReportStatus
from opentube.reports.page.strings import Phrase, say, told

SHOWN = "shown"
EMPTY = "empty"
ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page.

    ``status`` is ``shown``, ``empty`` (looked for, found nothing), ``absent`` (not asked for), or the status of an
    analysis that has no result, with its ``reason`` when it failed.
    """

    kind: AnalysisKind
    status: str
    reason: Phrase | None = None

    @property
    def title(self) -> Phrase:
        """The heading."""
        return say(f"section.{self.kind.value}")


def sections(document: ReportDocument) -> dict[str, Section]:
    """The sections by the name of their analysis, in the order of the page."""
    filled = {
        AnalysisKind.COMMENTS: document.comments and document.comments.total,
        AnalysisKind.KEYWORDS: document.keywords,
        AnalysisKind.MOMENTS: document.moments,
        AnalysisKind.PERSONS: document.persons and document.persons.persons,
        AnalysisKind.CONTACT_SHEET: document.contact_sheet,
    }
    states = {state.kind: state for state in document.analyses}
    return {
        kind.value: _section(kind, states.get(kind), getattr(document, kind.value), filled[kind]) for kind in filled
    }


def _section(kind: AnalysisKind, state: AnalysisState | None, part: object, filled: object) -> Section:
    if filled:
        return Section(kind, SHOWN)
    if part is not None or (state and state.status == ReportStatus.DONE):
        return Section(kind, EMPTY)
    if state is None:
        return Section(kind, ABSENT)
    return Section(
        kind, state.status.value, told(state.error_code, state.error_message) if state.error_message else None
    )
