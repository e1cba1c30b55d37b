"""Uploads from the announcement to the file store."""

import os
import shutil
import time
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from opentube.accounts.tables import Owner
from opentube.sources.uploads import service
from opentube.sources.uploads.errors import (
    UploadBusy,
    UploadNotFound,
    UploadOffsetWrong,
    UploadsTooMany,
    UploadTooLarge,
)
from opentube.sources.uploads.queries import list_uploads
from opentube.sources.uploads.receiving import Part
from opentube.sources.uploads.service import note_received, open_part
from opentube.sources.uploads.tables import Upload, UploadStatus
from opentube.sources.uploads.upkeep import EVERY_S, remove_expired
from opentube.store.blobs import BlobMissing, BlobStoreUnreachable
from tests.sources.uploads.conftest import Reception


def test_a_film_is_ready_when_it_was_looked_at(reception: Reception, sample: Path) -> None:
    upload = reception.upload(sample)

    assert (upload.status, upload.media_type) == (UploadStatus.READY, "video/mp4")
    assert upload.found["media"]["duration_s"] == 30.0
    assert reception.blobs.get(upload.blob_key or "") == sample.read_bytes()
    with pytest.raises(UploadNotFound):
        reception.inbox.hold(upload.id, upload.size_bytes)


def test_of_comments_their_canonical_form_is_kept(reception: Reception, sample: Path) -> None:
    upload = reception.upload(sample.with_suffix(".info.json"))

    assert (upload.status, upload.media_type) == (UploadStatus.READY, "application/json")
    assert upload.found["comments"]["count"] == 186
    assert reception.blobs.get(upload.blob_key or "").count(b"\n") == 186


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("film.mp4", b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", "media_unreadable"),
        ("film", b"ffconcat version 1.0\nfile '/etc/passwd'\n", "comments_columns_missing"),
        ("film", b"\x7fELF" + bytes(1000), "media_unreadable"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(1000), "media_unreadable"),
        ("comments.csv", b"a,b\n1,2\n", "comments_columns_missing"),
        ("comments.csv", b"a\0,b\n1,2\n", "comments_columns_missing"),
        ("comments.jsonl", b'{"\\ud800\\u0000": 1}\n', "comments_columns_missing"),
        ("../../etc/cron.d/x", b"\0" * 100, "media_unreadable"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(
    reception: Reception, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)

    upload = reception.upload(file, name)

    assert (upload.status, upload.error_code, upload.blob_key) == (UploadStatus.REFUSED, code, None)
    assert upload.error_message


def test_content_decides_where_the_name_says_nothing(reception: Reception, sample: Path, tmp_path: Path) -> None:
    film = Path(shutil.copy(sample, tmp_path / "from-my-phone"))
    comments = Path(shutil.copy(sample.with_suffix(".info.json"), tmp_path / "export"))

    assert "media" in reception.upload(film).found
    assert "comments" in reception.upload(comments).found


def test_uploads_are_bounded(reception: Reception) -> None:
    with pytest.raises(UploadTooLarge, match="1,000,000,001 bytes; at most 1,000,000,000"):
        reception.announce(size_bytes=1_000_000_001)
    for _ in range(service.MOST_UNUSED):
        reception.announce()
    with pytest.raises(UploadsTooMany):
        reception.announce()


def test_an_upload_goes_on_where_it_stands_and_nowhere_else(reception: Reception) -> None:
    def opened(offset: int) -> Part:
        return open_part(reception.database, reception.inbox, reception.owner_id, upload.id, offset)

    upload = reception.announce("a\0b/../c", size_bytes=10)
    assert "\0" not in upload.name

    with opened(0) as part:
        part.append(b"12345")
        note_received(reception.database, upload.id, part)

    assert reception.get(upload).received_bytes == 5
    for offset in (0, 4, 6, 10):
        with pytest.raises(UploadOffsetWrong):
            opened(offset)
    opened(5).close()


def test_nobody_else_sees_an_upload(reception: Reception, sample: Path) -> None:
    upload = reception.upload(sample)
    with reception.database.session() as session:
        session.add(owner := Owner(name="stranger"))
    stranger = replace(reception, owner_id=owner.id)

    with reception.database.session() as session:
        assert list_uploads(session, stranger.owner_id) == []
    for attempt in (stranger.get, stranger.finish, stranger.discard):
        with pytest.raises(UploadNotFound):
            attempt(upload)
    with pytest.raises(UploadNotFound):
        open_part(reception.database, reception.inbox, stranger.owner_id, upload.id, 0)


def test_lists_go_from_page_to_page(reception: Reception) -> None:
    made = {reception.announce().id for _ in range(5)}
    seen: list[uuid.UUID] = []
    before = None
    with reception.database.session() as session:
        while rows := list_uploads(session, reception.owner_id, before=before, limit=2):
            seen += [row.id for row in rows]
            before = rows[-1].created_at, rows[-1].id

    assert (len(seen), set(seen)) == (5, made)


def test_a_file_store_that_fails_can_be_waited_for(
    reception: Reception, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise BlobStoreUnreachable

    upload = reception.announce(size_bytes=sample.stat().st_size)
    with open_part(reception.database, reception.inbox, reception.owner_id, upload.id, 0) as part:
        part.append(sample.read_bytes())
    with monkeypatch.context() as patched:
        patched.setattr(reception.blobs, "put_file", unreachable)
        with pytest.raises(BlobStoreUnreachable):
            reception.finish(upload)

    assert reception.get(upload).status == UploadStatus.RECEIVING
    assert reception.finish(upload).status == UploadStatus.READY


def test_while_it_is_held_an_upload_is_neither_finished_nor_discarded(reception: Reception) -> None:
    upload = reception.announce()

    with open_part(reception.database, reception.inbox, reception.owner_id, upload.id, 0) as part:
        part.append(b"1")
        assert reception.finish(upload).status == UploadStatus.RECEIVING
        with pytest.raises(UploadBusy):
            reception.discard(upload)
    reception.discard(upload)
    with pytest.raises(UploadNotFound):
        reception.get(upload)


def test_a_file_of_two_uploads_goes_with_the_second(reception: Reception, sample: Path) -> None:
    first, second = reception.upload(sample), reception.upload(sample)
    key = first.blob_key or ""

    reception.discard(first)
    assert reception.blobs.get(key)
    reception.discard(second)
    with pytest.raises(BlobMissing):
        reception.blobs.get(key)


def test_what_nobody_used_for_a_day_is_removed(reception: Reception, sample: Path) -> None:
    begun, young, ready = reception.announce(), reception.announce(), reception.upload(sample)
    past = sa.func.now() - timedelta(seconds=1)
    with reception.database.session() as session:
        session.execute(sa.update(Upload).where(Upload.id != young.id).values(expires_at=past))

    assert remove_expired(reception.database, reception.blobs, reception.inbox) == 2

    with reception.database.session() as session:
        assert [upload.id for upload in list_uploads(session, reception.owner_id)] == [young.id]
    with pytest.raises(UploadNotFound):
        reception.inbox.hold(begun.id, 1)
    with pytest.raises(BlobMissing):
        reception.blobs.get(ready.blob_key or "")
    reception.inbox.hold(young.id, 1).close()


def test_files_that_belong_to_nobody_are_removed(reception: Reception) -> None:
    for upload_id, age_s in ((old := uuid.uuid4(), 2 * EVERY_S), (new := uuid.uuid4(), 0)):
        reception.inbox.create(upload_id, 1)
        with reception.inbox.hold(upload_id, 1) as part:
            os.utime(part.path, (time.time() - age_s,) * 2)

    remove_expired(reception.database, reception.blobs, reception.inbox)

    reception.inbox.hold(new, 1).close()
    with pytest.raises(UploadNotFound):
        reception.inbox.hold(old, 1)
