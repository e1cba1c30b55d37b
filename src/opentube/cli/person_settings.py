"""``open-tube persons faces`` and ``keep-vectors``: whether people are looked for, and how long they are known."""

from enum import StrEnum
from typing import Annotated, Final

import typer

from opentube.cli.person_library import Json, open_library
from opentube.cli.terminal import console, print_json
from opentube.persons import consent, retention

app = typer.Typer()

FOREVER: Final = "forever"


class Switch(StrEnum):
    """On or off."""

    ON = "on"
    OFF = "off"


@app.command("faces")
def switch_faces(
    switch: Annotated[Switch | None, typer.Argument(help="Default: say which.")] = None, *, json: Json = False
) -> None:
    """Let people be looked for in your videos, or not. What was found before stays until it is deleted."""
    with open_library() as library:
        if switch:
            consent.switch_faces(library.session, library.owner_id, on=switch is Switch.ON)
        on = consent.allows_faces(library.session, library.owner_id)
    if json:
        print_json({"faces": on})
    else:
        console.print(f"Face analysis is {'on' if on else 'off'}.")


@app.command("keep-vectors")
def keep_vectors(
    days: Annotated[str | None, typer.Argument(metavar="DAYS|forever", help="Default: say how long.")] = None,
    *,
    json: Json = False,
) -> None:
    """How long face vectors are kept. Persons, names and times stay; without vectors nobody is recognised."""
    if days not in (None, FOREVER) and not days.isdecimal():
        raise typer.BadParameter("Write a number of days, or forever.")
    with open_library() as library:
        if days:
            retention.keep_vectors(library.session, library.owner_id, None if days == FOREVER else int(days))
        kept = retention.vectors_kept_days(library.session, library.owner_id)
    if json:
        print_json({"days": kept})
    else:
        console.print("Face vectors are kept " + (f"for {kept:,} days." if kept else "forever."))
