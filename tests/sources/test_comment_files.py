"""Files of comments as people and tools write them."""

import csv
import gzip
import json
import lzma
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentube.sources.comment_files import open_comments, read_stream
from opentube.sources.comment_formats import CommentFormat
from opentube.sources.values import CommentRecord, VideoRecord

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, content: str | bytes | list[Any] | dict[str, Any], encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        if isinstance(content, list | dict):
            content = json.dumps(content)
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return path

    return write


def texts(path: Path, **columns: str) -> list[str]:
    return [record.text for record in open_comments(path, columns=columns)]


INFO = {
    "id": "dQw4w9WgXcQ",
    "title": "강연",
    "formats": [{"url": "https://example.org/" + "x" * 200_000}],
    "duration": 61.5,
    "webpage_url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "channel": "채널",
    "upload_date": "20240501",
    "comments": [
        {
            "id": "Ugx1",
            "parent": "root",
            "text": "와 😀 1:23",
            "like_count": 8,
            "author": "@a",
            "author_id": "UCa",
            "author_is_uploader": True,
            "timestamp": 1747198625,
        },
        {"id": "Ugx1.1", "parent": "Ugx1", "text": "reply", "like_count": None, "timestamp": 0},
    ],
    "epoch": 1,
}
RECORDS = [
    CommentRecord(
        external_id="Ugx1",
        text="와 😀 1:23",
        author="@a",
        author_id="UCa",
        likes=8,
        published_at=datetime(2025, 5, 14, 4, 57, 5, tzinfo=UTC),
        by_uploader=True,
    ),
    CommentRecord(external_id="Ugx1.1", text="reply", parent_id="Ugx1"),
]


@pytest.mark.parametrize("suffix", ["", ".gz", ".xz"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_info_json_gives_its_video_and_its_comments(write: Write, suffix: str, ascii_only: bool) -> None:
    content = json.dumps(INFO, ensure_ascii=ascii_only).encode()
    packed = {"": content, ".gz": gzip.compress(content, mtime=0), ".xz": lzma.compress(content)}
    file = open_comments(write("talk.info.json" + suffix, packed[suffix]))
    assert file.video == VideoRecord(
        source="file",  # type: ignore[arg-type]  # a StrEnum equals its value
        external_id="dQw4w9WgXcQ",
        title="강연",
        duration_s=61.5,
        url="https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        channel="채널",
        published_at=datetime(2024, 5, 1, tzinfo=UTC),
    )
    assert list(file) == RECORDS
    assert list(file) == RECORDS, "a file can be read again"
    assert file.notices == []


def test_the_video_is_known_at_once_even_when_its_id_comes_last(write: Write) -> None:
    file = open_comments(write("a.json", {"comments": INFO["comments"], "title": "t", "id": "x"}))
    assert file.video is not None
    assert file.video.title == "t"


def test_info_json_without_comments_has_none(write: Write) -> None:
    for info in ({"id": "x"}, {"id": "x", "comments": None}):
        file = open_comments(write("talk.info.json", info))
        assert not file.carries_comments
        assert list(file) == []


def test_an_address_that_is_not_of_the_web_is_not_kept(write: Write) -> None:
    file = open_comments(write("a.info.json", {"id": "x", "webpage_url": "javascript:alert(1)"}))
    assert file.video is not None
    assert file.video.url is None


def test_json_arrays_and_lines_hold_the_same_comments(write: Write) -> None:
    comments = INFO["comments"]
    assert isinstance(comments, list)
    lines = "\n\n".join(json.dumps(comment, ensure_ascii=False) for comment in comments)
    assert list(open_comments(write("a.json", comments))) == RECORDS
    assert list(open_comments(write("a.jsonl", lines))) == RECORDS
    assert list(open_comments(write("lines-named.json", lines))) == RECORDS
    assert list(open_comments(write("no-suffix", lines))) == RECORDS


def test_a_spreadsheet_in_korean_is_understood(write: Write) -> None:
    table = '번호,작성자,댓글 내용,좋아요 수,작성일\n7,철수,"첫 줄\n둘째, ""줄""","1,234",2024. 5. 1 12:30\n'
    expected = CommentRecord(
        external_id="7",
        text='첫 줄\n둘째, "줄"',
        author="철수",
        likes=1234,
        published_at=datetime(2024, 5, 1, 12, 30, tzinfo=UTC),
    )
    for encoding in ("utf-8", "utf-8-sig", "cp949", "utf-16"):
        assert list(open_comments(write(f"{encoding}.csv", table, encoding))) == [expected]
    assert list(open_comments(write("semicolons.csv", table.replace(",", ";").replace("1;234", "1,234")))) != []


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("id,text", "b"),
        ("cid\ttextOriginal", "b"),
        ("ID;Comment", "b"),
        ("comment_id,content", "b"),
        ("Comment ID,BODY", "b"),
        ("아이디,내용", "b"),
    ],
)
def test_usual_column_names_are_recognised(write: Write, header: str, text: str) -> None:
    delimiter = next(char for char in "\t;," if char in header)
    (record,) = open_comments(write("a.csv", f"{header}\na{delimiter}b\n"))
    assert (record.external_id, record.text) == ("a", text)


def test_columns_can_be_mapped_and_are_then_not_guessed(write: Write) -> None:
    path = write("a.csv", "text,원문,표\nwrong,right,5\n")
    (record,) = open_comments(path, columns={"text": "원문", "likes": "표"})
    assert (record.text, record.likes) == ("right", 5)
    assert texts(write("a.jsonl", '{"text": "wrong", "원문": "right"}'), text="원문") == ["right"]


def test_tab_separated_text_may_hold_quotation_marks(write: Write) -> None:
    assert texts(write("plain.tsv", 'id\ttext\n1\t"그냥" 이라니\n2\t"열린\n3\tc\n')) == ['"그냥" 이라니', '"열린', "c"]
    assert texts(write("excel.tsv", 'id\ttext\n1\t"a ""b""\nc"\n2\td\n')) == ['a "b"\nc', "d"]


def test_short_rows_and_blank_lines_do_no_harm(write: Write) -> None:
    assert texts(write("a.csv", "\n\nid,text,likes\n1,a\n\n2,b,3,extra\n")) == ["a", "b"]


def test_any_line_end_will_do(write: Write) -> None:
    for end in ("\n", "\r\n", "\r"):
        assert texts(write("a.csv", f"id,text{end}1,a{end}2,b")) == ["a", "b"]


def test_a_comment_of_a_megabyte_is_kept_whole(write: Write) -> None:
    long = "ㅋ" * 1_000_000
    assert texts(write("a.csv", f"text\n{long}\n")) == [long]
    assert texts(write("a.jsonl", json.dumps({"text": long}))) == [long]
    assert texts(write("a.json", {"id": "x", "comments": [{"text": long}, {"text": "b"}]})) == [long, "b"]


def test_repeated_ids_and_replies_before_their_parents_stay_in_file_order(write: Write) -> None:
    rows = [{"id": "r", "parent": "p", "text": "1"}, {"id": "p", "text": "2"}, {"id": "p", "text": "3"}]
    assert [(record.external_id, record.parent_id) for record in open_comments(write("a.json", rows))] == [
        ("r", "p"),
        ("p", None),
        ("p", None),
    ]


@pytest.mark.parametrize("format_", [CommentFormat.CSV, None])
@pytest.mark.parametrize("content", [b"text\na\nb\n", gzip.compress(b"text\na\nb\n", mtime=0)])
def test_a_stream_is_read_as_it_comes(content: bytes, format_: CommentFormat | None) -> None:
    reading, writing = os.pipe()
    with open(writing, "wb") as sender:  # noqa: PTH123 - a pipe has no path
        sender.write(content)
    with open(reading, "rb") as stream:  # noqa: PTH123
        assert [record.text for record in read_stream(stream, format_)] == ["a", "b"]


hostile_text = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\r\n")).filter(str.strip)


@given(st.lists(hostile_text))
def test_any_text_survives_csv(tmp_path_factory: pytest.TempPathFactory, comments: list[str]) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text"])
        writer.writerows(enumerate(comments))
    assert texts(path) == comments


@given(st.lists(hostile_text), st.booleans())
def test_any_text_survives_jsonl(tmp_path_factory: pytest.TempPathFactory, comments: list[str], ascii_: bool) -> None:
    path = tmp_path_factory.mktemp("jsonl") / "a.jsonl"
    lines = [json.dumps({"text": comment}, ensure_ascii=ascii_) for comment in ["first", *comments]]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert texts(path) == ["first", *comments]
