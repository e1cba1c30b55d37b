"""Files of the product: videos, pictures, exports. A local folder by default, any S3-compatible store by URL."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NewType

from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url

from opentube.errors import RetryableError, UserError
from opentube.settings import Settings

BlobKey = NewType("BlobKey", str)
"""``sha256/ab/abcd…``: made of the content alone, never of anything a user named."""

CHUNK_BYTES = 4 * 1024 * 1024


class BlobMissing(UserError):
    """A stored file is gone. Analyse the video again to bring it back."""

    code = "file_missing"


class BlobStoreUnreachable(RetryableError):
    """The file store does not answer. Check OPENTUBE_BLOB_URL and that it can be reached."""

    code = "file_store_unreachable"


def key_of(digest: str) -> BlobKey:
    """The key of content with this SHA-256, as hexadecimal."""
    return BlobKey(f"sha256/{digest[:2]}/{digest}")


def file_digest(path: Path, check: Callable[[], None] = lambda: None) -> str:
    """The SHA-256 of a file as hexadecimal; ``check`` is called between chunks and may raise."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            check()
            digest.update(chunk)
    return digest.hexdigest()


class Blobs:
    """Content-addressed files: the same bytes are stored once, and storing twice changes nothing."""

    def __init__(self, store: ObjectStore, folder: Path | None, cache: Path) -> None:
        self._store = store
        self._folder = folder
        self._cache = cache

    @classmethod
    def from_settings(cls, settings: Settings) -> "Blobs":
        """The store that ``OPENTUBE_BLOB_URL`` names, or a folder in the data folder."""
        cache = settings.data_dir / "cache"
        if settings.blob_url and not settings.blob_url.startswith("file://"):
            return cls(from_url(settings.blob_url), None, cache)
        folder = Path(settings.blob_url.removeprefix("file://")) if settings.blob_url else settings.data_dir / "blobs"
        folder = folder.absolute()
        folder.mkdir(parents=True, exist_ok=True)
        return cls(LocalStore(folder), folder, cache)

    def put_file(self, path: Path, *, digest: str | None = None, check: Callable[[], None] = lambda: None) -> BlobKey:
        """Store a file and return its key. ``digest`` is its SHA-256 where that is known already.

        Raises:
            BlobStoreUnreachable: the store refused or did not answer.
        """
        key = key_of(digest or file_digest(path, check))
        with _told_plainly():
            if not self._has(key):
                self._store.put(key, path)
        return key

    def put_bytes(self, data: bytes) -> BlobKey:
        """Store bytes and return their key."""
        key = key_of(hashlib.sha256(data).hexdigest())
        with _told_plainly():
            if not self._has(key):
                self._store.put(key, data)
        return key

    def get(self, key: str) -> bytes:
        """The bytes of a key.

        Raises:
            BlobMissing: nothing is stored under it.
        """
        with _told_plainly():
            return bytes(self._store.get(key).bytes())

    @contextmanager
    def local(self, key: str, *, check: Callable[[], None] = lambda: None) -> Iterator[Path]:
        """A readable path with the content of ``key``: the stored file itself, or a copy fetched once."""
        path = (self._folder or self._cache) / key
        if not path.exists():
            if self._folder:
                raise BlobMissing
            self._download(key, path, check)
        yield path

    def delete(self, key: str) -> None:
        """Remove what is stored under a key, here and in the store; nothing happens if there is nothing."""
        (self._cache / key).unlink(missing_ok=True)
        with _told_plainly():
            if self._has(BlobKey(key)):
                self._store.delete(key)

    def _has(self, key: BlobKey) -> bool:
        try:
            self._store.head(key)
        except (NotFoundError, FileNotFoundError):
            return False
        return True

    def _download(self, key: str, path: Path, check: Callable[[], None]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            try:
                with _told_plainly():
                    for chunk in self._store.get(key).stream(min_chunk_size=CHUNK_BYTES):
                        check()
                        file.write(chunk)
                file.close()
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except (NotFoundError, FileNotFoundError) as error:
        raise BlobMissing from error
    except (BaseError, OSError) as error:
        message = f"The file store failed: {error}"
        raise BlobStoreUnreachable(message) from error
