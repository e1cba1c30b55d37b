"""How comments are written in files, and the rows that each format holds."""

import csv
import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from opentube.sources.columns import CommentField, recognise, require
from opentube.sources.file_errors import CommentsUnreadable
from opentube.sources.file_text import MAX_VALUE_CHARS, CommentText
from opentube.sources.json_stream import DECODER

Row = dict[str, object]
"""Column to value."""


class CommentFormat(StrEnum):
    """How comments are written. ``json``: an info.json of yt-dlp, or an array of comments."""

    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"


COMMENT_SUFFIXES = MappingProxyType(
    {
        ".json": CommentFormat.JSON,
        ".jsonl": CommentFormat.JSONL,
        ".ndjson": CommentFormat.JSONL,
        ".csv": CommentFormat.CSV,
        ".tsv": CommentFormat.TSV,
    }
)
COMPRESSED_SUFFIXES = frozenset({".gz", ".xz"})
_DELIMITERS = {CommentFormat.CSV: ",;\t", CommentFormat.TSV: "\t"}


def format_by_suffix(name: str) -> CommentFormat | None:
    """The format that a file name shows, compressed or not; None when it is no name of a comments file."""
    return COMMENT_SUFFIXES.get(Path(uncompressed_name(name)).suffix.lower())


def uncompressed_name(name: str) -> str:
    """The file name without ``.gz`` or ``.xz``."""
    path = Path(name)
    return path.stem if path.suffix.lower() in COMPRESSED_SUFFIXES else name


def detect_format(head: str) -> CommentFormat:
    """The format that a file's beginning shows; ``head`` is not blank."""
    start = head.lstrip()
    if start[0] == "[":
        return CommentFormat.JSON
    if start[0] == "{":
        try:
            _, end = DECODER.raw_decode(start)
        except (ValueError, RecursionError):
            return CommentFormat.JSON
        return CommentFormat.JSONL if start[end:].lstrip().startswith("{") else CommentFormat.JSON
    return CommentFormat.TSV if "\t" in start.partition("\n")[0] else CommentFormat.CSV


def as_row(value: object) -> Row:
    """A JSON value as a row: what is no object has no columns."""
    return value if isinstance(value, dict) else {}


def jsonl_rows(text: CommentText) -> Iterator[Row]:
    """One JSON object a line; blank lines are passed over.

    Raises:
        CommentsUnreadable: A line is not JSON.
    """
    for number, line in enumerate(_lines(text), start=1):
        if not line.strip():
            continue
        try:
            yield as_row(DECODER.decode(line))
        except (ValueError, RecursionError) as error:
            character = error.pos + 1 if isinstance(error, json.JSONDecodeError) else 1
            where = f"line {number}, character {character}"
            raise CommentsUnreadable(f"{text.name} is not readable JSON at {where}; export it again.") from error


def table_rows(text: CommentText, format_: CommentFormat, mapping: Mapping[CommentField, str]) -> Iterator[Row]:
    """The rows of a CSV or TSV file, with those columns that are understood.

    Raises:
        CommentsColumnsMissing: No column holds the text, or a mapped column is not there.
        CommentsUnreadable: Quotes do not match.
    """
    csv.field_size_limit(MAX_VALUE_CHARS)
    first_line = text.head.partition("\n")[0]
    delimiter = max(_DELIMITERS[format_], key=first_line.count)
    quoted = delimiter != "\t" or _quotes_match(text.head)
    rows = csv.reader(
        _lines(text), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE, strict=True
    )
    try:
        header: list[str] = next((row for row in rows if any(row)), [])
        require(text.name, header, mapping)
        places = [(name, header.index(name)) for name in recognise(header, mapping).values()]
        for row in rows:
            if row:
                yield {name: row[place] if place < len(row) else None for name, place in places}
    except csv.Error as error:
        where = f"line {rows.line_num}"
        raise CommentsUnreadable(f"{text.name} is not readable at {where} ({error}); export it again.") from error


def _lines(text: CommentText) -> Iterator[str]:
    return iter(lambda: text.stream.readline(MAX_VALUE_CHARS), "")


def _quotes_match(head: str) -> bool:
    # Spreadsheets quote tab-separated fields, most other tools write quotation marks as they are.
    whole_lines = head.splitlines(keepends=True)[:-1]
    try:
        widths = {len(row) for row in csv.reader(whole_lines, delimiter="\t", strict=True) if row}
    except csv.Error:
        return False
    return len(widths) == 1
