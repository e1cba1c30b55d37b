"""Taking a finished export out of the blob store."""

import shutil
import uuid
from contextlib import suppress
from pathlib import Path

from opentube.errors import UserError
from opentube.exports.queries import download_of
from opentube.store.blobs import Blobs
from opentube.store.database import Database


class ExportUnsavable(UserError):
    """The file cannot be written there. Choose another place with --output."""

    code = "export_unsavable"


def save_export(
    database: Database, blobs: Blobs, owner_id: uuid.UUID, export_id: uuid.UUID, path: Path | None = None
) -> Path:
    """Copy a finished file to ``path``, by default under its own name into this folder; whole, or not at all.

    Raises:
        ExportNotFound: no export of this owner has the id.
        ExportNotDone: there is no file.
        ExportUnsavable: the place cannot be written.
        BlobMissing: the file is gone from the store.
    """
    with database.session() as session:
        download = download_of(session, owner_id, export_id)
    path = path or Path(download.name)
    partial = path.with_name(f".{uuid.uuid4().hex}.part")
    with blobs.local(download.key) as stored:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(stored, partial)
            partial.replace(path)
        except OSError as error:
            raise ExportUnsavable(f"{path} cannot be written ({error.strerror}). Choose another place.") from error
        finally:
            with suppress(OSError):
                partial.unlink()
    return path
