"""A report's progress on the terminal: stage, how much of what, rate and time left."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from opentube.cli.terminal import console
from opentube.reports.options import Stage
from opentube.reports.progress import Progress as ReportProgress

TITLES = {
    Stage.FETCH: ("Fetching", ""),
    Stage.INGEST: ("Taking comments in", ""),
    Stage.LABEL: ("Labelling comments", "comments"),
    Stage.DIGEST: ("Summing comments up", ""),
    Stage.SCAN: ("Finding faces", "s of film"),
    Stage.PEOPLE: ("Telling people apart", ""),
    Stage.SHEET: ("Contact sheet", ""),
}


class _Amount(ProgressColumn):
    """How much is done, of what, and how fast."""

    def render(self, task: Task) -> Text:
        unit = task.fields["unit"]
        if not unit:
            return Text("done" if task.finished else "", style="progress.remaining")
        rate = f" · {task.speed:,.0f}/s" if task.speed and not task.finished else ""
        return Text(f"{task.completed:,.0f}/{task.total or 0:,.0f} {unit}{rate}", style="progress.download")


class ProgressView:
    """Draws each stage as it appears."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[Stage, TaskID] = {}

    def show(self, progress: ReportProgress) -> None:
        """Bring the bars up to date."""
        for stage in progress.stages:
            title, unit = TITLES[stage.stage]
            if stage.stage not in self._tasks:
                self._tasks[stage.stage] = self._bars.add_task(title, total=stage.total, unit=unit)
            self._bars.update(self._tasks[stage.stage], completed=stage.done, total=stage.total)


@contextmanager
def progress_view(*, quiet: bool) -> Iterator[ProgressView]:
    """Bars on standard error; nothing at all when ``quiet``."""
    columns = (
        TextColumn("{task.description:<22}"),
        BarColumn(),
        _Amount(),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    with Progress(*columns, console=console, disable=quiet) as bars:
        yield ProgressView(bars)
