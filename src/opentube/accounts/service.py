"""Owners."""

import uuid

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from opentube.accounts.tables import Owner

LOCAL_OWNER = uuid.UUID(int=0)
"""Whoever sits at the command line of this machine."""


def local_owner(session: Session) -> uuid.UUID:
    """The owner of what the command line makes, created with the first report."""
    session.execute(insert(Owner).values(id=LOCAL_OWNER, name="local").on_conflict_do_nothing())
    return session.execute(sa.select(Owner.id).where(Owner.id == LOCAL_OWNER)).scalar_one()
