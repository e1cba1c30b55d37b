"""Stored files as answers."""

from fastapi import Request, Response
from fastapi.responses import FileResponse

from opentube.api.calls import Call
from opentube.store.blobs import BlobMissing

FOREVER = "private, max-age=31536000, immutable"


def picture(call: Call, key: str | None) -> Response:
    """A stored JPEG; covers change, so browsers ask again and get 304.

    Raises:
        BlobMissing: there is none.
    """
    if key is None:
        raise BlobMissing
    data = call.services.blobs.get(key)
    return Response(data, media_type="image/jpeg", headers={"ETag": _tag(key), "Cache-Control": "private, no-cache"})


def stored_file(call: Call, key: str, *, media_type: str, name: str | None = None) -> FileResponse:
    """A stored file of any size; ranges of it can be asked for. ``name`` makes browsers save it.

    Raises:
        BlobMissing: it is gone.
    """
    with call.services.blobs.local(key) as path:
        return FileResponse(
            path,
            media_type=media_type,
            filename=name,
            headers={"ETag": _tag(key), "Cache-Control": "private, no-cache"},
        )


def is_known(request: Request, key: str) -> bool:
    """Whether the browser has this file already."""
    return _tag(key) in {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}


def _tag(key: str) -> str:
    return f'"{key.rsplit("/", 1)[-1][:32]}"'
