"""The command ``open-tube``: exit code 0 for done, 1 for an error that is told in one sentence, 2 for wrong usage."""

import signal
import sys
from typing import Annotated

import typer
from rich.markup import escape

from opentube import __version__
from opentube.cli.commands import Commands
from opentube.cli.terminal import console
from opentube.errors import FailureKind, OpenTubeError

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="What is in a video, and what its audience says about it.",
)


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
