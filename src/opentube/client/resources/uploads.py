"""Files on their way to the server."""

from collections.abc import Mapping
from pathlib import Path

from opentube.client.binding import Mode, Resource, listing, operation
from opentube.client.downloads import PathLike
from opentube.client.models.files import Upload
from opentube.client.protocol import Id, place
from opentube.client.steps import Steps, Stream
from opentube.client.uploading import CHUNK_BYTES, OnSent, announce, located, send


class Uploads(Resource[Mode]):
    """Films and files of comments, sent in pieces."""

    @operation
    def create(self, name: str, size_bytes: int, *, columns: Mapping[str, str] | None = None) -> Steps[Upload]:
        """Announce a file; its bytes follow with ``send`` and this upload's id."""
        return announce(self._protocol, name, size_bytes, columns)

    @operation
    def send(
        self,
        path: PathLike,
        *,
        columns: Mapping[str, str] | None = None,
        upload_id: Id | None = None,
        on_progress: OnSent | None = None,
        chunk_bytes: int = CHUNK_BYTES,
    ) -> Steps[Upload]:
        """Send a file, going on where it was whenever the connection breaks.

        Args:
            path: the file.
            columns: for comments in columns with names of their own: ours to the file's, such as ``{"text": "본문"}``.
            upload_id: an upload that was announced or begun before, also by another process.
            on_progress: called with how many bytes were received, and how many there are.
            chunk_bytes: how many to send in a request.

        Raises:
            UploadRefused: the server looked at the file and cannot use it.
        """
        return send(
            self._protocol,
            Path(path),
            columns=columns,
            upload_id=upload_id,
            on_progress=on_progress,
            chunk_bytes=chunk_bytes,
        )

    @operation
    def received_bytes(self, upload_id: Id) -> Steps[int]:
        """How many bytes of a file the server has."""
        return located(self._protocol, upload_id)

    @listing
    def list(self, *, page_size: int = 100) -> Stream[Upload]:
        """Uploads that have not expired, newest first."""
        return self._protocol.pages(Upload, "uploads", page_size)

    @operation
    def get(self, upload_id: Id) -> Steps[Upload]:
        """One upload, and what it holds."""
        return self._protocol.get(Upload, place("uploads", upload_id))

    @operation
    def delete(self, upload_id: Id) -> Steps[None]:
        """Forget an upload. What a report was made of stays with the report."""
        return self._protocol.do("DELETE", place("uploads", upload_id))
