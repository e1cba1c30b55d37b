"""The folder that holds model files, each checked against the registry before it is used."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from opentube.models.errors import ModelCorrupt, ModelFolderUnusable, ModelMissing, ModelUnknown, ModelUnreachable
from opentube.models.origins import Bundled, OnProgress, fetch
from opentube.models.registry import REGISTRY, ModelEntry

_SHORT = 12


class ModelStatus(StrEnum):
    """How a model file stands. ``bundled``: part of the installation, and right."""

    READY = "ready"
    MISSING = "missing"
    CORRUPT = "corrupt"
    BUNDLED = "bundled"


class ModelFolder:
    """Model files by name. Reading never touches the network; only ``pull`` does."""

    def __init__(self, root: Path, registry: Mapping[str, ModelEntry] = REGISTRY) -> None:
        self.root = root
        self.registry = registry

    def path(self, name: str) -> Path:
        """The model's file, its SHA-256 checked.

        Raises:
            ModelUnknown: The registry has no such name.
            ModelMissing: The file has not been pulled.
            ModelCorrupt: The file's hash is not the registry's.
        """
        entry = self._entry(name)
        path = self._location(entry)
        if not path.is_file():
            raise ModelMissing(f"The model {name} is not in {path.parent}; run `open-tube models pull`.")
        stat = path.stat()
        _verify(entry, path, _known_sha256(path, stat.st_ino, stat.st_mtime_ns, stat.st_size))
        return path

    def status(self, name: str) -> ModelStatus:
        """How the model's file stands, without fetching anything."""
        try:
            self.path(name)
        except ModelMissing:
            return ModelStatus.MISSING
        except ModelCorrupt:
            return ModelStatus.CORRUPT
        return ModelStatus.BUNDLED if _is_bundled(self._entry(name)) else ModelStatus.READY

    def pull(self, name: str, *, on_progress: OnProgress | None = None) -> Path:
        """Fetches the model's file unless the right one is there, replacing a corrupt one. Safe to run twice at once.

        Raises:
            ModelUnknown: The registry has no such name.
            ModelUnreachable: No origin gave the file.
            ModelCorrupt: What was fetched is not the file that the registry names, twice.
            ModelFolderUnusable: The folder cannot be written.
        """
        entry = self._entry(name)
        path = self._location(entry)
        if not _is_bundled(entry) and self.status(name) is not ModelStatus.READY:
            with self._workspace() as workspace:
                fetched = workspace / entry.file_name
                _fetch_verified(entry, fetched, on_progress or (lambda _done, _total: None))
                fetched.replace(path)
        return self.path(name)

    def _entry(self, name: str) -> ModelEntry:
        try:
            return self.registry[name]
        except KeyError:
            known = ", ".join(self.registry)
            raise ModelUnknown(f"There is no model named {name}; there are {known}.") from None

    def _location(self, entry: ModelEntry) -> Path:
        if _is_bundled(entry):
            return Path(str(files("opentube.models").joinpath("weights", entry.file_name)))
        return self.root / entry.file_name

    @contextmanager
    def _workspace(self) -> Iterator[Path]:
        # Beside the models, so that the last step is a rename within one file system: whole or not at all.
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=self.root, prefix=".pull-") as folder:
                yield Path(folder)
        except OSError as error:
            raise ModelFolderUnusable(f"The models folder {self.root} cannot be used: {error.strerror}.") from error


def bundled(name: str) -> Path:
    """A file of this project's own weights, its SHA-256 checked; it needs no models folder.

    Raises:
        ModelUnknown, ModelMissing, ModelCorrupt: As ``ModelFolder.path``.
    """
    return ModelFolder(Path()).path(name)


def _is_bundled(entry: ModelEntry) -> bool:
    return Bundled() in entry.origins


def _fetch_verified(entry: ModelEntry, target: Path, on_progress: OnProgress) -> None:
    waiting = [origin for origin in entry.origins if not isinstance(origin, Bundled)]
    failure: ModelUnreachable | ModelCorrupt = ModelUnreachable(f"The model {entry.name} has no origin.")
    tried_again = False
    while waiting:
        origin = waiting.pop(0)
        try:
            fetch(origin, target, entry.size_bytes, on_progress)
            _verify(entry, target, sha256(target))
        except ModelUnreachable as error:
            failure = error
        except ModelCorrupt as error:
            failure = error
            if not waiting and not tried_again:
                waiting.append(origin)
                tried_again = True
        else:
            return
    raise failure


def _verify(entry: ModelEntry, path: Path, found: str) -> None:
    if found != entry.sha256:
        remedy = "Install Open-Tube again" if _is_bundled(entry) else "Run `open-tube models pull` to fetch it again"
        raise ModelCorrupt(
            f"{path.name} is not the file of {entry.name} {entry.version}: its SHA-256 is {found[:_SHORT]}…, "
            f"not {entry.sha256[:_SHORT]}…. {remedy}."
        )


def sha256(path: Path) -> str:
    """Lower-case hex SHA-256 of the file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=256)
def _known_sha256(path: Path, _inode: int, _mtime_ns: int, _size_bytes: int) -> str:
    return sha256(path)
