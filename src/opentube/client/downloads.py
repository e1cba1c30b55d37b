"""Downloads: whole or not at all, gone on with where a connection broke."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import httpx

from opentube.client.errors import ApiError, api_error
from opentube.client.protocol import Protocol
from opentube.client.steps import Answer, Open, Read, Request, Steps, Tell

OnBytes = Callable[[int, int | None], Any]
"""Called with how many bytes there are, and how many there will be where that is known."""
PathLike = str | os.PathLike[str]
PARTIAL = 206


def download(protocol: Protocol, path: str, to: Path, on_progress: OnBytes | None = None) -> Steps[Path]:
    """A file of the API at the path ``to``, which is replaced when all of it is there.

    Raises:
        ApiError: the server said no.
        ConnectionFailed: the connection broke, again and again, without another byte.
        OSError: it cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix=f".{to.name}.", dir=to.parent) as folder:
        part = Path(folder) / "part"
        with part.open("wb") as file:
            yield from _receive(protocol, path, file, on_progress)
        part.replace(to)
    return to


def _receive(protocol: Protocol, path: str, file: IO[bytes], on_progress: OnBytes | None) -> Steps[None]:
    tag: str | None = None
    failures = 0
    while True:
        before = file.tell()
        try:
            answer = yield from _open(path, before, tag)
            tag = answer.headers.get("etag")
            if answer.status != PARTIAL:
                file.seek(0)
                file.truncate()
            yield from _copy(answer, file, on_progress)
        except (httpx.TransportError, ApiError) as error:
            failures = 1 if file.tell() > before else failures + 1
            yield from protocol.recover(error, failures)
        else:
            return


def _open(path: str, offset: int, tag: str | None) -> Steps[Answer]:
    headers = {"Accept-Encoding": "identity"}
    if offset and tag:
        headers |= {"Range": f"bytes={offset}-", "If-Range": tag}
    answer: Answer = yield Open(Request("GET", path, headers=headers))
    if not answer.ok:
        raise api_error(answer)
    return answer


def _copy(answer: Answer, file: IO[bytes], on_progress: OnBytes | None) -> Steps[None]:
    length = answer.headers.get("content-length")
    whole = None if length is None else file.tell() + int(length)
    while chunk := (yield Read()):
        file.write(chunk)
        if on_progress is not None:
            yield Tell(on_progress, (file.tell(), whole))
