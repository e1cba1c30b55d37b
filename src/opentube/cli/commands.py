"""The commands, each imported when it is asked for: one that lists reports need not load the engines."""

from importlib import import_module
from typing import Final

import typer
from typer._click.core import Command, Context
from typer.core import TyperGroup
from typer.main import get_command, get_group

COMMANDS: Final = {
    "analyze": "analyze:analyze",
    "comments": "comments:comments",
    "faces": "faces:faces",
    "clips": "clips:clips",
    "sheet": "sheet:sheet",
    "anonymize": "anonymize:anonymize",
    "export": "export:export",
    "serve": "serve:serve",
    "api": "serve:api",
    "worker": "worker:worker",
    "reports": "reports:app",
    "exports": "export:app",
    "corrections": "corrections:app",
    "persons": "persons:app",
    "words": "words:app",
    "models": "models:app",
    "user": "users:app",
    "key": "keys:app",
    "db": "db:app",
    "doctor": "doctor:doctor",
}


class Commands(TyperGroup):
    """The group of `COMMANDS`, in their order."""

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - the interface is Click's
        return [*COMMANDS]

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:  # noqa: ARG002 - the interface is Click's
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        found = getattr(import_module(f"opentube.cli.{module}"), name)
        if isinstance(found, typer.Typer):
            command: Command = get_group(found)
        else:
            alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            alone.command()(found)
            command = get_command(alone)
        command.name = cmd_name
        return command
