"""``open-tube db``: the database."""

import typer

from opentube.cli.terminal import console
from opentube.settings import Settings
from opentube.store.database import Database
from opentube.store.migrate import current_revision, upgrade

app = typer.Typer(no_args_is_help=True, help="The database.")


@app.command("upgrade")
def upgrade_database() -> None:
    """Create the tables, or bring them to this version. Safe to run twice, and from two machines at once."""
    with Database.from_settings(Settings()) as database:
        before = current_revision(database)
        upgrade(database)
        after = current_revision(database)
    console.print(
        f"The database is at revision {after}." if before == after else f"Upgraded: {before or 'empty'} → {after}."
    )
