"""``open-tube analyze``: make a report and wait for it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from opentube.accounts.service import local_owner
from opentube.cli.comments import parse_mapping
from opentube.cli.own_worker import own_workers
from opentube.cli.progress import progress_view
from opentube.cli.session import Product, open_product
from opentube.cli.summary import print_summary
from opentube.cli.terminal import console, print_json
from opentube.models.folder import ModelFolder
from opentube.reports.document import AnalysisKind, ReportStatus
from opentube.reports.intake import request_report_for
from opentube.reports.options import ReportOptions
from opentube.reports.progress import watch_progress
from opentube.reports.queries import needs_comments_engine
from opentube.reports.service import ReportNotFound, cancel_report
from opentube.reports.write import write_report
from opentube.settings import Settings

FAILED = frozenset({ReportStatus.FAILED, ReportStatus.CANCELLED})


class CommentOrder(StrEnum):
    """Which comments of a YouTube video are fetched first."""

    TOP = "top"
    NEW = "new"


def analyze(
    source: Annotated[
        str,
        typer.Argument(
            metavar="URL|FILE|FOLDER", help="A YouTube address, a video, a file of comments, or a folder of yt-dlp."
        ),
    ],
    *,
    comments: Annotated[
        Path | None, typer.Option(help="Comments of the video: info.json, JSONL, CSV or TSV; .gz and .xz too.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="Folder for report.html and report.json. Default: reports/ID in the data folder."
        ),
    ] = None,
    without: Annotated[list[AnalysisKind] | None, typer.Option(help="Leave an analysis out. Repeatable.")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", help="FIELD=COLUMN for CSV, TSV and JSONL, e.g. text=본문. Repeatable."),
    ] = None,
    max_comments: Annotated[
        int, typer.Option(min=0, max=1_000_000, help="Most comments fetched from YouTube.")
    ] = 20_000,
    order: Annotated[CommentOrder, typer.Option(help="Which comments YouTube gives first.")] = CommentOrder.TOP,
    cookies: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="cookies.txt, when YouTube asks to sign in.")
    ] = None,
    workers: Annotated[
        int, typer.Option(min=0, max=64, help="Worker processes of this command; 0 when others run.")
    ] = 1,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON, and no progress.")] = False,
) -> None:
    """Make a report and wait for it; Ctrl-C cancels it, `open-tube reports retry ID` goes on."""
    settings = Settings()
    options = ReportOptions(
        analyses=frozenset(AnalysisKind) - set(without or ()),
        comment_batch=settings.comment_batch,
        segment_s=settings.segment_s,
        max_comments=max_comments,
        comment_order=order.value,
        cookies_file=str(cookies.absolute()) if cookies else None,
    )
    columns = parse_mapping(column or [])
    with open_product() as product:
        with product.database.session() as session:
            owner_id = local_owner(session)
        report_id = uuid.uuid4()
        with cancelled_by_interrupt(product, owner_id, report_id):
            request_report_for(
                product.database,
                product.blobs,
                owner_id,
                source,
                options,
                report_id=report_id,
                models=ModelFolder(settings.models_path),
                comments=comments,
                columns=columns,
            )
        follow_report(product, owner_id, report_id, output=output, workers=workers, json=json)


@contextmanager
def cancelled_by_interrupt(product: Product, owner_id: uuid.UUID, report_id: uuid.UUID) -> Iterator[None]:
    """Ctrl-C cancels the report, from the moment it exists, and says how to go on.

    Raises:
        typer.Exit: with code 1, after it was cancelled.
    """
    try:
        yield
    except KeyboardInterrupt:
        with product.database.session() as session, suppress(ReportNotFound):
            cancel_report(session, owner_id, report_id)
            console.print(f"Cancelled. `open-tube reports retry {report_id}` goes on where it stopped.")
        raise typer.Exit(1) from None


def follow_report(
    product: Product, owner_id: uuid.UUID, report_id: uuid.UUID, *, output: Path | None, workers: int, json: bool
) -> None:
    """Work on a report until it ends, write it down and sum it up.

    Raises:
        typer.Exit: with code 1 when the report failed or was cancelled.
    """
    log_path = product.settings.data_dir / "logs" / "worker.log"
    with cancelled_by_interrupt(product, owner_id, report_id):
        with product.database.session() as session:
            preload = needs_comments_engine(session, report_id)
        with own_workers(workers, log_path, preload=preload) as hands, progress_view(quiet=json) as view:
            for progress in watch_progress(product.database, report_id):
                hands.keep_alive()
                view.show(progress)
    folder = output or product.settings.data_dir / "reports" / str(report_id)
    written = write_report(product.database, product.blobs, owner_id, report_id, folder)
    if json:
        print_json(written.document.model_dump(mode="json"))
    else:
        print_summary(written)
    if written.document.status in FAILED:
        raise typer.Exit(1)
