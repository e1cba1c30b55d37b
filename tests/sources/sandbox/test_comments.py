"""Files of comments of strangers."""

import gzip
import lzma
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from opentube.sources.canonical import read_comments
from opentube.sources.sandbox.answers import Found, Look, Refusal
from opentube.sources.sandbox.cell import Cell
from opentube.sources.sandbox.limits import FILES
from tests.sources.sandbox import hostile


@pytest.fixture(scope="module")
def cell() -> Iterator[Cell]:
    """One process of the sandbox."""
    with Cell(FILES) as cell:
        yield cell


def look(cell: Cell, tmp_path: Path, content: bytes, name: str = "comments") -> Found | Refusal:
    path = tmp_path / "received"
    path.write_bytes(content)
    return cell.ask(Look.COMMENTS, path=str(path), name=name, target=str(tmp_path / "read.jsonl"))


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        ('[{"id": "a", "text": "첫 댓글"}, {"id": "b", "text": "둘"}]', "application/json"),
        ('{"id": "a", "text": "첫 댓글"}\n{"id": "b", "text": "둘"}\n', "application/x-ndjson"),
        ("id,text\na,첫 댓글\nb,둘\n", "text/csv"),
        ("id\ttext\na\t첫 댓글\nb\t둘\n", "text/tab-separated-values"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_every_format_is_told_by_its_content(cell, tmp_path, content, media_type, pack) -> None:  # type: ignore[no-untyped-def]
    found = look(cell, tmp_path, pack(content.encode()))

    assert isinstance(found, Found)
    assert (found.values["count"], found.values["media_type"]) == (2, media_type)
    assert [comment.text for comment in read_comments(tmp_path / "read.jsonl")] == ["첫 댓글", "둘"]


def test_an_info_json_brings_its_video(cell: Cell, tmp_path: Path, sample: Path) -> None:
    found = look(cell, tmp_path, sample.with_suffix(".info.json").read_bytes())

    assert isinstance(found, Found)
    assert found.values["count"] == 186
    assert found.values["video"]["external_id"] == "open-tube-sample"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[" * 1_000_000, "comments_unreadable"),
        (b'[{"text": ' + b'{"a":' * 200_000, "comments_unreadable"),
        (b"", "comments_empty"),
        (b"[]", "comments_empty"),
        (b"PK\x03\x04" + bytes(100), "comments_not_text"),
        (b"\x7fELF" + bytes(range(32)) * 10, "comments_not_text"),
        (gzip.compress(b"id,text\na,b\n", mtime=0)[:-9], "comments_damaged"),
        (b"number,value\n1,2\n", "comments_columns_missing"),
    ],
    ids=["depth", "depth in a comment", "empty", "no comments", "zip", "program", "cut off", "other table"],
)
def test_what_is_wrong_is_said(cell: Cell, tmp_path: Path, content: bytes, code: str) -> None:
    refused = look(cell, tmp_path, content)

    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert cell.alive


def test_an_enormous_line_is_no_comment(cell: Cell, tmp_path: Path) -> None:
    bomb = gzip.compress(b'{"text": "' + b"a" * 70_000_000 + b'"}\n' + b'{"text": "b"}', compresslevel=1)

    refused = look(cell, tmp_path, bomb, "comments.jsonl")

    assert isinstance(refused, Refusal)
    assert refused.code == "comments_unreadable"


def test_a_bomb_ends_with_its_time(tmp_path: Path) -> None:
    with Cell(replace(FILES, cpu_s=1)) as cell:
        refused = look(cell, tmp_path, hostile.blank_lines(100))

        assert isinstance(refused, Refusal)
        assert refused.code == "file_over_limits"


def test_a_bomb_ends_with_its_room_on_the_disk(tmp_path: Path) -> None:
    with Cell(replace(FILES, file_bytes=10_000)) as cell:
        refused = look(cell, tmp_path, b'[{"text": "' + b"a" * 20_000 + b'"}]')

        assert isinstance(refused, Refusal)
        assert refused.code == "file_over_limits"
    assert (tmp_path / "read.jsonl").stat().st_size <= 10_000


def test_a_bomb_ends_with_its_memory(tmp_path: Path) -> None:
    with Cell(replace(FILES, memory_bytes=700_000_000)) as cell:
        refused = look(cell, tmp_path, b"[" + b"[]," * 15_000_000 + b"1]", "comments.jsonl")

        assert isinstance(refused, Refusal)
        assert refused.code in {"file_over_limits", "comments_unreadable"}
