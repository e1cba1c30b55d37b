"""Pictures of strangers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from opentube.media.still import PhotoTooLarge, PhotoUnreadable, decode_photo
from opentube.sources.sandbox.pictures import PictureCells
from tests.sources.sandbox import hostile


@pytest.fixture(scope="module")
def cells() -> Iterator[PictureCells]:
    """Processes that wait for pictures."""
    with PictureCells() as cells:
        yield cells


def encoded(suffix: str, size: tuple[int, int] = (300, 400)) -> bytes:
    picture: NDArray[np.uint8] = np.random.default_rng(5).integers(0, 255, (*size, 3), np.uint8)
    return cv2.imencode(suffix, picture)[1].tobytes()


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
def test_the_picture_stays_what_it_was(cells: PictureCells, suffix: str) -> None:
    photo = encoded(suffix)

    harmless = cells.harmless(photo)

    assert harmless.startswith(b"BM")
    assert np.array_equal(decode_photo(harmless), decode_photo(photo))


def test_what_hangs_on_a_picture_is_gone(cells: PictureCells) -> None:
    polyglot = encoded(".jpg") + b"PK\x03\x04<script>alert(1)</script>"

    assert b"script" not in cells.harmless(polyglot)


def test_large_pictures_come_back_small(cells: PictureCells) -> None:
    assert decode_photo(cells.harmless(encoded(".png", (2000, 3200)))).shape == (1000, 1600, 3)


@pytest.mark.parametrize(
    "photo",
    [
        b"",
        b"GIF89a" + bytes(100),
        encoded(".bmp"),
        encoded(".tiff"),
        b"\xff\xd8\xff" + bytes(100),
        b"RIFF\x24\0\0\0AVI " + bytes(100),
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>',
        b"%!PS\n(/etc/passwd) (r) file",
        b"push graphic-context\nfill 'url(https://127.0.0.1/|ls)'\npop graphic-context",
        hostile.png(30_000, 30_000),
        hostile.png(65_000, 2_000),
        hostile.jpeg(65_500, 65_500),
    ],
    ids=["empty", "gif", "bmp", "tiff", "cut off", "avi", "svg", "ps", "mvg", "bomb", "wide bomb", "jpeg bomb"],
)
def test_other_files_and_bombs_are_refused(cells: PictureCells, photo: bytes) -> None:
    with pytest.raises(PhotoUnreadable):
        cells.harmless(photo)


def test_files_beyond_50_mb_are_refused_unread(cells: PictureCells) -> None:
    with pytest.raises(PhotoTooLarge):
        cells.harmless(bytes(50_000_001))


def test_many_at_once_wait_for_each_other(cells: PictureCells) -> None:
    photos = [encoded(".png", (20 + n, 30)) for n in range(12)]

    with ThreadPoolExecutor(12) as pool:
        sizes = [decode_photo(photo).shape[0] for photo in pool.map(cells.harmless, photos)]

    assert sizes == [20 + n for n in range(12)]


def test_a_process_that_was_killed_is_replaced(cells: PictureCells) -> None:
    cells.harmless(encoded(".png"))
    idle = cells._idle.queue[-1][0]
    idle._process.kill()
    idle._process.wait()

    assert cells.harmless(encoded(".png")).startswith(b"BM")
