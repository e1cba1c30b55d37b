"""Persons of the library, questions about them, and what was done in it."""

from collections.abc import Sequence
from pathlib import Path

from opentube.client.binding import Mode, Resource, listing, operation
from opentube.client.downloads import PathLike, download
from opentube.client.images import Image, picture
from opentube.client.models.faces import FoundByPhoto, FoundVideos
from opentube.client.models.persons import Edit, Edits, History, Person, PersonDetails, Review, Shown, Track
from opentube.client.protocol import Id, given, parsed, place
from opentube.client.steps import Request, Steps, Stream


class Persons(Resource[Mode]):
    """Persons. Each action gives the edit that ``library.undo`` takes back."""

    @listing
    def list(self, *, shown: Shown = "seen", page_size: int = 200) -> Stream[Person]:
        """Persons, longest on screen first."""
        return self._protocol.pages(Person, "persons", page_size, shown=shown)

    @operation
    def get(self, person_id: Id) -> Steps[PersonDetails]:
        """One person, and where they are seen."""
        return self._protocol.get(PersonDetails, place("persons", person_id))

    @operation
    def change(self, person_id: Id, *, name: str | None = None, ignored: bool | None = None) -> Steps[Edits]:
        """Name a person, or leave them out of reports and lists."""
        return self._protocol.change(Edits, place("persons", person_id), given({"name": name, "ignored": ignored}))

    @operation
    def merge(self, person_id: Id, others: Sequence[Id]) -> Steps[Edit]:
        """Make several persons one."""
        return self._protocol.post(Edit, place("persons", person_id, "merge"), {"others": tuple(others)})

    @operation
    def delete(self, person_id: Id) -> Steps[Edit]:
        """Put a person into the bin: in no list, and not recognised."""
        return self._protocol.post(Edit, place("persons", person_id, "bin"))

    @operation
    def delete_for_good(self, person_id: Id) -> Steps[None]:
        """Delete a person with every vector and picture of theirs. This cannot be undone."""
        return self._protocol.do("DELETE", place("persons", person_id))

    @operation
    def save_cover(self, person_id: Id, to: PathLike) -> Steps[Path]:
        """Download the picture of a person, a JPEG."""
        return download(self._protocol, place("persons", person_id, "cover"), Path(to))

    @operation
    def choose_cover(self, person_id: Id, track_id: int, *, time_s: float | None = None) -> Steps[Edit]:
        """Choose the picture of a person: the face of a track nearest to a time, or its best."""
        body = given({"track_id": track_id, "time_s": time_s})
        return self._protocol.change(Edit, place("persons", person_id, "cover"), body, method="PUT")

    @operation
    def found(self, person_id: Id, *, limit: int = 50) -> Steps[FoundVideos]:
        """Videos where this person is seen, or somebody who surely looks like them."""
        return self._protocol.get(FoundVideos, place("persons", person_id, "found"), limit=limit)

    @operation
    def find(self, photo: Image, *, face: int = 1, limit: int = 50) -> Steps[FoundByPhoto]:
        """Videos where somebody of a photo is seen, and when. The photo is not kept.

        Args:
            photo: a path or the bytes of a JPEG, PNG or WebP picture.
            face: which of its faces, the best first.
            limit: how many videos at most.
        """
        request = Request("POST", "persons:find", {"face": face, "limit": limit}, files={"image": picture(photo)})
        return parsed(FoundByPhoto, (yield from self._protocol.ask(request)))


class Tracks(Resource[Mode]):
    """The faces of one human through one shot."""

    @listing
    def unsure(self, *, page_size: int = 200) -> Stream[Track]:
        """Tracks that are nobody's yet, of all videos."""
        return self._protocol.pages(Track, "tracks", page_size)

    @operation
    def split(self, track_ids: Sequence[int], *, idempotency_key: str | None = None) -> Steps[Edit]:
        """Make a new person of tracks."""
        return self._protocol.create(Edit, "tracks/split", {"track_ids": tuple(track_ids)}, key=idempotency_key)

    @operation
    def move(self, track_ids: Sequence[int], person_id: Id) -> Steps[Edit]:
        """Give tracks to a person."""
        return self._protocol.post(Edit, "tracks/move", {"track_ids": tuple(track_ids), "person_id": person_id})

    @operation
    def deny(self, track_ids: Sequence[int], person_id: Id) -> Steps[Edit]:
        """Say that tracks are not this person's."""
        return self._protocol.post(Edit, "tracks/deny", {"track_ids": tuple(track_ids), "person_id": person_id})

    @operation
    def hide(self, track_ids: Sequence[int]) -> Steps[Edit]:
        """Say that tracks show no face."""
        return self._protocol.post(Edit, "tracks/hide", {"track_ids": tuple(track_ids)})


class Reviews(Resource[Mode]):
    """Questions whether two persons are one."""

    @listing
    def list(self, *, page_size: int = 200) -> Stream[Review]:
        """The open questions, likeliest first."""
        return self._protocol.pages(Review, "reviews", page_size)

    @operation
    def same(self, review_id: int) -> Steps[Edit]:
        """Answer that they are the same."""
        return self._protocol.post(Edit, place("reviews", review_id, "same"))

    @operation
    def different(self, review_id: int) -> Steps[Edit]:
        """Answer that they are two. This is not asked again."""
        return self._protocol.post(Edit, place("reviews", review_id, "different"))


class Library(Resource[Mode]):
    """What was done in the library of persons."""

    @listing
    def history(self, *, page_size: int = 200) -> Stream[History]:
        """Edits, newest first."""
        return self._protocol.pages(History, "library/history", page_size)

    @operation
    def undo(self, edit_id: int | None = None) -> Steps[Edit]:
        """Take back an edit, by default the last one; all others stay."""
        return self._protocol.post(Edit, "library/undo", given({"edit_id": edit_id}))

    @operation
    def redo(self, edit_id: int | None = None) -> Steps[Edit]:
        """Let an undone edit hold again, by default the one undone last."""
        return self._protocol.post(Edit, "library/redo", given({"edit_id": edit_id}))
