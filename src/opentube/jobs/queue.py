"""The queue: Procrastinate, in the same database as everything else."""

from typing import Any

import procrastinate
from sqlalchemy.orm import Session

queue = procrastinate.App(connector=procrastinate.PsycopgConnector())
"""Tasks register here; the worker opens it on a real database."""

_deferrer = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
"""Never opened: it writes jobs on connections that belong to others."""


def defer(session: Session, task: str, *, name: str, key: str, delay_s: float = 0.0, **arguments: Any) -> None:
    """Put a job into the queue in the transaction of ``session``: both happen, or neither.

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
    job.defer(**arguments)
