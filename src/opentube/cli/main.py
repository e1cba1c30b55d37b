"""The command ``open-tube``: exit code 0 for done, 1 for an error that is told in one sentence, 2 for wrong usage."""

import signal
import sys
from typing import Annotated

import typer
from rich.markup import escape

from opentube import __version__
from opentube.cli import (
    analyze,
    anonymize,
    clips,
    comments,
    corrections,
    db,
    doctor,
    export,
    faces,
    keys,
    models,
    persons,
    reports,
    serve,
    sheet,
    users,
    words,
    worker,
)
from opentube.cli.terminal import console
from opentube.errors import FailureKind, OpenTubeError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="What is in a video, and what its audience says about it.",
)
app.command()(analyze.analyze)
app.command()(comments.comments)
app.command()(faces.faces)
app.command()(clips.clips)
app.command()(sheet.sheet)
app.command()(anonymize.anonymize)
app.command()(export.export)
app.command()(serve.serve)
app.command()(serve.api)
app.command()(worker.worker)
app.add_typer(reports.app, name="reports")
app.add_typer(export.app, name="exports")
app.add_typer(corrections.app, name="corrections")
app.add_typer(persons.app, name="persons")
app.add_typer(words.app, name="words")
app.add_typer(models.app, name="models")
app.add_typer(users.app, name="user")
app.add_typer(keys.app, name="key")
app.add_typer(db.app, name="db")
app.command()(doctor.doctor)


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"open-tube {__version__}\n")
        raise typer.Exit


@app.callback()
def main(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """What is in a video, and what its audience says about it."""


def run() -> None:
    """Run the command line; the only place that turns errors into exit codes."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as politely as Ctrl-C
    try:
        app()
    except OpenTubeError as error:
        console.print(f"[red]Error:[/] {escape(error.message)}")
        if error.kind is FailureKind.BUG and error.__cause__:
            console.print("This is a mistake of ours. Please report it with the log.")
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        console.print("Stopped.")
        raise SystemExit(1) from None
    except BrokenPipeError:
        raise SystemExit(1) from None


if __name__ == "__main__":
    run()
