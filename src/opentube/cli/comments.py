"""``open-tube comments``: label a file of comments, streaming, without a database."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Annotated, BinaryIO, cast

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from opentube.cli.label_file import LineLabeller, batches, resume
from opentube.cli.terminal import console
from opentube.comments.parallel import map_ordered
from opentube.comments.profanity.values import WordLists
from opentube.errors import UserError
from opentube.settings import Settings
from opentube.sources.comment_files import CommentFile, open_comments, read_stream
from opentube.sources.comment_formats import CommentFormat


class MappingInvalid(UserError):
    """A column mapping looks like text=내용: a field, an equals sign and the column's name in the file."""

    code = "mapping_invalid"


class OutputExists(UserError):
    """The output cannot be written to the input itself."""

    code = "output_is_input"


class WordsUnreadable(UserError):
    """The file of words is not UTF-8 text; save it again as UTF-8, one word a line."""

    code = "words_unreadable"


def comments(
    source: Annotated[
        str,
        typer.Argument(metavar="INPUT", help="info.json, JSONL, CSV or TSV, .gz and .xz too; - for standard input."),
    ],
    *,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file. Default: standard output.")] = None,
    go_on: Annotated[bool, typer.Option("--resume", help="Go on with an output that was cut off.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes. Default: one a core.")] = None,
    column: Annotated[
        list[str] | None, typer.Option("--column", help="FIELD=COLUMN, e.g. text=본문. Repeatable.")
    ] = None,
    input_format: Annotated[CommentFormat | None, typer.Option("--format", help="Format of standard input.")] = None,
    duration: Annotated[
        float | None, typer.Option(help="Length of the video in seconds, to refuse timestamps past it.")
    ] = None,
    hide_words: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Words to call profane, one a line.")
    ] = None,
    allow_words: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Words never to call profane, one a line.")
    ] = None,
    with_header: Annotated[bool, typer.Option(help="First line: the models' names and versions.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")] = False,
) -> None:
    """Label every comment: one JSON object a line, in the order of the input."""
    if go_on and not output:
        raise typer.BadParameter("There is nothing to go on with; name the output with -o.", param_hint="--resume")
    mapping = parse_mapping(column or [])
    file = (
        read_stream(cast("BufferedReader", sys.stdin.buffer), input_format, columns=mapping)
        if source == "-"
        else open_comments(Path(source), columns=mapping)
    )
    if output and source != "-" and output.exists() and output.samefile(source):
        raise OutputExists
    words = WordLists(hide=_words_in(hide_words), allow=_words_in(allow_words))
    label = LineLabeller(duration or (file.video.duration_s if file.video else None), words)
    models = label.load()
    header = models if with_header else b""
    with _open_output(output, keep=go_on) as target, _progress(file, quiet=quiet) as advance:
        todo = batches(file)
        if go_on:
            todo = resume(target, header, todo, label)
        else:
            target.write(header)
        for lines in map_ordered(label, todo, workers=workers or Settings().threads):
            target.write(lines)
            advance(lines.count(b"\n"))
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


def _words_in(path: Path | None) -> tuple[str, ...]:
    try:
        lines = path.read_text("utf-8-sig").splitlines() if path else []
    except ValueError as error:
        raise WordsUnreadable from error
    return tuple(line.strip() for line in lines if line.strip())


@contextmanager
def _open_output(path: Path | None, *, keep: bool) -> Iterator[BinaryIO]:
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("r+b" if keep and path.exists() else "w+b") as target:
        try:
            yield target
        except KeyboardInterrupt:
            console.print(f"{path} holds what was done; --resume goes on from there.", markup=False)
            raise


@contextmanager
def _progress(file: CommentFile, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]:,} · {task.fields[rate]:,.0f}/s"),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    # Drawn when a batch is done: a thread that draws would be alive while workers are forked.
    bars = Progress(*columns, console=console, auto_refresh=False, disable=quiet or not console.is_terminal)
    with bars:
        task = bars.add_task("Labelling comments", total=None, count=0, rate=0.0)
        started = time.monotonic()
        count = 0

        def advance(labelled: int) -> None:
            nonlocal count
            count += labelled
            read, size = file.position() or (None, None)
            rate = count / (time.monotonic() - started)
            bars.update(task, completed=read, total=size, count=count, rate=rate, refresh=True)

        yield advance
        bars.update(task, total=1, completed=1, refresh=True)
