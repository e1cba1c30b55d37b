"""Bytes that come in."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opentube.sources.uploads.errors import UploadBusy, UploadDiskFull, UploadNotFound, UploadTooLong
from opentube.sources.uploads.receiving import Inbox

WRITE = """
import os, sys, uuid, pathlib
from opentube.sources.uploads.receiving import Inbox
part = Inbox(pathlib.Path(sys.argv[1])).hold(uuid.UUID(sys.argv[2]), 10)
part.append(b"12345")
os.kill(os.getpid(), 9)
"""


@given(content=st.binary(min_size=1, max_size=2000), cuts=st.lists(st.integers(1, 2000), max_size=10))
@settings(max_examples=30, deadline=None)
def test_whatever_the_parts_the_file_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, cuts: list[int]
) -> None:
    inbox, upload_id = Inbox(tmp_path_factory.mktemp("uploads")), uuid.uuid4()
    inbox.create(upload_id, len(content))
    ends = sorted({min(cut, len(content)) for cut in cuts} | {len(content)})

    for start, end in zip([0, *ends], ends, strict=False):
        with inbox.hold(upload_id, len(content)) as part:
            assert (part.size, part.room) == (start, len(content) - start)
            part.append(content[start:end])

    with inbox.hold(upload_id, len(content)) as part:
        assert not part.room
        assert part.path.read_bytes() == content


def test_only_one_request_writes_at_a_time(inbox: Inbox) -> None:
    inbox.create(upload_id := uuid.uuid4(), 10)

    with inbox.hold(upload_id, 10), pytest.raises(UploadBusy):
        inbox.hold(upload_id, 10)
    inbox.hold(upload_id, 10).close()


def test_more_than_was_announced_is_not_written(inbox: Inbox) -> None:
    inbox.create(upload_id := uuid.uuid4(), 10)

    with inbox.hold(upload_id, 10) as part:
        part.append(b"12345678")
        with pytest.raises(UploadTooLong):
            part.append(b"901")
        assert part.size == 8


def test_what_a_killed_process_wrote_counts(inbox: Inbox, tmp_path: Path) -> None:
    inbox.create(upload_id := uuid.uuid4(), 10)

    killed = subprocess.run([sys.executable, "-c", WRITE, str(tmp_path / "uploads"), str(upload_id)], check=False)

    assert killed.returncode == -9
    with inbox.hold(upload_id, 10) as part:
        assert part.size == 5


def test_a_full_disk_keeps_what_was_received(inbox: Inbox, tmp_path: Path) -> None:
    inbox.create(upload_id := uuid.uuid4(), 10)
    with inbox.hold(upload_id, 10) as part:
        part.append(b"12345")
        os.dup2(full := os.open("/dev/full", os.O_WRONLY), part._descriptor)
        os.close(full)
        with pytest.raises(UploadDiskFull):
            part.append(b"67890")

    with inbox.hold(upload_id, 10) as part:
        part.append(b"67890")
        assert part.path.read_bytes() == b"1234567890"


def test_a_file_for_which_there_is_no_room_is_not_begun(inbox: Inbox) -> None:
    with pytest.raises(UploadDiskFull):
        inbox.create(upload_id := uuid.uuid4(), 2**60)

    with pytest.raises(UploadNotFound):
        inbox.hold(upload_id, 2**60)
