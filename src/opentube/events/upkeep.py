"""What a worker looks after: deliveries whose job is gone, and the past."""

import time
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from opentube.events.log import sweep_events
from opentube.events.outbox import DeliveryStatus, queue_delivery
from opentube.events.tables import Delivery
from opentube.store.database import Database

log = structlog.get_logger(__name__)

EVERY_S: Final = 600.0
DELIVERIES_KEPT: Final = timedelta(days=30)

LOST = """
    SELECT delivery.id FROM delivery
    WHERE delivery.status = 'waiting' AND NOT EXISTS (
        SELECT FROM procrastinate_jobs AS job
        WHERE job.status IN ('todo', 'doing') AND job.args ->> 'delivery_id' = delivery.id::text
    )
    FOR NO KEY UPDATE OF delivery SKIP LOCKED
"""


class EventsUpkeep:
    """Called as often as one likes: queues lost deliveries each time, and sweeps at the first call and every ten minutes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._due_s = time.monotonic()

    def __call__(self) -> None:
        """Look once.

        Raises:
            DatabaseUnreachable: the database does not answer.
        """
        with self._database.session() as session:
            requeue_lost_deliveries(session)
            if time.monotonic() >= self._due_s:
                self._due_s = time.monotonic() + EVERY_S
                sweep_events(session)
                sweep_deliveries(session)


def requeue_lost_deliveries(session: Session) -> int:
    """Queue what waits to be sent without a job, and return how many there were."""
    lost = session.scalars(sa.text(LOST)).all()
    for delivery_id in lost:
        log.warning("webhook.requeued", delivery=str(delivery_id))
        queue_delivery(session, delivery_id)
    return len(lost)


def sweep_deliveries(session: Session) -> int:
    """Delete what was sent or given up more than 30 days ago, and return how many there were."""
    old = sa.delete(Delivery).where(
        Delivery.created_at < sa.func.now() - DELIVERIES_KEPT, Delivery.status != DeliveryStatus.WAITING
    )
    gone = session.scalars(old.returning(Delivery.id).execution_options(synchronize_session=False)).all()
    return len(gone)
