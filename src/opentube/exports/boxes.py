"""Boxes of faces that a person edited."""

import uuid
from collections.abc import Sequence

from sqlalchemy.orm import Session

from opentube.exports.blobs import lock_blobs, remove_unused
from opentube.exports.kinds import ExportKind
from opentube.exports.makers.face_boxes import as_file, track_details
from opentube.exports.needs import BoxesUnusable
from opentube.exports.progress import tell
from opentube.exports.queries import download_of, get_export
from opentube.exports.tables import Export
from opentube.faces.anonymize.values import MaskTrack
from opentube.store.blobs import Blobs


def replace_boxes(
    session: Session, blobs: Blobs, owner_id: uuid.UUID, export_id: uuid.UUID, tracks: Sequence[MaskTrack]
) -> Export:
    """Put what a person made of finished boxes in their place; exports that render them show it from then on.

    ``tracks`` are what `opentube.faces.anonymize.document.parse_boxes` reads.

    Raises:
        ExportNotFound: no export of this owner has the id.
        BoxesUnusable: it is no export of boxes.
        ExportNotDone: they are still being found.
        BlobStoreUnreachable: the store did not answer; nothing was changed.
    """
    export = get_export(session, owner_id, export_id, lock=True)
    if export.kind != ExportKind.BOXES:
        raise BoxesUnusable
    earlier = download_of(session, owner_id, export_id)
    content = as_file(tracks)
    lock_blobs(session)
    export.blob_key, export.size_bytes = blobs.put_bytes(content), len(content)
    export.details = track_details(tracks) | {"edited": True}
    session.flush()
    if earlier.key != export.blob_key:
        remove_unused(session, blobs, earlier.key)
    tell(session, export.id)
    return export
