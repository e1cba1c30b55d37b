"""The queue: Procrastinate, in the same database as everything else."""

from typing import Any

import procrastinate
import structlog
from procrastinate.middleware import AsyncCallNext
from procrastinate.worker import Worker
from sqlalchemy.orm import Session

queue = procrastinate.App(connector=procrastinate.PsycopgConnector())
"""Tasks register here; the worker opens it on a real database."""

_deferrer = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
"""Never opened: it writes jobs on connections that belong to others."""

REQUEST_ID = "request_id"


def defer(session: Session, task: str, *, name: str, key: str, delay_s: float = 0.0, **arguments: Any) -> None:
    """Put a job into the queue in the transaction of ``session``: both happen, or neither.

    The id of the request that asked for it, where the logs carry one, goes with it: see `with_request_id`.

    Args:
        session: the transaction that also writes what the job is about.
        task: what to do, as a worker knows it.
        name: the queue to put it into.
        key: jobs with the same key never run at once.
        delay_s: seconds to wait before the job may start.
        arguments: JSON values for the task.
    """
    connection = session.connection().connection.driver_connection
    job = _deferrer.configure_task(
        task,
        queue=name,
        lock=key,
        connection=connection,
        schedule_in={"seconds": delay_s} if delay_s else None,
    )
    request_id = structlog.contextvars.get_contextvars().get(REQUEST_ID)
    job.defer(**arguments, **({REQUEST_ID: request_id} if request_id else {}))


async def with_request_id(call_next: AsyncCallNext, context: procrastinate.JobContext, _worker: Worker) -> Any:
    """Do a job under the id of the request that asked for it: its log lines carry it, and so do the jobs that it starts.

    The task itself never sees it.
    """
    request_id = context.job.task_kwargs.pop(REQUEST_ID, None)
    with structlog.contextvars.bound_contextvars(**({REQUEST_ID: request_id} if request_id else {})):
        return await call_next()
