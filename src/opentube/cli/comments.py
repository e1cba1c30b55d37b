"""``open-tube comments``: label a file of comments, streaming, without a database."""

import json
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from io import BufferedReader
from pathlib import Path
from typing import IO, Annotated, Any, cast

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from opentube.cli.terminal import console
from opentube.comments.analyzer import Analyzer
from opentube.errors import UserError
from opentube.settings import get_settings
from opentube.sources.comment_files import CommentFile, open_comments, read_stream
from opentube.sources.comment_formats import CommentFormat
from opentube.sources.values import CommentRecord


class MappingInvalid(UserError):
    """A column mapping looks like text=내용: a field, an equals sign and the column's name in the file."""

    code = "mapping_invalid"


class OutputExists(UserError):
    """The output cannot be written to the input itself."""

    code = "output_is_input"


def comments(
    source: Annotated[
        str,
        typer.Argument(metavar="INPUT", help="info.json, JSONL, CSV or TSV, .gz and .xz too; - for standard input."),
    ],
    *,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file. Default: standard output.")] = None,
    column: Annotated[
        list[str] | None, typer.Option("--column", help="FIELD=COLUMN, e.g. text=본문. Repeatable.")
    ] = None,
    input_format: Annotated[CommentFormat | None, typer.Option("--format", help="Format of standard input.")] = None,
    duration: Annotated[
        float | None, typer.Option(help="Length of the video in seconds, to refuse timestamps past it.")
    ] = None,
    with_header: Annotated[bool, typer.Option(help="First line: the models' names and versions.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")] = False,
) -> None:
    """Label every comment: one JSON object a line, in the order of the input."""
    mapping = parse_mapping(column or [])
    file = (
        read_stream(cast("BufferedReader", sys.stdin.buffer), input_format, columns=mapping)
        if source == "-"
        else open_comments(Path(source), columns=mapping)
    )
    if output and source != "-" and output.exists() and output.samefile(source):
        raise OutputExists
    analyzer = Analyzer(threads=get_settings().threads)
    duration = duration or (file.video.duration_s if file.video else None)
    with ExitStack() as stack:
        target = stack.enter_context(_open_output(output))
        bars = stack.enter_context(_bars(quiet=quiet))
        task = bars.add_task("Labelling comments", total=None)
        if with_header:
            _write(target, {"models": [asdict(model) for model in analyzer.models]})
        for line in _labelled(file, analyzer, duration):
            _write(target, line)
            bars.advance(task)
    for notice in file.notices:
        console.print(f"[dim]{notice.message} ({notice.count:,})[/]")


def parse_mapping(pairs: list[str]) -> dict[str, str]:
    """``["text=본문"]`` as a mapping of fields to columns.

    Raises:
        MappingInvalid: a pair has no equals sign.
    """
    mapping = {}
    for pair in pairs:
        field, equals, name = pair.partition("=")
        if not (field and equals and name):
            raise MappingInvalid
        mapping[field.strip()] = name.strip()
    return mapping


def _labelled(file: CommentFile, analyzer: Analyzer, duration_s: float | None) -> Iterator[dict[str, Any]]:
    waiting: deque[CommentRecord] = deque()

    def texts() -> Iterator[str]:
        for record in file:
            waiting.append(record)
            yield record.text

    for labels in analyzer.stream(texts(), duration_s=duration_s):
        record = waiting.popleft()
        yield {"id": record.external_id, "text": record.text, **asdict(labels)}


def _write(target: IO[str], value: dict[str, Any]) -> None:
    target.write(json.dumps(value, ensure_ascii=False) + "\n")


def _open_output(path: Path | None) -> IO[str]:
    if path is None:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        return open(sys.stdout.fileno(), "w", encoding="utf-8", closefd=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("w", encoding="utf-8")


def _bars(*, quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, disable=quiet or not console.is_terminal)
