"""Files of exports in the blob store, where equal bytes are one file."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.exports.tables import Export
from opentube.persons.tables import Person, PersonEdit
from opentube.reports.document import AnalysisKind
from opentube.reports.tables import Analysis, Report, Unit
from opentube.sources.tables import Video
from opentube.sources.uploads.tables import Upload, UploadStatus
from opentube.store.blobs import Blobs

_LOCK = 0x6F70_6578  # one number for all who add or remove files of exports


def lock_blobs(session: Session) -> None:
    """Until the transaction ends nobody else adds or removes files of exports."""
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def remove_unused(session: Session, blobs: Blobs, key: str) -> None:
    """Delete a file that no row names any more: no export, film, picture, upload or file of comments.

    Raises:
        BlobStoreUnreachable: the store did not answer.
    """
    uses = (
        Export.blob_key == key,
        Video.media_key == key,
        (Upload.blob_key == key) & Upload.status.in_([UploadStatus.RECEIVING, UploadStatus.READY]),
        Report.options["comments_key"].astext == key,
        Unit.result["comments_key"].astext == key,
        (Analysis.kind == AnalysisKind.CONTACT_SHEET) & (Analysis.result["picture"].astext == key),
        (Person.cover_key == key) | (Person.found_cover_key == key) | (Person.cut_cover_key == key),
        PersonEdit.body["cover_key"].astext == key,
    )
    if not session.scalar(sa.select(sa.or_(*(sa.exists().where(use) for use in uses)))):
        blobs.delete(key)
