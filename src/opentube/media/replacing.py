"""Writing a file so that its name never stands for a part of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from opentube.media.errors import OutputIsInput, OutputUnwritable


@contextmanager
def replacing(target: Path, *, keep: Path) -> Iterator[Path]:
    """Give a path to write to; what is there at the end takes the name ``target``, unless an error came between.

    Where the system can do it, the file has no name until then, so that not even a killed process leaves one.
    ``keep`` is a file that must not be replaced, also not under another name of it.

    Raises:
        OutputIsInput: ``target`` is ``keep``.
        OutputUnwritable: the folder is not there or cannot be written.
    """
    if target.exists() and keep.exists() and target.samefile(keep):
        raise OutputIsInput
    if target.is_dir():
        raise OutputUnwritable
    partial = target.with_name(f".{target.name[:100]}.{token_hex(4)}.part")
    try:
        descriptor = _open_nameless(target.parent or Path())
        path = partial if descriptor is None else Path(f"/proc/self/fd/{descriptor}")
        if descriptor is None:
            partial.touch(exist_ok=False)
    except OSError as error:
        raise OutputUnwritable from error
    try:
        yield path
        try:
            if descriptor is not None:
                # Only with a folder given does Python call linkat, which follows /proc to the nameless file.
                os.link(path, partial, src_dir_fd=descriptor, follow_symlinks=True)
            partial.replace(target)
        except OSError as error:
            raise OutputUnwritable from error
    finally:
        if descriptor is not None:
            os.close(descriptor)
        with suppress(OSError):
            partial.unlink()


def _open_nameless(folder: Path) -> int | None:
    """Open a file without a name (Linux), None where system or file system have no such thing."""
    if not hasattr(os, "O_TMPFILE") or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o666)
    except FileNotFoundError:
        raise
    except OSError:
        return None
