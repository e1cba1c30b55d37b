"""``open-tube corrections``: a person's word beside the machine's labels."""

import csv
import json
import sys
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, Final

import typer
from rich.markup import escape
from rich.table import Table

from opentube.accounts.service import local_owner
from opentube.cli.session import open_product
from opentube.cli.terminal import console, print_json
from opentube.cli.upkeep import bring_up_to_date
from opentube.reports.corrections import CorrectionInvalid, correct_labels, list_corrections, undo_corrections
from opentube.reports.labelled import LabelField
from opentube.reports.training_data import TrainingRow, export_corrections
from opentube.reports.write import OutputUnwritable

app = typer.Typer(no_args_is_help=True, help="Labels that you put right. They win in every report of the video.")

ReportId = Annotated[uuid.UUID, typer.Argument(help="As `open-tube reports list` shows it.")]
CommentId = Annotated[str, typer.Argument(help="The comment's id, as in report.json.")]
Json = Annotated[bool, typer.Option("--json", help="For machines.")]

_FLAGS: Final = {"yes": True, "true": True, "no": False, "false": False}
_TEXTS: Final = frozenset({LabelField.SENTIMENT, LabelField.LANGUAGE})
_SHOWN_CHARS: Final = 60


class ExportFormat(StrEnum):
    """How an export is written."""

    JSONL = "jsonl"
    TSV = "tsv"


@app.command()
def add(
    report: ReportId,
    comment: CommentId,
    labels: Annotated[list[str], typer.Argument(metavar="LABEL=VALUE...", help="e.g. sentiment=negative spam=no")],
    *,
    json: Json = False,
) -> None:
    """Put labels of a comment right: sentiment, profane, abusive, spam, question, request, language."""
    values = dict(map(parse_correction, labels))
    with open_product() as product:
        with product.database.session() as session:
            reports = correct_labels(session, local_owner(session), report, comment, values)
        bring_up_to_date(product, reports)
    _say_where(reports, "Corrected", json=json)


@app.command()
def remove(
    report: ReportId,
    comment: CommentId,
    labels: Annotated[
        list[str] | None, typer.Argument(metavar="[LABEL]...", help="Default: all of the comment.")
    ] = None,
    *,
    json: Json = False,
) -> None:
    """Let the machine's labels hold again."""
    with open_product() as product:
        with product.database.session() as session:
            reports = undo_corrections(session, local_owner(session), report, comment, labels or ())
        bring_up_to_date(product, reports)
    _say_where(reports, "Taken back", json=json)


@app.command("list")
def list_all(
    *,
    report: Annotated[uuid.UUID | None, typer.Option(help="Only those that hold in this report.")] = None,
    json: Json = False,
) -> None:
    """All corrections, newest first."""
    with open_product() as product, product.database.session() as session:
        rows = list_corrections(session, local_owner(session), report)
    if json:
        print_json([row._asdict() for row in rows])
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("Corrected", "Video", "Comment", "Label", "Text"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        said = f"{row.field}={_text_of(row.value)}"
        text = " ".join(row.text[:_SHOWN_CHARS].split())
        table.add_row(f"{row.corrected_at:%Y-%m-%d %H:%M}", *map(escape, (row.video, row.comment_id, said, text)))
    console.print(table)


@app.command()
def export(
    *,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file. Default: standard output.")] = None,
    output_format: Annotated[
        ExportFormat | None, typer.Option("--format", help="Default: by the file's name, else jsonl.")
    ] = None,
) -> None:
    """Write all corrections as training data, with what the machine said."""
    by_name = ExportFormat.TSV if output and output.suffix.lower() == ".tsv" else ExportFormat.JSONL
    write = _write_tsv if (output_format or by_name) is ExportFormat.TSV else _write_jsonl
    with open_product() as product, product.database.session() as session, _open_output(output) as target:
        count = write(target, export_corrections(session, local_owner(session)))
    console.print(f"{count:,} corrections written." if count else "Nothing was corrected yet.")


def parse_correction(pair: str) -> tuple[str, str | bool]:
    """``sentiment=negative`` or ``spam=no`` as a label and its value.

    Raises:
        CorrectionInvalid: there is no equals sign.
    """
    field, equals, value = (part.strip() for part in pair.partition("="))
    if not equals:
        raise CorrectionInvalid
    return field, value if field in _TEXTS else _FLAGS.get(value.lower(), value)


def _say_where(reports: list[uuid.UUID], done: str, *, json: bool) -> None:
    if json:
        print_json({"reports": reports})
        return
    several = f" in {len(reports)} reports of the video" if len(reports) > 1 else ""
    console.print(f"{done}{several}. `open-tube reports write {reports[-1]}` writes the page again.")


def _text_of(value: str | bool | None) -> str:
    return value if isinstance(value, str) else {True: "yes", False: "no", None: ""}[value]


def _write_jsonl(target: IO[str], rows: Iterable[TrainingRow]) -> int:
    count = 0
    for row in rows:
        count += 1
        target.write(json.dumps(row.model_dump(mode="json"), ensure_ascii=False) + "\n")
    return count


def _write_tsv(target: IO[str], rows: Iterable[TrainingRow]) -> int:
    writer = csv.DictWriter(target, list(TrainingRow.model_fields), dialect="excel-tab", lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in rows:
        count += 1
        models = "; ".join(f"{model.name} {model.version}" for model in row.machine_models)
        values = {"value": _text_of(row.value), "machine_value": _text_of(row.machine_value), "machine_models": models}
        writer.writerow(row.model_dump(mode="json") | values)
    return count


@contextmanager
def _open_output(path: Path | None) -> Iterator[IO[str]]:
    if path is None:
        with open(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False) as target:
            yield target
        return
    partial = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8", newline="") as target:
            yield target
        partial.replace(path)
    except OSError as error:
        message = f"{path} cannot be written ({error.strerror}). Choose another file with --output."
        raise OutputUnwritable(message) from error
