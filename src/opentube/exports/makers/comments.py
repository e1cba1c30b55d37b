"""Comments as CSV, JSON Lines and Parquet."""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from opentube.errors import UserError
from opentube.exports.comment_rows import AT_ONCE, comment_rows, count_rows, matching
from opentube.exports.csv_text import cells, open_csv
from opentube.exports.options import CommentsOptions
from opentube.exports.work import Making
from opentube.reports.labelled import LabelField

CSV_COLUMNS: Final = {
    "id": "id",
    "parent_id": "parent_id",
    "author": "author",
    "text": "text",
    "likes": "likes",
    "published_at_utc": "published_at",
    "language": "language",
    "sentiment": "sentiment",
    "sentiment_score": "sentiment_score",
    "profane": "profane",
    "profanity_score": "profanity_score",
    "abusive": "abusive",
    "abuse_score": "abuse_score",
    "spam": "spam",
    "spam_score": "spam_score",
    "question": "question",
    "request": "request",
    "timestamps_s": "timestamps_s",
    "keywords": "keywords",
    "corrected": "corrected",
}
"""Heading and column."""

JSON_FIELDS: Final = (
    "id",
    "text",
    "language",
    "sentiment",
    "sentiment_score",
    "profane",
    "profanity_score",
    "profanity_spans",
    "abusive",
    "abuse_score",
    "spam",
    "spam_score",
    "question",
    "request",
    "timestamps_s",
    "keywords",
    "author",
    "likes",
    "published_at",
    "parent_id",
    "by_uploader",
)
"""Those of ``open-tube comments``, and what the source tells."""


class ParquetMissing(UserError):
    """Parquet needs one more package: pip install "open-tube[parquet]", then try again."""

    code = "parquet_missing"


def make_csv(making: Making, options: CommentsOptions) -> Path:
    """A table for spreadsheets."""
    path = making.folder / "comments.csv"
    with open_csv(path, tuple(CSV_COLUMNS)) as table:
        for row in rows_of(making, options):
            table.writerow(cells(getattr(row, column) for column in CSV_COLUMNS.values()))
    return path


def make_jsonl(making: Making, options: CommentsOptions) -> Path:
    """One JSON object a line; ``corrections`` has what the machine said and what a person says instead."""
    path = making.folder / "comments.jsonl"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows_of(making, options):
            value = {name: getattr(row, name) for name in JSON_FIELDS} | {
                "corrections": {
                    field: {"machine": getattr(row, f"machine_{field}"), "person": getattr(row, field)}
                    for field in row.corrected
                }
            }
            value["published_at"] = row.published_at.isoformat() if row.published_at else None
            file.write(json.dumps(value, ensure_ascii=False) + "\n")
    return path


def make_parquet(making: Making, options: CommentsOptions) -> Path:
    """A table with types, in groups of some thousand rows.

    Raises:
        ParquetMissing: PyArrow is not installed.
    """
    try:
        pa, pq = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise ParquetMissing from error
    text, flag, real = pa.string(), pa.bool_(), pa.float64()
    types: dict[str, Any] = {
        "likes": pa.int64(),
        "published_at": pa.timestamp("us", tz="UTC"),
        "timestamps_s": pa.list_(real),
        "keywords": pa.list_(text),
        "corrected": pa.list_(text),
        "by_uploader": flag,
        **{f: flag for f in LabelField if f not in {LabelField.SENTIMENT, LabelField.LANGUAGE}},
        **{name: real for name in JSON_FIELDS if name.endswith("_score")},
    }
    names = [name for name in (*JSON_FIELDS, "corrected") if name != "profanity_spans"]
    schema = pa.schema([(name, types.get(name, text)) for name in names])
    path = making.folder / "comments.parquet"
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in _in_groups(rows_of(making, options)):
            columns = [pa.array([getattr(row, field.name) for row in rows], field.type) for field in schema]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
    return path


def _in_groups(rows: Iterator[Any]) -> Iterator[list[Any]]:
    group: list[Any] = []
    for row in rows:
        group.append(row)
        if len(group) == 8 * AT_ONCE:
            yield group
            group = []
    if group:
        yield group


def rows_of(making: Making, options: CommentsOptions, *conditions: Any) -> Iterator[Any]:
    """The comments that are wanted, told as progress."""
    wanted = [*matching(options.filters), *conditions]
    with making.workshop.database.session() as session:
        total = count_rows(session, making.report_id, *wanted)
        for number, row in enumerate(comment_rows(session, making.report_id, *wanted)):
            if number % 100 == 0:
                making.check()
                making.progress(number / total)
            yield row
