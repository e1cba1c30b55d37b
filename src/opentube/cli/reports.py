"""``open-tube reports``: the reports of this installation."""

import uuid
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from opentube.accounts.service import local_owner
from opentube.cli.session import open_product
from opentube.cli.summary import print_summary
from opentube.cli.terminal import console, print_json
from opentube.reports.deletion import delete_report
from opentube.reports.queries import list_reports
from opentube.reports.service import cancel_report, get_report, retry_report
from opentube.reports.write import write_report

app = typer.Typer(no_args_is_help=True, help="The reports of this installation.")
ReportId = Annotated[uuid.UUID, typer.Argument(help="As `open-tube reports list` shows it.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="Folder. Default: reports/ID in the data folder.")]
Json = Annotated[bool, typer.Option("--json", help="For machines.")]


@app.command("list")
def list_all(*, json: Json = False) -> None:
    """All reports, newest first."""
    with open_product() as product, product.database.session() as session:
        rows = list_reports(session, local_owner(session))
    if json:
        print_json([row._asdict() for row in rows])
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("Report", "Requested", "Status", "Video"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(str(row.id), f"{row.requested_at:%Y-%m-%d %H:%M}", row.status, row.title)
    console.print(table)


@app.command()
def write(report: ReportId, *, output: Output = None) -> None:
    """Write report.html and report.json of a report again."""
    with open_product() as product:
        with product.database.session() as session:
            owner_id = local_owner(session)
        folder = output or product.settings.data_dir / "reports" / str(report)
        print_summary(write_report(product.database, product.blobs, owner_id, report, folder))


@app.command()
def retry(
    report: ReportId,
    *,
    output: Output = None,
    workers: Annotated[int, typer.Option(min=0, max=64, help="Worker processes of this command.")] = 1,
    json: Json = False,
) -> None:
    """Go on where a cancelled or failed report stopped."""
    from opentube.cli.analyze import follow_report  # noqa: PLC0415 - the other commands need not wait for the engines

    with open_product() as product:
        with product.database.session() as session:
            owner_id = local_owner(session)
            retry_report(session, owner_id, report)
        follow_report(product, owner_id, report, output=output, workers=workers, json=json)


@app.command()
def delete(
    report: ReportId,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a report for good, with its files, and the video and its comments if no other report is about them."""
    with open_product() as product:
        with product.database.session() as session:
            owner_id = local_owner(session)
            get_report(session, owner_id, report, binned=True)
        if not yes:
            typer.confirm("Delete this report for good?", abort=True)
        with product.database.session() as session:
            delete_report(session, product.blobs, owner_id, report)
    console.print("Deleted.")


@app.command()
def cancel(report: ReportId) -> None:
    """Stop a report that is being made."""
    with open_product() as product, product.database.session() as session:
        cancel_report(session, local_owner(session), report)
    console.print("Cancelled.")
