"""Reading exports."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.exports.kinds import ExportKind, ExportStatus
from opentube.exports.tables import Export
from opentube.reports.tables import Report

MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".csv": "text/csv; charset=utf-8",
    ".edl": "text/plain; charset=utf-8",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".mkv": "video/matroska",
    ".mov": "video/quicktime",
    ".mp4": "video/mp4",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".webm": "video/webm",
    ".webp": "image/webp",
}
"""By the ending of the name."""

_SHOWN: Final = Export.report_id.in_(sa.select(Report.id).where(Report.deleted_at.is_(None)))


class ExportNotFound(UserError):
    """There is no such export."""

    code = "export_not_found"


class ExportNotDone(UserError):
    """There is no file yet: the export is still being made, failed or was cancelled. Try it again."""

    code = "export_not_done"


@dataclass(frozen=True, slots=True)
class Download:
    """A finished file: ``key`` in the blob store, and what it is called when it is handed out."""

    key: str
    media_type: str
    name: str
    size_bytes: int


def get_export(
    session: Session, owner_id: uuid.UUID, export_id: uuid.UUID, *, lock: bool = False, binned: bool = False
) -> Export:
    """The owner's export; ``lock`` keeps others from changing it until the transaction ends.

    Raises:
        ExportNotFound: no export of this owner has the id, or its report lies in the bin; unless ``binned``.
    """
    found = sa.select(Export).where(Export.id == export_id, Export.owner_id == owner_id)
    if not binned:
        found = found.where(_SHOWN)
    if lock:
        found = found.with_for_update(key_share=True)
    export = session.scalar(found.execution_options(populate_existing=True))
    if export is None:
        raise ExportNotFound
    return export


def list_exports(
    session: Session,
    owner_id: uuid.UUID,
    *,
    report_id: uuid.UUID | None = None,
    kind: ExportKind | None = None,
    status: ExportStatus | None = None,
    before: tuple[datetime, uuid.UUID] | None = None,
    limit: int | None = None,
) -> Sequence[Export]:
    """The owner's exports, newest first, at most ``limit``, none of reports in the bin; only those after ``before`` in that order.

    ``before`` is ``requested_at`` and ``id`` of the last one that was seen.
    """
    found = sa.select(Export).where(Export.owner_id == owner_id, _SHOWN)
    for column, value in ((Export.report_id, report_id), (Export.kind, kind), (Export.status, status)):
        if value is not None:
            found = found.where(column == value)
    if before:
        found = found.where(sa.tuple_(Export.requested_at, Export.id) < before)
    return session.scalars(found.order_by(Export.requested_at.desc(), Export.id.desc()).limit(limit)).all()


def download_of(session: Session, owner_id: uuid.UUID, export_id: uuid.UUID) -> Download:
    """What it takes to hand out a finished file.

    Raises:
        ExportNotFound: no export of this owner has the id.
        ExportNotDone: there is no file.
    """
    export = get_export(session, owner_id, export_id)
    if export.status != ExportStatus.DONE or export.blob_key is None or export.size_bytes is None:
        raise ExportNotDone
    ending = PurePath(export.name).suffix
    return Download(export.blob_key, MEDIA_TYPES[ending], export.name, export.size_bytes)
