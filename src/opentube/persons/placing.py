"""Where the edits in force put the tracks of one report."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from opentube.persons.anchors import Outline, resolve, shared_s
from opentube.persons.identities import Identities
from opentube.persons.log import GIVING, Anchor, Edit, EditKind

MIN_COVERED = 0.5
"""Share of a drawn track's time in which found tracks must show the face for them to take its place."""


@dataclass(slots=True)
class Place:
    """Whose a track is, None while unsure, and whether it is no face. ``given_by`` is the last edit that said whose."""

    person: uuid.UUID | None
    hidden: bool = False
    given_by: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A track that the machine found: its row, and whose it is by the machine."""

    id: int
    person: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A track that an edit drew and that no found track shows."""

    edit: Edit
    anchor: Anchor
    place: Place


class Placing:
    """The tracks of one report, put in place edit by edit.

    ``places`` are in order of ``found``; ``drawn`` in order of their edits. ``outlines`` gives those of the found tracks, and
    is called only when an edit was made in another analysis.
    """

    def __init__(
        self,
        found: Sequence[Found],
        outlines: Callable[[], Sequence[Outline]],
        video_id: uuid.UUID,
        edits: Sequence[Edit],
        persons: Identities,
    ) -> None:
        self.places = [Place(track.person) for track in found]
        self.drawn: list[Drawn] = []
        self._index = {track.id: index for index, track in enumerate(found)}
        self._outlines = outlines
        refused: list[tuple[Place, Edit]] = []
        for edit in edits:
            for anchor in edit.anchors(video_id):
                self._take(edit, anchor, refused)
        for place, edit in refused:
            if edit.id > place.given_by and edit.person and place.person:
                self._refuse(place, persons.root(edit.person), persons)
        for place in [*self.places, *(drawn.place for drawn in self.drawn)]:
            place.person = place.person and persons.root(place.person)

    def _take(self, edit: Edit, anchor: Anchor, refused: list[tuple[Place, Edit]]) -> None:
        for place in self._draw(edit, anchor) if edit.kind is EditKind.DRAW else self._meant(edit, anchor):
            if edit.kind in GIVING:
                place.person, place.given_by = edit.person, edit.id
            elif edit.kind is EditKind.NOT_A_FACE:
                place.hidden = True
            else:
                refused.append((place, edit))

    def _refuse(self, place: Place, person: uuid.UUID, persons: Identities) -> None:
        if place.person and persons.root(place.person) == person:
            place.person = None

    def _meant(self, edit: Edit, anchor: Anchor) -> list[Place]:
        if anchor.track_id in self._index:
            return [self.places[self._index[anchor.track_id]]]
        drawn = [drawn.place for drawn in self.drawn if drawn.edit.id == anchor.drawn_by_id]
        if drawn:
            return drawn
        every = [*self.places, *(drawn.place for drawn in self.drawn)]
        outlines = [*self._outlines(), *(drawn.anchor.outline for drawn in self.drawn)]
        hides = edit.kind is EditKind.NOT_A_FACE
        return [every[index] for index in resolve(anchor.outline, outlines, mostly_inside=hides)]

    def _draw(self, edit: Edit, anchor: Anchor) -> list[Place]:
        """The found tracks that show what was drawn; where they do not, a track of its own."""
        outlines = self._outlines()
        showing = resolve(anchor.outline, outlines)
        length_s = anchor.outline.end_s - anchor.outline.start_s
        if showing and sum(shared_s(anchor.outline, outlines[i]) for i in showing) >= MIN_COVERED * length_s:
            return [self.places[index] for index in showing]
        self.drawn.append(Drawn(edit, anchor, Place(edit.person)))
        return [self.drawn[-1].place]
