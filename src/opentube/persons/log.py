"""What an owner did in the library, as it is kept: a row an edit, never changed, in force until it is undone.

The body of an edit names persons by id, and tracks by `Anchor`. Every kind has some of these fields:

- ``person``: the person it is about; for ``merge`` and ``same`` the one that stays, for ``split`` the new one.
- ``others``: the persons that are merged into it (``merge``, ``same``), or that it is not (``different``).
- ``tracks``: the anchors of the tracks it is about.
- ``name`` (``name``), ``cover_key`` and ``cover_at`` (``cover``, ``split``, ``draw``: a blob, and where it was cut from), ``embedding`` and ``embedder`` (``draw``).
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from opentube.persons.anchors import Outline
from opentube.persons.tables import PersonEdit


class EditKind(StrEnum):
    """What an owner may do."""

    NAME = "name"
    MERGE = "merge"
    SAME = "same"
    DIFFERENT = "different"
    SPLIT = "split"
    MOVE = "move"
    NOT_THIS_PERSON = "not_this_person"
    NOT_A_FACE = "not_a_face"
    IGNORE = "ignore"
    NOTICE = "notice"
    COVER = "cover"
    DRAW = "draw"
    DELETE = "delete"
    FORGET = "forget"


JOINING = frozenset({EditKind.MERGE, EditKind.SAME})
GIVING = frozenset({EditKind.SPLIT, EditKind.MOVE, EditKind.DRAW})
ABOUT_TRACKS = GIVING | {EditKind.NOT_THIS_PERSON, EditKind.NOT_A_FACE}


@dataclass(frozen=True, slots=True)
class Anchor:
    """A track by its place in a video, which holds in every analysis of it.

    ``track_id`` is its row in the report it was named in; ``drawn_by_id`` the edit that drew it, if one did.
    """

    video_id: uuid.UUID
    track_id: int | None
    drawn_by_id: int | None
    outline: Outline

    def as_json(self) -> dict[str, Any]:
        """The value that an edit keeps."""
        return {
            "video": str(self.video_id),
            "track": self.track_id,
            "drawn_by": self.drawn_by_id,
            "start_s": self.outline.start_s,
            "end_s": self.outline.end_s,
            "times_s": [round(float(time_s), 4) for time_s in self.outline.times_s],
            "boxes": [[round(float(value), 5) for value in box] for box in self.outline.boxes],
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Anchor":
        """The anchor that an edit keeps."""
        outline = Outline(
            value["start_s"],
            value["end_s"],
            np.array(value["times_s"], np.float64),
            np.array(value["boxes"], np.float32).reshape(-1, 4),
        )
        return cls(uuid.UUID(value["video"]), value.get("track"), value.get("drawn_by"), outline)


@dataclass(frozen=True, slots=True)
class Edit:
    """One row of the log, read."""

    id: int
    kind: EditKind
    body: dict[str, Any]

    @property
    def person(self) -> uuid.UUID | None:
        """The person it is about."""
        return uuid.UUID(self.body["person"]) if self.body.get("person") else None

    @property
    def others(self) -> tuple[uuid.UUID, ...]:
        """The persons that it compares with that one."""
        return tuple(uuid.UUID(other) for other in self.body.get("others", ()))

    @property
    def persons(self) -> frozenset[uuid.UUID]:
        """Every person it names."""
        return frozenset(self.others) | ({self.person} if self.person else frozenset())

    @property
    def video_ids(self) -> frozenset[uuid.UUID]:
        """The videos of the tracks it is about."""
        return frozenset(uuid.UUID(track["video"]) for track in self.body.get("tracks", ()))

    def anchors(self, video_id: uuid.UUID) -> list[Anchor]:
        """The tracks of one video it is about."""
        return [Anchor.from_json(t) for t in self.body.get("tracks", ()) if t["video"] == str(video_id)]


def body_of(
    person: uuid.UUID | None = None,
    *,
    others: Iterable[uuid.UUID] = (),
    tracks: Iterable[Anchor] = (),
    **more: Any,
) -> dict[str, Any]:
    """The body of an edit, with the fields that are given."""
    named = {
        "person": person and str(person),
        "others": [str(other) for other in others],
        "tracks": [track.as_json() for track in tracks],
        **more,
    }
    return {field: value for field, value in named.items() if value not in (None, [])}


def read_edit(row: PersonEdit) -> Edit:
    """A row as a value."""
    return Edit(row.id, EditKind(row.kind), row.body)


def person_edits(session: Session, owner_id: uuid.UUID) -> list[Edit]:
    """The edits in force, oldest first, with what they say of persons: their tracks are left out."""
    return _read(session, owner_id, PersonEdit.body.op("-")(sa.cast(["tracks", "embedding"], ARRAY(sa.Text()))))


def track_edits(
    session: Session, owner_id: uuid.UUID, video_id: uuid.UUID, kinds: Iterable[EditKind] = ABOUT_TRACKS
) -> list[Edit]:
    """The edits in force about tracks of one video, oldest first."""
    about = PersonEdit.body.contains({"tracks": [{"video": str(video_id)}]})
    return _read(session, owner_id, PersonEdit.body, about, PersonEdit.kind.in_(kinds))


def refusals(session: Session, owner_id: uuid.UUID, persons: Collection[uuid.UUID]) -> list[Edit]:
    """The edits in force that say of tracks that they are not one of these persons."""
    about = PersonEdit.body["person"].astext.in_([str(person) for person in persons])
    return _read(session, owner_id, PersonEdit.body, about, PersonEdit.kind == EditKind.NOT_THIS_PERSON)


def videos_of_edits(session: Session, owner_id: uuid.UUID, persons: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """The videos of all tracks that edits in force about these persons name."""
    video = sa.func.jsonb_path_query(PersonEdit.body, sa.text("'$.tracks[*].video'")).op("#>>")(sa.text("'{}'"))
    names = [str(person) for person in persons]
    rows = session.scalars(
        sa.select(video).where(
            PersonEdit.owner_id == owner_id,
            PersonEdit.undone_at.is_(None),
            PersonEdit.body["person"].astext.in_(names),
        )
    )
    return {uuid.UUID(row) for row in rows}


def _read(
    session: Session, owner_id: uuid.UUID, body: sa.SQLColumnExpression[Any], *wanted: sa.ColumnElement[bool]
) -> list[Edit]:
    rows = session.execute(
        sa.select(PersonEdit.id, PersonEdit.kind, body)
        .where(PersonEdit.owner_id == owner_id, PersonEdit.undone_at.is_(None), *wanted)
        .order_by(PersonEdit.id)
    )
    return [Edit(id_, EditKind(kind), value) for id_, kind, value in rows]


def lock_library(session: Session, owner_id: uuid.UUID) -> None:
    """Wait until nobody else changes this owner's library, and let nobody until the transaction ends.

    Rows of reports are locked before, never after: otherwise two transactions could wait for each other.
    """
    key = sa.func.hashtextextended(f"persons/{owner_id}", 0)
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
