"""``open-tube models``: the model files of this installation."""

from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from opentube.cli.terminal import console, print_json
from opentube.models.folder import ModelFolder, ModelStatus
from opentube.models.registry import REGISTRY
from opentube.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The model files of this installation.")


@app.command("list")
def list_models(*, json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Every model: task, version, licence, size, and whether its file is here and right."""
    folder = ModelFolder(Settings().models_path)
    rows = [(entry, folder.status(name)) for name, entry in REGISTRY.items()]
    if json:
        fields = ("name", "version", "task", "licence", "sha256", "size_bytes", "file_name")
        print_json([{name: getattr(entry, name) for name in fields} | {"status": status} for entry, status in rows])
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("Name", "Version", "Task", "Licence", "MB", "SHA-256", "Status"):
        table.add_column(heading, overflow="fold")
    for entry, status in rows:
        size = f"{entry.size_bytes / 1e6:.1f}"
        table.add_row(entry.name, entry.version, entry.task, entry.licence, size, entry.sha256[:12], status.value)
    console.print(table)


@app.command()
def pull() -> None:
    """Fetch the model files that are missing or damaged; each is checked against its SHA-256."""
    folder = ModelFolder(Settings().models_path)
    columns = (TextColumn("{task.description:<16}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console) as bars:
        for name, entry in REGISTRY.items():
            if folder.status(name) is ModelStatus.BUNDLED:
                continue
            task = bars.add_task(name, total=entry.size_bytes)
            folder.pull(name)
            bars.update(task, completed=entry.size_bytes)
    console.print(f"All models are in {folder.root}.")
