"""Bringing back the jobs of workers that died."""

import asyncio
from collections.abc import Callable

import psycopg
import structlog
from procrastinate import App
from procrastinate.exceptions import ConnectorException

from opentube.store.database import DatabaseUnreachable

log = structlog.get_logger(__name__)


async def recover_stalled_jobs(queue: App, *, stalled_after_s: float) -> int:
    """Give the jobs of workers that have been silent for ``stalled_after_s`` back to the queue; returns how many."""
    count = 0
    for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_after_s):
        log.warning("job.taken_over", job_id=job.id, **job.task_kwargs)
        await queue.job_manager.retry_job(job)
        count += 1
    return count


async def keep_recovering(queue: App, *, every_s: float, stalled_after_s: float, upkeep: Callable[[], object]) -> None:
    """Recover for as long as the worker lives; a database that is away for a while does not end it.

    ``upkeep`` is called as often, in a thread, for what the queue itself cannot know.
    """
    while True:
        try:
            await recover_stalled_jobs(queue, stalled_after_s=stalled_after_s)
            await asyncio.to_thread(upkeep)
        except (ConnectorException, DatabaseUnreachable, psycopg.Error) as error:
            log.warning("job.recovery_postponed", reason=str(error))
        await asyncio.sleep(every_s)
