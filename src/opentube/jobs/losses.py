"""An end to jobs that end their workers."""

from procrastinate import JobContext

from opentube.errors import OpenTubeError

MOST_TIMES_TAKEN = 10


class WorkEndsWorkers(OpenTubeError):
    """The worker ended each time it did this, perhaps for want of memory. The log of the server says more."""

    code = "work_ends_workers"


def refuse_lost(context: JobContext) -> None:
    """Let a job go on that was not begun and left too often.

    Raises:
        WorkEndsWorkers: it was.
    """
    if context.job.attempts >= MOST_TIMES_TAKEN:
        raise WorkEndsWorkers
