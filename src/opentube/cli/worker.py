"""``open-tube worker``: one more pair of hands, on any machine that reaches the database and the files."""

import asyncio
import os
import signal
import sys
import threading
from typing import Annotated

import typer

from opentube.accounts.upkeep import AccountsUpkeep
from opentube.cli.logs import configure_logs
from opentube.cli.session import open_product
from opentube.events.guard import Guard
from opentube.events.outbox import AT_ONCE, DELIVER_QUEUE
from opentube.events.sending import Sender
from opentube.events.upkeep import EventsUpkeep
from opentube.exports.recovery import requeue_lost_exports, sweep
from opentube.jobs.worker import run_worker
from opentube.persons.upkeep import LibraryUpkeep
from opentube.reports.engines import Engines
from opentube.reports.recovery import requeue_lost_work
from opentube.reports.upkeep import ReportsUpkeep
from opentube.reports.work import Workshop
from opentube.sources.uploads.receiving import Inbox
from opentube.sources.uploads.upkeep import UploadUpkeep
from opentube.tracing import start_tracing


def worker(
    *,
    until_idle: Annotated[bool, typer.Option(help="Stop when the queue is empty.")] = False,
    preload: Annotated[bool, typer.Option(help="Load the comments engine before the first job.")] = True,
    stop_with_input: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Take jobs from the queue until stopped; another worker takes over the jobs of one that dies."""
    import opentube.events.tasks  # noqa: PLC0415 - as below
    import opentube.exports.tasks  # noqa: PLC0415 - as below
    import opentube.reports.tasks  # noqa: F401, PLC0415 - registers the tasks, and loads what they need

    configure_logs()
    start_tracing()
    if stop_with_input:
        threading.Thread(target=_stop_at_end_of_input, daemon=True).start()
    with open_product() as product:
        engines = Engines(product.settings)
        if preload:
            engines.load_analyzer()
        workshop = Workshop(product.settings, product.database, product.blobs, engines)
        library = LibraryUpkeep(product.database, product.blobs)
        events = EventsUpkeep(product.database)
        uploads = UploadUpkeep(product.database, product.blobs, Inbox.from_settings(product.settings))
        reports = ReportsUpkeep(product.database, product.blobs)
        accounts = AccountsUpkeep(product.database)
        sender = Sender(Guard(allow=tuple(product.settings.webhook_networks)))

        def upkeep() -> None:
            requeue_lost_work(product.database)
            requeue_lost_exports(product.database)
            sweep(product.database, product.settings.data_dir / "exports")
            for look in (library, events, uploads, reports, accounts):
                look()

        try:
            asyncio.run(
                run_worker(
                    product.database.conninfo,
                    product.settings,
                    context={"workshop": workshop, "sender": sender},
                    upkeep=upkeep,
                    beside={DELIVER_QUEUE: AT_ONCE},
                    wait=not until_idle,
                )
            )
        finally:
            engines.close()


def _stop_at_end_of_input() -> None:
    """End with whoever started this worker, however they ended."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
