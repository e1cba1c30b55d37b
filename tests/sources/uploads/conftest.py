"""A place where files come in."""

import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest

from opentube.accounts.service import local_owner
from opentube.sources.uploads.queries import get_upload
from opentube.sources.uploads.receiving import Inbox
from opentube.sources.uploads.service import create_upload, discard_upload, finish_upload, open_part
from opentube.sources.uploads.tables import Upload
from opentube.store.blobs import Blobs
from opentube.store.database import Database


@dataclass(frozen=True)
class Reception:
    """Uploads of one owner."""

    database: Database
    blobs: Blobs
    inbox: Inbox
    owner_id: uuid.UUID

    def announce(self, name: str = "a", size_bytes: int = 1) -> Upload:
        """An upload of which nothing is here yet."""
        with self.database.session() as session:
            return create_upload(session, self.inbox, self.owner_id, name=name, size_bytes=size_bytes, most_bytes=10**9)

    def upload(self, path: Path, name: str | None = None) -> Upload:
        """Upload a file whole, as the API does."""
        content = path.read_bytes()
        announced = self.announce(name or path.name, len(content))
        with open_part(self.database, self.inbox, self.owner_id, announced.id, 0) as part:
            part.append(content)
        return self.finish(announced)

    def finish(self, upload: Upload) -> Upload:
        """Have it looked at."""
        return finish_upload(self.database, self.blobs, self.inbox, self.owner_id, upload.id)

    def discard(self, upload: Upload) -> None:
        """Forget it."""
        with self.database.session() as session:
            discard_upload(session, self.blobs, self.inbox, self.owner_id, upload.id)

    def get(self, upload: Upload) -> Upload:
        """It as it is now."""
        with self.database.session() as session:
            return get_upload(session, self.owner_id, upload.id)


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    """Where uploads are received."""
    return Inbox(tmp_path / "uploads")


@pytest.fixture
def reception(database: Database, blobs: Blobs, inbox: Inbox) -> Reception:
    """Where nothing came in yet."""
    with database.session() as session:
        return Reception(database, blobs, inbox, local_owner(session))
