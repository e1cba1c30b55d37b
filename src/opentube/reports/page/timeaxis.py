"""The time axis of a video, shared by everything that is drawn along it."""

from dataclasses import dataclass

from opentube.reports.document import ReportDocument

_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800)


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """From 0 to ``end_s``, with a tick every ``step_s``."""

    end_s: float
    step_s: float

    def percent(self, at_s: float) -> float:
        """Where a time lies, in 0..100."""
        return round(100 * min(max(at_s / self.end_s, 0), 1), 3)

    @property
    def ticks(self) -> list[float]:
        """Times of the ticks; none so near to the end that its label would be cut."""
        count = int(self.end_s / self.step_s)
        return [index * self.step_s for index in range(count + 1) if index * self.step_s <= self.end_s * 0.97]


def time_axis(document: ReportDocument, *, ticks: int = 8) -> TimeAxis | None:
    """The axis that holds all times of ``document``; None when it has none. About ``ticks`` ticks."""
    ends = [document.video.duration_s or 0.0]
    ends += [moment.at_s for moment in document.moments or []]
    if document.persons:
        ends += [shot.end_s for shot in document.persons.shots]
        ends += [seen.end_s for person in document.persons.persons for seen in person.appearances]
    end_s = max(ends)
    if end_s <= 0:
        return None
    step_s = next((step for step in _STEPS_S if end_s / step <= ticks), 86400.0)
    return TimeAxis(end_s=end_s, step_s=step_s)
