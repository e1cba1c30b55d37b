"""Comments of a file on their way in: read to the end, and stored in the form that the database takes."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from opentube.sources.canonical import write_comments
from opentube.sources.comment_files import CommentFile
from opentube.sources.file_notices import FileNotice
from opentube.sources.values import CommentRecord
from opentube.store.blobs import BlobKey, Blobs

CHECK_EVERY = 1000


@dataclass(frozen=True, slots=True)
class StoredComments:
    """The comments of one file in the blob store."""

    key: BlobKey
    count: int
    notices: tuple[FileNotice, ...]


def store_comment_file(file: CommentFile, blobs: Blobs, *, check: Callable[[], None] = lambda: None) -> StoredComments:
    """Read a file to its end and store its comments.

    Raises:
        UserError: the file cannot be read to its end; nothing is stored.
    """

    def checked() -> Iterator[CommentRecord]:
        for count, record in enumerate(file):
            if count % CHECK_EVERY == 0:
                check()
            yield record

    with tempfile.TemporaryDirectory(prefix="open-tube-") as folder:
        path = Path(folder) / "comments.jsonl"
        count = write_comments(checked(), path)
        return StoredComments(blobs.put_file(path, check=check), count, tuple(file.notices))
