"""``open-tube words``: the owner's words to hide or to allow."""

import uuid
from collections.abc import Iterable
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from opentube.accounts.service import local_owner
from opentube.cli.session import Product, open_product
from opentube.cli.terminal import console, print_json
from opentube.cli.upkeep import bring_up_to_date
from opentube.reports.queries import count_comments
from opentube.reports.relabel import relabel_report
from opentube.reports.words import add_words, list_words, remove_words

app = typer.Typer(
    no_args_is_help=True, help="Words to hide, and words to allow, in comments. They take effect at once."
)

Json = Annotated[bool, typer.Option("--json", help="For machines.")]


@app.command()
def add(
    *,
    hide: Annotated[list[str] | None, typer.Option(help="Profane from now on, however disguised. Repeatable.")] = None,
    allow: Annotated[list[str] | None, typer.Option(help="Never profane from now on. Repeatable.")] = None,
    json: Json = False,
) -> None:
    """Put words on the list, and look through the comments of all reports for them."""
    if not (hide or allow):
        raise typer.BadParameter("Give --hide WORD or --allow WORD.")
    with open_product() as product:
        with product.database.session() as session:
            reports = add_words(session, local_owner(session), hide=hide or (), allow=allow or ())
        _follow(product, reports, json=json)


@app.command()
def remove(
    words: Annotated[list[str], typer.Argument(metavar="WORD...", help="As `open-tube words list` shows them.")],
    *,
    json: Json = False,
) -> None:
    """Take words off the list."""
    with open_product() as product:
        with product.database.session() as session:
            reports = remove_words(session, local_owner(session), words)
        _follow(product, reports, json=json)


@app.command("list")
def list_all(*, json: Json = False) -> None:
    """All words, in alphabetical order."""
    with open_product() as product, product.database.session() as session:
        rows = list_words(session, local_owner(session))
    if json:
        print_json([row._asdict() for row in rows])
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("Word", "Kind", "Added"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(escape(row.word), row.kind, f"{row.created_at:%Y-%m-%d %H:%M}")
    console.print(table)


def _follow(product: Product, reports: Iterable[uuid.UUID], *, json: bool) -> None:
    """Bring every report in line with the words; stopped on the way, the next worker does the rest."""
    reports = list(reports)
    with product.database.session() as session:
        totals = {report_id: count_comments(session, report_id) for report_id in reports}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=console, disable=json or not console.is_terminal) as bars:
            task = bars.add_task("Looking through comments", total=sum(totals.values()))
            for report_id in reports:
                relabel_report(product.database, report_id, on_comments=lambda count: bars.advance(task, count))
        bring_up_to_date(product, reports)
    except KeyboardInterrupt:
        console.print("The words are on the list. The next worker or `open-tube analyze` brings the reports in line.")
        raise
    if json:
        print_json({"reports": reports})
    else:
        counted = "1 report follows" if len(reports) == 1 else f"{len(reports)} reports follow"
        console.print(f"Done: {counted}. `open-tube reports write ID` writes a page again.")
