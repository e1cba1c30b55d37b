"""How people write persons, times and places on the command line."""

import math
import uuid
from typing import Final

import typer
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.persons.queries import PersonNotFound, PersonSummary, list_persons

SHORT: Final = 8
"""Characters of an id that are shown."""

_CLOCK: Final = (1, 60, 3600)
_FEWEST: Final = 2


class PersonAmbiguous(UserError):
    """Several persons are meant by that. Give more of the id; `open-tube persons list` shows it."""

    code = "person_ambiguous"


def short_id(person_id: uuid.UUID | str) -> str:
    """As much of an id as is shown."""
    return str(person_id)[:SHORT]


def shown_name(person_id: uuid.UUID, name: str | None) -> str:
    """The name of a person, or the start of their id."""
    return name or short_id(person_id)


def resolve_person(session: Session, owner_id: uuid.UUID, given: str, *, binned: bool = False) -> uuid.UUID:
    """Who is meant by a name, an id, or the start of an id that only one person has. ``binned``: the bin is looked through, too.

    Raises:
        PersonNotFound: nobody.
        PersonAmbiguous: several.
    """
    try:
        return uuid.UUID(given)
    except ValueError:
        pass
    persons = everybody(session, owner_id, binned=binned)
    start = given.lower() if len(given) >= _FEWEST else "?"
    meant = {person.id for person in persons if person.name == given.strip()}
    meant = meant or {person.id for person in persons if str(person.id).startswith(start)}
    if len(meant) > 1:
        told = ", ".join(sorted(map(str, meant)))
        raise PersonAmbiguous(f"{given} may be any of {told}. Give more of the id.")
    if not meant:
        raise PersonNotFound(
            f"Nobody is called {given}, and no id begins so. `open-tube persons list` shows who is there."
        )
    return meant.pop()


def everybody(session: Session, owner_id: uuid.UUID, *, binned: bool) -> list[PersonSummary]:
    """All persons who can be named: those in lists, those ignored, and perhaps those in the bin."""
    persons = [*list_persons(session, owner_id), *list_persons(session, owner_id, ignored=True)]
    return [*persons, *list_persons(session, owner_id, binned=True)] if binned else persons


def parse_time(given: str) -> float:
    """Seconds from ``62.5``, ``1:02.5`` or ``1:02:03``.

    Raises:
        BadParameter: something else.
    """
    try:
        parts = [float(part) for part in given.split(":")]
    except ValueError:
        parts = []
    inside = all(math.isfinite(part) and part >= 0 for part in parts) and all(part < 60 for part in parts[1:])  # noqa: PLR2004 - seconds of a minute
    if not 1 <= len(parts) <= len(_CLOCK) or not inside:
        raise typer.BadParameter(f"{given} is no time. Write 62.5 or 1:02.5.")
    return sum(part * unit for part, unit in zip(reversed(parts), _CLOCK, strict=False))


def parse_box(given: str) -> tuple[float, float, float, float]:
    """x, y, width, height of a face; whether they lie in the picture is not looked at.

    Raises:
        BadParameter: not four numbers.
    """
    try:
        x, y, w, h = (float(part) for part in given.split(","))
    except ValueError:
        raise typer.BadParameter(
            f"{given} is no box. Write x,y,w,h as parts of the picture, such as 0.4,0.2,0.1,0.18."
        ) from None
    return x, y, w, h


def parse_tracks(given: list[str]) -> list[int]:
    """Numbers of tracks, apart or joined by commas.

    Raises:
        BadParameter: not numbers.
    """
    try:
        return [int(part) for each in given for part in each.split(",") if part.strip()]
    except ValueError:
        raise typer.BadParameter(
            "Tracks are numbers, such as 12 or 12,15. `open-tube persons show ID` lists them."
        ) from None
