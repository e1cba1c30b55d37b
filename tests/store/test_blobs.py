"""Files by content."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentube.errors import Cancelled
from opentube.settings import Settings
from opentube.store.blobs import BlobMissing, Blobs


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Blobs:
    return Blobs.from_settings(Settings(data_dir=tmp_path_factory.mktemp("data")))


@given(st.binary(max_size=1000))
def test_bytes_come_back_as_they_were(store: Blobs, data: bytes) -> None:
    key = store.put_bytes(data)

    assert store.get(key) == data
    with store.local(key) as path:
        assert path.read_bytes() == data


def test_a_file_and_its_bytes_have_one_key(store: Blobs, tmp_path: Path) -> None:
    path = tmp_path / "../tricky name;.mp4"
    path.write_bytes(b"film")

    assert store.put_file(path) == store.put_bytes(b"film")
    assert set(store.put_bytes(b"film")) <= set("sha256/0123456789abcdef")


def test_storing_twice_keeps_one_file(tmp_path: Path) -> None:
    store = Blobs.from_settings(Settings(data_dir=tmp_path))
    store.put_bytes(b"film")
    store.put_bytes(b"film")

    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_what_was_deleted_is_missing(store: Blobs) -> None:
    key = store.put_bytes(b"to be deleted")
    store.delete(key)
    store.delete(key)

    with pytest.raises(BlobMissing):
        store.get(key)
    with pytest.raises(BlobMissing), store.local(key):
        pass


def test_a_cancelled_upload_stores_nothing(tmp_path: Path) -> None:
    store = Blobs.from_settings(Settings(data_dir=tmp_path / "data"))
    film = tmp_path / "film.mp4"
    film.write_bytes(b"film")

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        store.put_file(film, check=stop)
    assert [path for path in (tmp_path / "data").rglob("*") if path.is_file()] == []
