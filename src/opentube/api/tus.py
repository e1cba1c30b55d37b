"""The tus protocol for uploads that can be resumed, version 1.0: its headers, and the bytes of one request.

See https://tus.io/protocols/resumable-upload. The extensions creation, expiration and termination are spoken.
``X-HTTP-Method-Override`` is not: a method that our own protection has not seen must not be done.
"""

import asyncio
import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from types import MappingProxyType
from typing import Annotated, ClassVar

from fastapi import Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import TypeAdapter
from starlette.requests import ClientDisconnect

from opentube.api.errors import RequestInvalid
from opentube.errors import RetryableError, UserError
from opentube.sources.uploads.errors import UploadTooLong
from opentube.sources.uploads.receiving import Part

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination"
BODY_TYPE = "application/offset+octet-stream"
STALLED_AFTER_S = 30.0
BLOCK_BYTES = 1 << 20


class TusVersionUnknown(UserError):
    """Send `Tus-Resumable: 1.0.0`."""

    code = "tus_version_unknown"
    headers: ClassVar = MappingProxyType({"Tus-Version": VERSION})


class TusBodyUnknown(UserError):
    """Send the data with `Content-Type: application/offset+octet-stream`."""

    code = "tus_body_unknown"


class UploadStalled(RetryableError):
    """No data came for too long. Go on with the upload where it stands."""

    code = "upload_stalled"


_BASE64 = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
METADATA_PATTERN = f"^(?:[A-Za-z0-9_.-]+(?: {_BASE64})?(?:, ?[A-Za-z0-9_.-]+(?: {_BASE64})?)*)?$"
Metadata = Annotated[
    str,
    Header(
        alias="Upload-Metadata",
        max_length=4096,
        pattern=METADATA_PATTERN,
        description="Pairs of a key and a text in base64: `filename`; for comments `columns`, a JSON object of our fields to "
        "the columns of the file.",
    ),
]
OnlyVersion = Annotated[str, Header(alias="Tus-Resumable", include_in_schema=False)]


def _known_version(version: OnlyVersion = VERSION) -> None:
    if version != VERSION:
        raise TusVersionUnknown


Tus = Depends(_known_version)
"""For routes of the protocol."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a client says of a file. ``columns`` maps fields of comments to columns."""

    name: str
    columns: dict[str, str]


def read_metadata(header: str) -> Told:
    """The keys ``filename`` and ``columns`` of an ``Upload-Metadata`` header that has its grammar; empty where it has none.

    Raises:
        RequestInvalid: the columns are no JSON object of texts.
    """
    pairs = (pair.strip().partition(" ") for pair in header.split(","))
    values = {key: base64.b64decode(value).decode(errors="replace") for key, _, value in pairs}
    try:
        columns = TypeAdapter(dict[str, str]).validate_json(values.get("columns", "{}"))
    except ValueError as error:
        message = 'The columns in Upload-Metadata are no JSON object of texts. Send one such as {"text": "comment"}.'
        raise RequestInvalid(message) from error
    return Told(values.get("filename", ""), columns)


def place_headers(*, offset: int, size_bytes: int, expires_at: datetime) -> dict[str, str]:
    """Where an upload stands."""
    return {
        "Tus-Resumable": VERSION,
        "Upload-Offset": str(offset),
        "Upload-Length": str(size_bytes),
        "Upload-Expires": format_datetime(expires_at.astimezone(UTC), usegmt=True),
        "Cache-Control": "no-store",
    }


async def receive(request: Request, part: Part) -> None:
    """Append the body of a request to an upload. Should the client go away, what came is kept.

    Raises:
        TusBodyUnknown: the body is something else.
        UploadTooLong: it holds more than is missing.
        UploadDiskFull: there is no more room; what fitted is kept.
        UploadStalled: nothing came for 30 seconds; what came is kept.
    """
    if request.headers.get("Content-Type") != BODY_TYPE:
        raise TusBodyUnknown
    told = request.headers.get("Content-Length", "0")
    if told.isdigit() and int(told) > part.room:
        raise UploadTooLong
    block = bytearray()
    chunks = request.stream()
    try:
        while True:
            async with asyncio.timeout(STALLED_AFTER_S):
                chunk = await anext(chunks, None)
            if chunk is None:
                break
            block += chunk
            if len(block) >= BLOCK_BYTES:
                full, block = block, bytearray()
                await run_in_threadpool(part.append, full)
    except ClientDisconnect:
        pass
    except TimeoutError as error:
        raise UploadStalled from error
    finally:
        await run_in_threadpool(part.append, block)
