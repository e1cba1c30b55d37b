"""Jobs that wait for others run beside the work of a worker, not before it."""

import asyncio
import os
import signal
import threading
from collections.abc import Iterator

import pytest

import opentube.events.tasks
import opentube.exports.tasks  # noqa: F401 - importing tasks registers them with the queue
from opentube.events.kinds import EventKind
from opentube.events.log import record
from opentube.events.outbox import AT_ONCE, DELIVER_QUEUE
from opentube.events.service import create_webhook, list_deliveries
from opentube.exports.kinds import ExportKind, ExportStatus
from opentube.jobs.worker import run_worker
from opentube.reports.engines import Engines
from opentube.reports.work import Workshop
from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from tests.events.receiver import Receiver, receiving
from tests.exports.office import Office
from tests.reports.audience import Said
from tests.reports.installation import wait_until


@pytest.fixture
def office(settings: Settings, database: Database, blobs: Blobs) -> Iterator[Office]:
    engines = Engines(settings)
    yield Office(Workshop(settings, database, blobs, engines))
    engines.close()


def test_receivers_that_are_slow_to_answer_hold_up_no_other_work(office: Office) -> None:
    database = office.workshop.database
    answering = threading.Event()
    seen: list[str] = []

    def statuses() -> list[str]:
        with database.session() as session:
            return [row.status for row in list_deliveries(session, owner_id, webhook.id)]

    def watch() -> None:
        try:
            wait_until(lambda: len(receiver.received) == AT_ONCE)
            wait_until(lambda: office.row(export_id).status == ExportStatus.DONE)
            seen.extend(statuses())
            answering.set()
            wait_until(lambda: set(statuses()) == {"delivered"})
        finally:
            answering.set()
            os.kill(os.getpid(), signal.SIGTERM)

    # given more webhooks to send than are sent at once, none of which is answered, and a file to make
    with receiving(Receiver(answering=answering)) as receiver:
        report_id = office.report([Said("1")])
        owner_id = office.owner_id
        with database.session() as session:
            webhook = create_webhook(session, owner_id, receiver.url, guard=receiver.guard)
            for _ in range(AT_ONCE + 1):
                record(session, owner_id, EventKind.WORDS_CHANGED, {})
        export_id = office.ask(report_id, ExportKind.JSONL)

        # when one worker works
        watching = threading.Thread(target=watch)
        watching.start()
        context = {"workshop": office.workshop, "sender": receiver.sender}
        beside = {DELIVER_QUEUE: AT_ONCE}
        asyncio.run(run_worker(database.conninfo, office.workshop.settings, context=context, beside=beside))
        watching.join()

    # then the file was made while they waited
    assert set(seen) == {"waiting"}
    assert set(statuses()) == {"delivered"}
