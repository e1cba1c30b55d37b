"""How long face vectors are kept. Persons, names and appearances stay; recognition no longer knows who has none left."""

import uuid

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from opentube.accounts.tables import Owner
from opentube.errors import UserError
from opentube.persons.tables import Face, PersonEdit, Track
from opentube.reports.document import ReportStatus
from opentube.reports.tables import Report
from opentube.store.database import Database

log = structlog.get_logger(__name__)

LONGEST_DAYS = 36_500


class RetentionInvalid(UserError):
    """Vectors are kept for 1 to 36,500 days, or forever."""

    code = "retention_invalid"


def keep_vectors(session: Session, owner_id: uuid.UUID, days: int | None) -> None:
    """Keep this owner's face vectors for so many days after their report ended; None keeps them for good.

    Raises:
        RetentionInvalid: not in 1..36,500.
    """
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise RetentionInvalid
    session.execute(sa.update(Owner).where(Owner.id == owner_id).values(vectors_expire_days=days))


def vectors_kept_days(session: Session, owner_id: uuid.UUID) -> int | None:
    """For how many days vectors are kept; None for good."""
    return session.scalar(sa.select(Owner.vectors_expire_days).where(Owner.id == owner_id))


def forget_old_vectors(database: Database) -> int:
    """Forget the vectors of tracks, faces and drawn faces that are older than their owner keeps them; returns how many.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    kept = sa.func.make_interval(0, 0, 0, Owner.vectors_expire_days)  # null where they are kept for good
    expired = (
        sa.select(Report.id)
        .join(Owner, Owner.id == Report.owner_id)
        .where(sa.func.coalesce(Report.finished_at, Report.requested_at) < sa.func.now() - kept)
        .where(Report.status != ReportStatus.WORKING)  # those still need theirs
    )
    old_edits = PersonEdit.owner_id == Owner.id, PersonEdit.created_at < sa.func.now() - kept
    forgetting = (
        sa.update(Track)
        .where(Track.embedding.is_not(None), Track.report_id.in_(expired))
        .values(embedding=None, embedder=None),
        sa.update(Face).where(Face.embedding.is_not(None), Face.report_id.in_(expired)).values(embedding=None),
        sa.update(PersonEdit)
        .where(*old_edits, PersonEdit.body.has_key("embedding"))
        .values(body=PersonEdit.body.op("-")(sa.cast(["embedding", "embedder"], ARRAY(sa.Text())))),
    )
    with database.session() as session:
        count = sum(session.connection().execute(statement).rowcount for statement in forgetting)
    if count:
        log.info("vectors.forgotten", count=count)
    return count
