"""Bytes of uploads as they come in: one file each, in a folder that all API processes of an installation share."""

import errno
import fcntl
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from opentube.settings import Settings
from opentube.sources.uploads.errors import UploadBusy, UploadDiskFull, UploadNotFound, UploadTooLong

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Part:
    """The file of one upload, held by one request: nobody else can write to it until it is closed.

    Its length is the place of the upload. Nothing else is, so what a process that was killed had written counts.
    """

    def __init__(self, path: Path, size_bytes: int) -> None:
        self.path = path
        self._most = size_bytes
        try:
            self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise UploadNotFound from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise UploadBusy from error

    @property
    def size(self) -> int:
        """Bytes received."""
        return os.fstat(self._descriptor).st_size

    @property
    def room(self) -> int:
        """Bytes that are still to come."""
        return self._most - self.size

    def append(self, data: bytes | bytearray) -> None:
        """Write ``data`` behind what is there.

        Raises:
            UploadTooLong: more than was announced; nothing is written.
            UploadDiskFull: there is room for a part of it at most; that part is written.
        """
        if len(data) > self.room:
            raise UploadTooLong
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            if error.errno in NO_ROOM:
                raise UploadDiskFull from error
            raise

    def sync(self) -> None:
        """See to it that what was written outlasts a power cut."""
        os.fdatasync(self._descriptor)

    def close(self) -> None:
        """Let others have it."""
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class Inbox:
    """The folder of uploads that are being received. Files are called as their ids, never as somebody says."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def from_settings(cls, settings: Settings) -> "Inbox":
        """A folder in the data folder."""
        return cls(settings.data_dir / "uploads")

    def create(self, upload_id: uuid.UUID, size_bytes: int) -> None:
        """Begin a file that will have ``size_bytes``.

        Raises:
            UploadDiskFull: there is no room for it.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self._folder).free < size_bytes:
            raise UploadDiskFull
        self._path(upload_id).touch(mode=0o600)

    def hold(self, upload_id: uuid.UUID, size_bytes: int) -> Part:
        """The file of an upload that was announced with ``size_bytes``, for this request alone.

        Raises:
            UploadBusy: another request holds it.
            UploadNotFound: it has no file any more.
        """
        return Part(self._path(upload_id), size_bytes)

    def size(self, upload_id: uuid.UUID) -> int:
        """Bytes received so far."""
        try:
            return self._path(upload_id).stat().st_size
        except FileNotFoundError:
            return 0

    def remove(self, upload_id: uuid.UUID) -> None:
        """Delete the file of an upload."""
        self._path(upload_id).unlink(missing_ok=True)

    def untouched(self, for_s: float) -> Iterator[uuid.UUID]:
        """The uploads that have a file to which nothing was written for so many seconds."""
        for path in self._folder.glob("*"):
            if path.stat().st_mtime < time.time() - for_s:
                yield uuid.UUID(path.name)

    def _path(self, upload_id: uuid.UUID) -> Path:
        return self._folder / upload_id.hex
