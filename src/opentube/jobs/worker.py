"""The worker: takes jobs from the queue, one at a time, until it is told to stop."""

import asyncio
from contextlib import suppress
from typing import Any

import procrastinate

from opentube.jobs.queue import queue
from opentube.jobs.recovery import keep_recovering
from opentube.settings import Settings

POLLING_S = 1.0
STOP_WITHIN_S = 0.5


async def run_worker(conninfo: str, settings: Settings, *, context: dict[str, Any], wait: bool = True) -> None:
    """Work until SIGINT or SIGTERM; a job in progress goes back to the queue within about a second.

    Args:
        conninfo: the database, as libpq reads it.
        settings: heartbeat and stall times.
        context: what tasks find in ``context.additional_context``.
        wait: False ends the worker when the queue is empty.
    """
    connector = procrastinate.PsycopgConnector(conninfo=conninfo, min_size=1, max_size=4)
    with queue.replace_connector(connector) as app:
        async with app.open_async():
            recovery = asyncio.create_task(
                keep_recovering(app, every_s=settings.heartbeat_s, stalled_after_s=settings.stalled_after_s)
            )
            try:
                await app.run_worker_async(
                    concurrency=1,
                    wait=wait,
                    fetch_job_polling_interval=POLLING_S,
                    abort_job_polling_interval=POLLING_S,
                    shutdown_graceful_timeout=STOP_WITHIN_S,
                    delete_jobs="always",
                    update_heartbeat_interval=settings.heartbeat_s,
                    stalled_worker_timeout=settings.stalled_after_s,
                    additional_context=context,
                )
            finally:
                recovery.cancel()
                with suppress(asyncio.CancelledError):
                    await recovery
