"""Reading exports."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.exports.tables import Export


class ExportNotFound(UserError):
    """There is no such export."""

    code = "export_not_found"


def get_export(session: Session, owner_id: uuid.UUID, export_id: uuid.UUID, *, lock: bool = False) -> Export:
    """The owner's export; ``lock`` keeps others from changing it until the transaction ends.

    Raises:
        ExportNotFound: no export of this owner has the id.
    """
    found = sa.select(Export).where(Export.id == export_id, Export.owner_id == owner_id)
    if lock:
        found = found.with_for_update(key_share=True)
    export = session.scalar(found.execution_options(populate_existing=True))
    if export is None:
        raise ExportNotFound
    return export


def list_exports(session: Session, owner_id: uuid.UUID, *, report_id: uuid.UUID | None = None) -> Sequence[Export]:
    """The owner's exports, newest first; of one report where it is given."""
    found = sa.select(Export).where(Export.owner_id == owner_id)
    if report_id:
        found = found.where(Export.report_id == report_id)
    return session.scalars(found.order_by(Export.requested_at.desc(), Export.id)).all()
