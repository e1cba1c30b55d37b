"""Files in an S3-compatible store: a server on this machine that speaks the protocol."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from opentube.settings import Settings
from opentube.store.blobs import BlobMissing, Blobs, BlobStoreUnreachable

pytestmark = pytest.mark.interop


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    endpoint = f"http://127.0.0.1:{port}"
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="films")
    yield "s3://films/open-tube"
    server.stop()


def test_files_go_to_the_bucket_and_come_back(bucket: str, tmp_path: Path) -> None:
    here, there = (Blobs.from_settings(Settings(data_dir=tmp_path / name, blob_url=bucket)) for name in ("a", "b"))
    film = tmp_path / "film.mp4"
    film.write_bytes(b"film" * 1_000_000)

    key = here.put_file(film)

    assert there.get(key) == film.read_bytes()
    with there.local(key) as path:
        assert path.read_bytes() == film.read_bytes()
        assert path.is_relative_to(tmp_path / "b" / "cache")
    here.delete(key)
    with pytest.raises(BlobMissing):
        there.get(key)


def test_a_store_that_is_away_is_worth_another_try(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    blobs = Blobs.from_settings(Settings(data_dir=tmp_path, blob_url="s3://films"))

    with pytest.raises(BlobStoreUnreachable):
        blobs.put_bytes(b"film")
