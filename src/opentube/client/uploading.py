"""Uploads by tus 1.0, gone on with where a connection broke."""

import base64
import json
import os
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import httpx

from opentube.client.errors import ApiError, UploadRefused, api_error
from opentube.client.models.files import Upload
from opentube.client.protocol import KEY, Id, Protocol, parsed, place
from opentube.client.steps import Answer, Ask, Request, Steps, Tell

TUS = {"Tus-Resumable": "1.0.0"}
CHUNK_BYTES = 8 << 20
LOOKED_AT_WITHIN_S = 330.0
"""With the last bytes, the server looks at the file before it answers."""
ELSEWHERE = {409, 423}
"""Statuses for another place than was thought, and for an upload that an earlier request still holds."""
OnSent = Callable[[int, int], Any]
"""Called with how many bytes were received, and how many there are."""


def announce(protocol: Protocol, name: str, size_bytes: int, columns: Mapping[str, str] | None) -> Steps[Upload]:
    """An upload of which nothing was sent yet."""
    told = {"filename": name} | ({"columns": json.dumps(columns)} if columns else {})
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
    headers = {"Upload-Length": str(size_bytes), "Upload-Metadata": metadata, KEY: uuid.uuid4().hex}
    return parsed(Upload, (yield from protocol.ask(Request("POST", "uploads", headers=TUS | headers))))


def located(protocol: Protocol, upload_id: Id) -> Steps[int]:
    """How many bytes the server has."""
    answer = yield from protocol.ask(Request("HEAD", place("uploads", upload_id), headers=TUS))
    return int(answer.headers["upload-offset"])


def send(
    protocol: Protocol,
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    upload_id: Id | None = None,
    on_progress: OnSent | None = None,
    chunk_bytes: int = CHUNK_BYTES,
) -> Steps[Upload]:
    """A file that the server received and can use.

    Raises:
        UploadRefused: the server cannot use it.
        ApiError: the server said no.
        ConnectionFailed: the connection broke, again and again, without another byte.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        size_bytes = os.fstat(file.fileno()).st_size
        if upload_id is None:
            upload_id, sent = (yield from announce(protocol, path.name, size_bytes, columns)).id, 0
        else:
            sent = yield from located(protocol, upload_id)
        failures = 0
        while sent < size_bytes:
            if on_progress is not None:
                yield Tell(on_progress, (sent, size_bytes))
            try:
                now = yield from _send_part(file, upload_id, sent, chunk_bytes)
            except (httpx.TransportError, ApiError) as error:
                failures += 1
                elsewhere = isinstance(error, ApiError) and error.status in ELSEWHERE
                yield from protocol.recover(error, failures, anyway=elsewhere)
                now = yield from located(protocol, upload_id)
            failures = 0 if now > sent else failures
            sent = now
        if on_progress is not None:
            yield Tell(on_progress, (sent, size_bytes))
    return (yield from _looked_at(protocol, upload_id))


def _send_part(file: IO[bytes], upload_id: Id, offset: int, chunk_bytes: int) -> Steps[int]:
    file.seek(offset)
    request = Request(
        "PATCH",
        place("uploads", upload_id),
        headers=TUS | {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"},
        content=file.read(chunk_bytes),
        read_timeout_s=LOOKED_AT_WITHIN_S,
    )
    answer: Answer = yield Ask(request)
    if not answer.ok:
        raise api_error(answer)
    return int(answer.headers["upload-offset"])


def _looked_at(protocol: Protocol, upload_id: Id) -> Steps[Upload]:
    request = Request("GET", place("uploads", upload_id), read_timeout_s=LOOKED_AT_WITHIN_S)
    upload = parsed(Upload, (yield from protocol.ask(request)))
    if upload.status == "refused":
        raise UploadRefused(upload.error_code, upload.error_message)
    return upload
