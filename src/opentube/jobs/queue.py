"""The queue: Procrastinate, in the same database as everything else."""

from typing import Any

import procrastinate
import structlog
from procrastinate.middleware import AsyncCallNext
from procrastinate.worker import Worker
from sqlalchemy.orm import Session

from opentube.tracing import job_span, origin

queue = procrastinate.App(connector=procrastinate.PsycopgConnector())
"""Tasks register here; the worker opens it on a real database."""

_deferrer = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
"""Never opened: it writes jobs on connections that belong to others."""

REQUEST_ID = "request_id"
ORIGIN = "origin"


def defer(session: Session, task: str, *, name: str, key: str, delay_s: float = 0.0, **arguments: Any) -> None:
    """Put a job into the queue in the transaction of ``session``: both happen, or neither.

    The id of the request that asked for it, where the logs carry one, goes with it, and so does its trace: see `as_asked`.

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
    asked_by: dict[str, str | None] = {REQUEST_ID: request_id, ORIGIN: origin()}
    job.defer(**arguments, **{name: value for name, value in asked_by.items() if value})


async def as_asked(call_next: AsyncCallNext, context: procrastinate.JobContext, _worker: Worker) -> Any:
    """Do a job under the id of the request that asked for it, and in its trace, as do the jobs that it starts.

    The task itself sees neither.
    """
    arguments = context.job.task_kwargs
    request_id, asked_by = arguments.pop(REQUEST_ID, None), arguments.pop(ORIGIN, None)
    about = {f"opentube.{name}": value for name, value in arguments.items() if isinstance(value, str | int)}
    with (
        structlog.contextvars.bound_contextvars(**({REQUEST_ID: request_id} if request_id else {})),
        job_span(context.job.task_name, asked_by, about),
    ):
        return await call_next()
