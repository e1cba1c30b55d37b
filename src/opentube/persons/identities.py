"""What the edits in force make of persons: who is whom, names, covers, who is ignored or in the bin."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from opentube.persons.log import JOINING, Edit, EditKind

GIVING_COVERS = frozenset({EditKind.COVER, EditKind.SPLIT, EditKind.DRAW})


@dataclass(frozen=True, slots=True)
class Cover:
    """A picture of a person: its blob, and where it was cut from, None where nobody wrote that down."""

    key: str
    at: dict[str, Any] | None


@dataclass(slots=True)
class Said:
    """What edits say of one person; None where they say nothing. ``covers`` are in order of their edits."""

    name: str | None = None
    covers: list[Cover] = field(default_factory=list)
    ignored: bool = False
    deleted: bool = False


class Identities:
    """The persons of a library after edits, taken in order; those that no edit names count as themselves.

    A merged person keeps what is said of it, for when the merge is undone, and lends its name to one that has none.
    """

    def __init__(self, edits: Iterable[Edit]) -> None:
        self.said: dict[uuid.UUID, Said] = {}
        self._into: dict[uuid.UUID, uuid.UUID] = {}
        self._different: list[tuple[uuid.UUID, uuid.UUID]] = []
        for edit in edits:
            if edit.person:
                self._take(edit, edit.person)
        for person, into in self.merged.items():
            lent = self.said[person].name if person in self.said else None
            self.said[into].name = self.said[into].name or lent

    def root(self, person: uuid.UUID) -> uuid.UUID:
        """The person it counts as."""
        while person in self._into:
            person = self._into[person]
        return person

    @cached_property
    def merged(self) -> dict[uuid.UUID, uuid.UUID]:
        """Who counts as whom."""
        return {person: self.root(person) for person in self._into}

    def answer(self, person: uuid.UUID, candidate: uuid.UUID) -> str | None:
        """Whether the owner holds the two to be the ``same`` or ``different``; None where nothing was said."""
        one, other = self.root(person), self.root(candidate)
        if one == other:
            return EditKind.SAME.value
        return EditKind.DIFFERENT.value if frozenset({one, other}) in self._told_apart else None

    @cached_property
    def _told_apart(self) -> set[frozenset[uuid.UUID]]:
        return {frozenset({self.root(one), self.root(other)}) for one, other in self._different}

    def _take(self, edit: Edit, person: uuid.UUID) -> None:
        said = self.said.setdefault(person, Said())
        match edit.kind:
            case kind if kind in JOINING:
                for other in edit.others:
                    if self.root(other) != self.root(person):
                        self.said.setdefault(self.root(person), Said())
                        self._into[self.root(other)] = self.root(person)
            case EditKind.DIFFERENT:
                self._different += [(person, other) for other in edit.others]
            case EditKind.NAME:
                said.name = edit.body.get("name")
            case EditKind.IGNORE | EditKind.NOTICE:
                said.ignored = edit.kind is EditKind.IGNORE
            case EditKind.DELETE:
                said.deleted = True
            case kind if kind in GIVING_COVERS and edit.body.get("cover_key"):
                said.covers.append(Cover(edit.body["cover_key"], edit.body.get("cover_at")))
