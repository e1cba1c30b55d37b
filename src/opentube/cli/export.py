"""``open-tube export`` and ``open-tube exports``: files made from reports."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.filesize import decimal
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from opentube.accounts.service import local_owner
from opentube.cli.own_worker import own_workers
from opentube.cli.session import Product, open_product
from opentube.cli.terminal import console, print_json
from opentube.errors import UserError
from opentube.exports.kinds import ExportKind, ExportStatus
from opentube.exports.progress import watch_export
from opentube.exports.queries import ExportNotFound, get_export, list_exports
from opentube.exports.saving import save_export
from opentube.exports.service import cancel_export, delete_export, request_export, retry_export
from opentube.exports.tables import Export

app = typer.Typer(no_args_is_help=True, help="The files made from reports.")
ExportId = Annotated[uuid.UUID, typer.Argument(metavar="EXPORT", help="As `open-tube exports list` shows it.")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="The file. Default: named after the video, in this folder.")
]
Workers = Annotated[int, typer.Option(min=0, max=64, help="Worker processes of this command; 0 when others run.")]
Json = Annotated[bool, typer.Option("--json", help="For machines.")]


class SettingInvalid(UserError):
    """A filter or option looks like name=value, for example spam=yes."""

    code = "setting_invalid"


def export(
    report: Annotated[uuid.UUID, typer.Argument(help="As `open-tube reports list` shows it.")],
    kind: Annotated[ExportKind, typer.Argument(help="What to make.")],
    *,
    output: Output = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--filter", help="LABEL=VALUE: only these comments, e.g. sentiment=negative. Repeatable."),
    ] = None,
    option: Annotated[
        list[str] | None, typer.Option("--option", help="NAME=VALUE, e.g. table=keywords. Repeatable.")
    ] = None,
    workers: Workers = 1,
    json: Json = False,
) -> None:
    """Make a file from a report and wait for it; Ctrl-C cancels it."""
    options: dict[str, Any] = dict(_pairs(option or []))
    if only:
        filters: dict[str, list[str]] = {}
        for label, value in _pairs(only):
            filters.setdefault(label, []).append(value)
        options["filters"] = filters
    export_id = uuid.uuid4()
    with open_product() as product:
        with product.database.session() as session:
            owner_id = local_owner(session)
        with _cancelled_by_interrupt(product, owner_id, export_id):
            with product.database.session() as session:
                request_export(session, owner_id, report, kind, options, export_id=export_id)
            _follow(product, owner_id, export_id, output=output, workers=workers, json=json)


@app.command("list")
def list_all(
    *, report: Annotated[uuid.UUID | None, typer.Option(help="Only of this report.")] = None, json: Json = False
) -> None:
    """All exports, newest first."""
    with open_product() as product, product.database.session() as session:
        rows = list_exports(session, local_owner(session), report_id=report)
    if json:
        print_json([_as_dict(row) for row in rows])
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("Export", "Requested", "Kind", "Status", "Size", "Name"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        size = decimal(row.size_bytes) if row.size_bytes is not None else ""
        table.add_row(str(row.id), f"{row.requested_at:%Y-%m-%d %H:%M}", row.kind, row.status, size, row.name)
    console.print(table, markup=False)


@app.command()
def save(export: ExportId, *, output: Output = None) -> None:
    """Copy a finished file out of the store."""
    with open_product() as product:
        with product.database.session() as session:
            owner_id = local_owner(session)
        console.print(str(save_export(product.database, product.blobs, owner_id, export, output)), markup=False)


@app.command()
def retry(export: ExportId, *, output: Output = None, workers: Workers = 1, json: Json = False) -> None:
    """Make a file again that was cancelled, failed, or is of an earlier state of its report."""
    with open_product() as product:
        with product.database.session() as session:
            owner_id = local_owner(session)
            retry_export(session, owner_id, export)
        with _cancelled_by_interrupt(product, owner_id, export):
            _follow(product, owner_id, export, output=output, workers=workers, json=json)


@app.command()
def cancel(export: ExportId) -> None:
    """Stop an export that is being made."""
    with open_product() as product, product.database.session() as session:
        cancel_export(session, local_owner(session), export)
    console.print("Cancelled.")


@app.command()
def edit(
    export: ExportId,
    boxes: Annotated[Path, typer.Argument(help="The file of boxes, as it was saved and edited.")],
) -> None:
    """Put edited boxes in the place of found ones; what is rendered of them afterwards shows it."""
    # Other commands need not wait for NumPy.
    from opentube.exports.boxes import replace_boxes  # noqa: PLC0415
    from opentube.faces.anonymize.document import read_boxes  # noqa: PLC0415

    tracks = read_boxes(boxes)
    with open_product() as product, product.database.session() as session:
        details = replace_boxes(session, product.blobs, local_owner(session), export, tracks).details
    console.print(f"{details['hidden']} faces will be hidden, {details['kept']} left as they are.")


@app.command()
def delete(export: ExportId) -> None:
    """Delete an export and its file in the store."""
    with open_product() as product, product.database.session() as session:
        delete_export(session, product.blobs, local_owner(session), export)
    console.print("Deleted.")


def _follow(
    product: Product, owner_id: uuid.UUID, export_id: uuid.UUID, *, output: Path | None, workers: int, json: bool
) -> None:
    log_path = product.settings.data_dir / "logs" / "worker.log"
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f} %"))
    with (
        own_workers(workers, log_path, preload=False) as hands,
        Progress(*columns, console=console, disable=json) as bars,
    ):
        task = bars.add_task("Exporting", total=1.0)
        for state in watch_export(product.database, owner_id, export_id):
            hands.keep_alive()
            bars.update(task, completed=state.share)
    with product.database.session() as session:
        export = get_export(session, owner_id, export_id)
    path = None
    if export.status == ExportStatus.DONE:
        path = save_export(product.database, product.blobs, owner_id, export_id, output)
    if json:
        print_json(_as_dict(export) | {"path": str(path) if path else None})
    elif path:
        console.print(f"{path} ({decimal(export.size_bytes or 0)})", markup=False)
    else:
        console.print(export.error_message or f"The export was {export.status}.", markup=False)
    if path is None:
        raise typer.Exit(1)


@contextmanager
def _cancelled_by_interrupt(product: Product, owner_id: uuid.UUID, export_id: uuid.UUID) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        with product.database.session() as session, suppress(ExportNotFound):
            cancel_export(session, owner_id, export_id)
            console.print(f"Cancelled. `open-tube exports retry {export_id}` starts it again.")
        raise typer.Exit(1) from None


def _pairs(settings: Iterable[str]) -> Iterator[tuple[str, str]]:
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not (name and equals and value):
            raise SettingInvalid
        yield name.strip(), value.strip()


def _as_dict(export: Export) -> dict[str, Any]:
    names = ("id", "report_id", "kind", "status", "progress", "name", "size_bytes", "options", "details")
    more = ("requested_at", "finished_at", "error_code", "error_message")
    return {name: getattr(export, name) for name in (*names, *more)}
