"""Webhooks get what they asked for, once it is committed, and again until it is taken or given up."""

import asyncio
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

import opentube.events.tasks  # noqa: F401 - importing tasks registers them with the queue
from opentube.accounts.tables import Owner
from opentube.events.guard import WebhookAddressRefused
from opentube.events.kinds import EventKind
from opentube.events.log import after, record
from opentube.events.outbox import DeliveryStatus
from opentube.events.service import (
    DeliveryNotFound,
    TooManyWebhooks,
    WebhookKindUnknown,
    WebhookNotFound,
    create_webhook,
    delete_webhook,
    get_delivery,
    get_webhook,
    list_deliveries,
    list_webhooks,
    renew_secret,
    replay_delivery,
    send_test,
    update_webhook,
)
from opentube.events.tables import Delivery, Webhook
from opentube.events.tasks import BACK_OFF_S
from opentube.events.upkeep import EventsUpkeep
from opentube.jobs.worker import run_worker
from opentube.reports.engines import Engines
from opentube.reports.work import Workshop
from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from tests.events.receiver import Receiver, receiving

FINISHED = EventKind.REPORT_FINISHED


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(Receiver()) as receiver:
        yield receiver


class Post:
    """An owner with a webhook to a receiver, and the worker that sends."""

    def __init__(self, workshop: Workshop, owner_id: uuid.UUID, receiver: Receiver) -> None:
        self.workshop, self.owner_id, self.receiver = workshop, owner_id, receiver
        self.database = workshop.database
        self.webhook_id = self.add().id

    def add(self, *kinds: str) -> Webhook:
        with self.database.session() as session:
            return create_webhook(session, self.owner_id, self.receiver.url, kinds, guard=self.receiver.guard)

    def say(self, kind: EventKind = FINISHED, **body: Any) -> None:
        with self.database.session() as session:
            record(session, self.owner_id, kind, body)

    def work_off(self) -> None:
        context = {"workshop": self.workshop, "sender": self.receiver.sender}
        asyncio.run(run_worker(self.database.conninfo, self.workshop.settings, context=context, wait=False))

    def make_due(self) -> list[float]:
        """Let every job start now; returns how many seconds each would have waited."""
        due = sa.text("""
            UPDATE procrastinate_jobs AS job SET scheduled_at = NULL FROM procrastinate_jobs AS was
            WHERE job.id = was.id RETURNING round(extract(epoch FROM was.scheduled_at - now()))::float
        """)
        with self.database.session() as session:
            return list(session.scalars(due))

    @property
    def webhook(self) -> Webhook:
        with self.database.session() as session:
            return get_webhook(session, self.owner_id, self.webhook_id)

    @property
    def deliveries(self) -> list[Delivery]:
        with self.database.session() as session:
            return list(list_deliveries(session, self.owner_id, self.webhook_id))

    @property
    def delivery(self) -> Delivery:
        (only,) = self.deliveries
        return only


@pytest.fixture
def post(
    settings: Settings, database: Database, blobs: Blobs, owner_id: uuid.UUID, receiver: Receiver
) -> Iterator[Post]:
    engines = Engines(settings)
    yield Post(Workshop(settings, database, blobs, engines), owner_id, receiver)
    engines.close()


def test_what_happens_is_sent_signed(post: Post) -> None:
    report_id = uuid.uuid4()
    with post.database.session() as session:
        record(session, post.owner_id, FINISHED, {"status": "done"}, report_id)
    post.work_off()

    (got,) = post.receiver.received
    body = got.verified(post.webhook.secret)
    assert isinstance(body, dict)
    assert body["type"] == "report.finished"
    assert body["data"] == {"report_id": str(report_id), "status": "done"}
    assert got.headers["webhook-id"] == str(post.delivery.id)
    assert (post.delivery.status, post.delivery.attempt, post.delivery.response_status) == ("delivered", 1, 204)
    assert post.delivery.duration_s is not None


def test_what_did_not_happen_is_not_sent(post: Post) -> None:
    with pytest.raises(ZeroDivisionError), post.database.session() as session:  # noqa: PT012 - what comes before the error is the point
        record(session, post.owner_id, FINISHED, {})
        raise ZeroDivisionError
    post.work_off()

    assert (post.receiver.received, post.deliveries) == ([], [])


def test_webhooks_get_the_kinds_they_asked_for_and_no_progress(post: Post) -> None:
    picky = post.add("persons.changed")
    for kind in (EventKind.REPORT_PROGRESS, EventKind.EXPORT_PROGRESS, FINISHED, EventKind.PERSONS_CHANGED):
        post.say(kind)

    assert [delivery.kind for delivery in post.deliveries] == ["persons.changed", "report.finished"]
    with post.database.session() as session:
        assert [row.kind for row in list_deliveries(session, post.owner_id, picky.id)] == ["persons.changed"]


def test_what_is_not_taken_is_tried_later_and_later_and_then_given_up(post: Post) -> None:
    post.receiver.statuses = [500]
    post.say()
    waits = []
    for attempt in range(1, len(BACK_OFF_S) + 1):
        post.work_off()
        assert (post.delivery.status, post.delivery.attempt) == ("waiting", attempt)
        assert post.delivery.next_try_at is not None
        waits += post.make_due()
    post.work_off()

    assert [abs(waited - wanted) < 5 for waited, wanted in zip(waits, BACK_OFF_S, strict=True)] == [True] * 6
    assert (post.delivery.status, post.delivery.attempt) == ("failed", 7)
    assert (post.delivery.error_code, post.delivery.response_status) == ("webhook_not_taken", 500)
    assert post.make_due() == []
    assert post.webhook.failing_since is not None
    assert {got.headers["webhook-id"] for got in post.receiver.received} == {str(post.delivery.id)}


def test_a_success_ends_the_failing(post: Post) -> None:
    post.receiver.statuses = [503, 204]
    post.say()
    post.work_off()
    assert post.webhook.failing_since is not None

    post.make_due()
    post.work_off()

    assert (post.delivery.status, post.delivery.attempt, post.delivery.error_code) == ("delivered", 2, None)
    assert post.webhook.failing_since is None


def fail_for(post: Post, days: float) -> None:
    """Let the last attempt of a delivery fail, ``days`` after the webhook began to."""
    post.receiver.statuses = [500]
    post.say()
    with post.database.session() as session:
        session.execute(sa.update(Delivery).values(attempt=len(BACK_OFF_S)))
        session.execute(sa.update(Webhook).values(failing_since=sa.func.now() - timedelta(days=days)))
    post.work_off()


def test_a_webhook_that_fails_for_three_days_is_disabled_and_that_is_told(post: Post) -> None:
    fail_for(post, 3.1)

    assert (post.webhook.enabled, post.webhook.disabled_at is not None) == (False, True)
    with post.database.session() as session:
        told = after(session, post.owner_id, None)
    assert told[-1].kind is EventKind.WEBHOOK_DISABLED
    assert told[-1].body == {"webhook_id": str(post.webhook_id)}
    # then it gets nothing more until it is enabled
    post.say()
    assert len(post.deliveries) == 1
    with post.database.session() as session:
        update_webhook(session, post.owner_id, post.webhook_id, enabled=True)
    assert (post.webhook.failing_since, post.webhook.disabled_at) == (None, None)
    post.say()
    assert len(post.deliveries) == 2


def test_a_webhook_that_fails_for_less_is_kept(post: Post) -> None:
    fail_for(post, 2.9)
    assert post.webhook.enabled


def test_what_waits_for_a_disabled_webhook_is_given_up(post: Post) -> None:
    post.say()
    with post.database.session() as session:
        update_webhook(session, post.owner_id, post.webhook_id, enabled=False)
    post.work_off()

    assert post.receiver.received == []
    assert (post.delivery.status, post.delivery.error_code) == ("failed", "webhook_disabled")


def test_a_test_is_sent_once_and_even_where_disabled(post: Post) -> None:
    post.receiver.statuses = [500]
    with post.database.session() as session:
        update_webhook(session, post.owner_id, post.webhook_id, enabled=False)
        delivery = send_test(session, post.owner_id, post.webhook_id)
    post.work_off()

    assert (post.delivery.id, post.delivery.status, post.delivery.attempt) == (delivery.id, "failed", 1)
    assert b'"type":"webhook.test"' in post.receiver.received[0].body
    assert (post.make_due(), post.webhook.failing_since) == ([], None)


def test_what_was_given_up_can_be_replayed(post: Post) -> None:
    fail_for(post, 0)
    post.receiver.statuses = [204]
    with post.database.session() as session:
        replay_delivery(session, post.owner_id, post.delivery.id)
    post.work_off()

    assert (post.delivery.status, post.delivery.attempt) == ("delivered", 1)
    first, second = post.receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


def test_what_waits_for_its_next_try_can_be_replayed_now(post: Post) -> None:
    post.receiver.statuses = [500, 204]
    post.say()
    post.work_off()
    with post.database.session() as session:
        replay_delivery(session, post.owner_id, post.delivery.id)
    post.work_off()

    assert (post.delivery.status, len(post.receiver.received)) == ("delivered", 2)
    assert post.make_due() == []


def test_addresses_that_became_private_are_refused_at_sending(post: Post) -> None:
    with post.database.session() as session:
        session.execute(sa.update(Webhook).values(url="http://169.254.169.254/latest/meta-data/"))
    post.say()
    post.work_off()

    assert post.delivery.error_code in {"webhook_url_invalid", "webhook_address_refused"}
    assert post.delivery.response_status is None


def test_a_lost_job_is_queued_again(post: Post) -> None:
    post.say()
    with post.database.session() as session:
        session.execute(sa.text("DELETE FROM procrastinate_jobs"))
    upkeep = EventsUpkeep(post.database)
    upkeep()
    upkeep()
    post.work_off()

    assert len(post.receiver.received) == 1


def test_old_deliveries_are_swept_and_waiting_ones_kept(post: Post) -> None:
    for _ in range(2):
        post.say()
    done, waiting = post.deliveries
    with post.database.session() as session:
        session.execute(sa.update(Delivery).values(created_at=sa.func.now() - timedelta(days=31)))
        session.execute(sa.update(Delivery).where(Delivery.id == done.id).values(status=DeliveryStatus.DELIVERED))
    EventsUpkeep(post.database)()

    assert post.delivery.id == waiting.id


def test_the_secret_can_be_renewed(post: Post) -> None:
    before = post.webhook.secret
    with post.database.session() as session:
        renew_secret(session, post.owner_id, post.webhook_id)
    post.say()
    post.work_off()

    assert post.webhook.secret != before
    post.receiver.received[0].verified(post.webhook.secret)


def test_a_deleted_webhook_takes_its_deliveries_along(post: Post) -> None:
    post.say()
    with post.database.session() as session:
        delete_webhook(session, post.owner_id, post.webhook_id)
    post.work_off()

    assert post.receiver.received == []
    with post.database.session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Delivery)) == 0


def test_what_is_entered_is_checked(post: Post) -> None:
    with post.database.session() as session:
        with pytest.raises(WebhookKindUnknown, match=r"report\.progress"):
            create_webhook(session, post.owner_id, "https://hooks.example/", ["report.progress"])
        with pytest.raises(WebhookAddressRefused):
            update_webhook(session, post.owner_id, post.webhook_id, url="http://127.0.0.1/")
        for _ in range(19):
            create_webhook(session, post.owner_id, "https://hooks.example/")
        with pytest.raises(TooManyWebhooks):
            create_webhook(session, post.owner_id, "https://hooks.example/")


def test_lists_are_read_in_pages(post: Post) -> None:
    post.add()
    with post.database.session() as session:
        first, second = list_webhooks(session, post.owner_id)
        behind = list_webhooks(session, post.owner_id, after=(first.created_at, first.id), limit=5)
    assert [webhook.id for webhook in behind] == [second.id]
    for _ in range(3):
        post.say()
    everything = post.deliveries
    newest = everything[0]
    with post.database.session() as session:
        rest = list_deliveries(session, post.owner_id, post.webhook_id, after=(newest.created_at, newest.id))
    assert [row.id for row in rest] == [row.id for row in everything[1:]]


def test_nobody_reaches_the_webhooks_of_others(post: Post) -> None:
    post.say()
    delivery_id = post.delivery.id
    with post.database.session() as session:
        other = Owner(name="other")
        session.add(other)
        session.flush()
        record(session, other.id, FINISHED, {})
        assert list_webhooks(session, other.id) == []
        for reach in (get_webhook, delete_webhook, renew_secret, send_test, list_deliveries, update_webhook):
            with pytest.raises(WebhookNotFound):
                reach(session, other.id, post.webhook_id)
        for find in (get_delivery, replay_delivery):
            with pytest.raises(DeliveryNotFound):
                find(session, other.id, delivery_id)
    assert len(post.deliveries) == 1
