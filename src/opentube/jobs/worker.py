"""The worker: takes jobs from the queue, one at a time, until it is told to stop."""

import asyncio
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

import procrastinate
import psycopg
import structlog
from procrastinate.exceptions import ConnectorException

from opentube.jobs.queue import as_asked, queue
from opentube.jobs.recovery import keep_recovering
from opentube.settings import Settings

log = structlog.get_logger(__name__)

POLLING_S = 1.0
STOP_WITHIN_S = 0.5
BACK_AFTER_S = 2.0


async def run_worker(
    conninfo: str,
    settings: Settings,
    *,
    context: dict[str, Any],
    upkeep: Callable[[], object] = lambda: None,
    beside: Mapping[str, int] = MappingProxyType({}),
    wait: bool = True,
) -> None:
    """Work until SIGINT or SIGTERM; a job in progress goes back to the queue within about a second.

    A database that goes away is waited for.

    Args:
        conninfo: the database, as libpq reads it.
        settings: heartbeat and stall times.
        context: what tasks find in ``context.additional_context``.
        upkeep: called every few seconds while the worker lives.
        beside: queues of jobs that mostly wait for others, with how many of these may run at once beside all other work.
        wait: False ends the worker when the queue is empty; nothing is done beside then.
    """
    told_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told_to_stop.set)
    while not told_to_stop.is_set():
        working = asyncio.create_task(
            _work(conninfo, settings, context=context, upkeep=upkeep, beside=beside, wait=wait)
        )
        stopping = asyncio.create_task(told_to_stop.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if told_to_stop.is_set():
            working.cancel()
        try:
            await working
        except asyncio.CancelledError:
            return
        except (ConnectorException, psycopg.Error) as error:
            log.warning("worker.database_away", reason=str(error))
        if not wait:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(told_to_stop.wait(), BACK_AFTER_S)


async def _work(
    conninfo: str,
    settings: Settings,
    *,
    context: dict[str, Any],
    upkeep: Callable[[], object],
    beside: Mapping[str, int],
    wait: bool,
) -> None:
    connections = 4 + 2 * len(beside)
    connector = procrastinate.PsycopgConnector(
        conninfo=conninfo, min_size=1, max_size=connections, timeout=BACK_AFTER_S
    )
    with queue.replace_connector(connector) as app:

        async def take_jobs(queues: list[str], at_once: int) -> None:
            await app.run_worker_async(
                queues=queues,
                concurrency=at_once,
                wait=wait,
                fetch_job_polling_interval=POLLING_S,
                abort_job_polling_interval=POLLING_S,
                shutdown_graceful_timeout=STOP_WITHIN_S,
                delete_jobs="always",
                update_heartbeat_interval=settings.heartbeat_s,
                stalled_worker_timeout=settings.stalled_after_s,
                install_signal_handlers=False,
                additional_context=context,
                worker_middleware=[as_asked],
            )

        async with app.open_async():
            recovering = asyncio.create_task(
                keep_recovering(
                    app, every_s=settings.heartbeat_s, stalled_after_s=settings.stalled_after_s, upkeep=upkeep
                )
            )
            apart = beside if wait else {}
            queues = sorted({task.queue for task in app.tasks.values()} - set(apart))
            lanes = [(queues, 1), *(([name], at_once) for name, at_once in apart.items())]
            taking = [asyncio.create_task(take_jobs(names, at_once)) for names, at_once in lanes]
            try:
                await asyncio.gather(*taking)
            finally:
                for task in (*taking, recovering):
                    task.cancel()
                await asyncio.gather(*taking, recovering, return_exceptions=True)
