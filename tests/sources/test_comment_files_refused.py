"""Files that cannot be comments: one sentence that says what is wrong and what to do."""

import gzip
import json
import lzma
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentube.errors import UserError
from opentube.sources.comment_files import open_comments
from opentube.sources.file_errors import (
    CommentsColumnsMissing,
    CommentsDamaged,
    CommentsEmpty,
    CommentsEncodingUnknown,
    CommentsNotText,
    CommentsUnreadable,
    FileUnreadable,
)

MANY = json.dumps([{"id": str(i), "text": f"comment {i} {os.urandom(40).hex()}"} for i in range(5000)]).encode()


def read(folder: Path, name: str, content: bytes, **columns: str) -> list[str]:
    path = folder / name
    path.write_bytes(content)
    return [record.text for record in open_comments(path, columns=columns)]


@contextmanager
def sentence_or_answer() -> Iterator[None]:
    try:
        yield
    except UserError as error:
        if not error.message.endswith("."):
            raise


@pytest.mark.parametrize(
    ("name", "content", "where"),
    [
        ("a.json", b'[{"text": "a"},\n {"text" "b"}]', "line 2, character 26"),
        ("a.json", b'[{"text": "a"}, {"text": "b', "line 1, character 26"),
        ("a.json", b'[{"text": "a"}', "line 1, character 15"),
        ("a.json", b'[{"text": "a"}] x', "line 1, character 17"),
        ("a.json", b'{"comments": [{"text": "a"}, }', "line 1, character 30"),
        ("a.json", b'{5: [{"text": "a"}]}', "line 1, character 3"),
        ("a.json", b"[" * 100_000, "line 1"),
        ("a.json", b"[" + b"9" * 10_000 + b"]", "line 1"),
        ("a.json", MANY[:-40], "character"),
        ("a.jsonl", b'{"text": "a"}\n{"text": b}\n', "line 2, character 10"),
        ("a.jsonl", b'{"text": "a"}\n{"text": "b', "line 2, character 10"),
        ("a.csv", b'id,text\n1,"never closed\n2,b\n', "line 3"),
        ("a.csv", b'id,text\n1,"a" b\n', "line 2"),
    ],
)
def test_text_that_breaks_its_format_is_refused_with_the_place(
    tmp_path: Path, name: str, content: bytes, where: str
) -> None:
    with pytest.raises(CommentsUnreadable, match=where) as refused:
        read(tmp_path, name, content)
    assert name in refused.value.message


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.jsonl", "a.tsv.gz", "a.txt"])
@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(CommentsEmpty, match="is empty"):
        read(tmp_path, name, gzip.compress(content) if name.endswith(".gz") else content)


@pytest.mark.parametrize("packed", [gzip.compress(MANY), lzma.compress(MANY)], ids=["gz", "xz"])
@pytest.mark.parametrize("cut", [30, 40_000, -4])
def test_a_cut_archive_is_said_to_be_damaged(tmp_path: Path, packed: bytes, cut: int) -> None:
    with pytest.raises(CommentsDamaged, match="damaged or cut off"):
        read(tmp_path, "a.json", packed[:cut])


def test_a_flipped_bit_in_an_archive_is_found(tmp_path: Path) -> None:
    for pack in (gzip.compress, lzma.compress):
        packed = bytearray(pack(MANY))
        packed[len(packed) // 2] ^= 8
        with pytest.raises(UserError):
            read(tmp_path, "a.json", bytes(packed))


def test_pictures_films_and_workbooks_are_no_comments(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "book", "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    film = b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + os.urandom(4096)
    for content in (film, b"\x89PNG\r\n\x1a\n" + os.urandom(4096), (tmp_path / "book").read_bytes()):
        for name in ("a.csv", "a.json", "a"):
            with pytest.raises(CommentsNotText, match=r"give info\.json, JSONL, CSV or TSV"):
                read(tmp_path, name, content)


def test_an_unknown_encoding_is_said_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(CommentsEncodingUnknown, match="save it again as UTF-8"):
        read(tmp_path, "a.csv", "text\nça va\n".encode("latin-1"))
    late = b"text\n" + b"plain\n" * 20_000 + "나중\n".encode() + b"plain\n" * 20_000 + b"\xff\xff\n"
    with pytest.raises(CommentsEncodingUnknown, match="after byte"):
        read(tmp_path, "a.csv", late)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"id,words\n1,a\n"),
        ("a.tsv", b"id\twords\n1\ta\n"),
        ("a.json", b'[{"id": 1, "words": "a"}]'),
        ("a.jsonl", b'{"id": 1, "words": "a"}\n{"id": 2, "words": "b"}'),
        ("a.json", b'{"comments": [{"id": 1, "words": "a"}]}'),
    ],
)
def test_a_missing_text_column_lists_the_columns_and_how_to_map_them(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(CommentsColumnsMissing, match=r"'id', 'words'.*--column text=NAME"):
        read(tmp_path, name, content)
    assert read(tmp_path, name, content, text="words")[0] == "a"


def test_a_mapping_to_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommentsColumnsMissing, match="no column 'word'; there are 'text'"):
        read(tmp_path, "a.csv", b"text\na\n", text="word")
    with pytest.raises(CommentsColumnsMissing, match="no field txt"):
        read(tmp_path, "a.csv", b"text\na\n", txt="text")


def test_a_table_without_a_header_does_not_flood_the_screen(tmp_path: Path) -> None:
    with pytest.raises(CommentsColumnsMissing) as refused:
        read(tmp_path, "a.csv", b",".join([b"x" * 5000] * 300) + b"\n")
    assert len(refused.value.message) < 2000


def test_json_that_holds_neither_comments_nor_a_video_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommentsColumnsMissing, match="'name', 'scripts'"):
        read(tmp_path, "package.json", b'{"name": "x", "scripts": {}}')
    with pytest.raises(CommentsColumnsMissing):
        read(tmp_path, "a.json", b"[1, 2, 3]")


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match=r"missing\.csv"):
        open_comments(tmp_path / "missing.csv")
    with pytest.raises(FileUnreadable):
        open_comments(tmp_path)


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.tsv", "a.json", "a.jsonl", "a.json.gz", "a"]))
def test_whatever_the_bytes_there_is_an_answer_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    with sentence_or_answer():
        for text in read(tmp_path_factory.mktemp("any"), name, content):
            assert text.strip()
            assert "\0" not in text


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["id", "text", "comments", "time", "likes"]), inner)
    ),
    max_leaves=20,
)


@given(json_like)
def test_whatever_the_json_there_is_an_answer_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, value: object
) -> None:
    with sentence_or_answer():
        for text in read(tmp_path_factory.mktemp("any"), "a.json", json.dumps(value).encode()):
            text.encode()
