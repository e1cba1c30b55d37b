"""Stored files as answers."""

from fastapi import Response
from fastapi.responses import FileResponse
from starlette.responses import MalformedRangeHeader, RangeNotSatisfiable

from opentube.api.calls import Call
from opentube.api.errors import RangeUnsatisfiable
from opentube.store.blobs import BlobMissing, Blobs


class RangedFile(FileResponse):
    """A file whose ranges can be asked for. What asks for none, or not in bytes, gets it whole (RFC 9110, 14.2)."""

    chunk_size = 1 << 20  # each piece is a visit to a thread

    @classmethod
    def _parse_range_header(cls, http_range: str, file_size: int) -> list[tuple[int, int]]:
        try:
            return super()._parse_range_header(http_range, file_size)
        except MalformedRangeHeader:
            return []
        except RangeNotSatisfiable as error:
            raise RangeUnsatisfiable(file_size) from error


def picture(call: Call, key: str | None) -> Response:
    """A stored JPEG; covers change, so browsers ask again and get 304.

    Raises:
        BlobMissing: there is none.
    """
    if key is None:
        raise BlobMissing
    return shared_picture(call.services.blobs, key)


def shared_picture(blobs: Blobs, key: str) -> Response:
    """A stored JPEG that the caller has seen to be part of what is shown.

    Raises:
        BlobMissing: it is gone.
    """
    return Response(
        blobs.get(key), media_type="image/jpeg", headers={"ETag": _tag(key), "Cache-Control": "private, no-cache"}
    )


def stored_file(call: Call, key: str, *, media_type: str, name: str | None = None) -> RangedFile:
    """A stored file of any size; ranges of it can be asked for. ``name`` makes browsers save it.

    Raises:
        BlobMissing: it is gone.
    """
    with call.services.blobs.local(key) as path:
        return RangedFile(
            path,
            media_type=media_type,
            filename=name,
            headers={"ETag": _tag(key), "Cache-Control": "private, no-cache"},
        )


def _tag(key: str) -> str:
    return f'"{key.rsplit("/", 1)[-1][:32]}"'
