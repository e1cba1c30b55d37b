"""Persons, where they are seen, and what was done in their library."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from opentube.client.models.base import Model, OrNewer

Shown = Annotated[Literal["seen", "ignored", "binned"], OrNewer]
"""Which persons."""

EditKind = Annotated[
    Literal[
        "name",
        "merge",
        "same",
        "different",
        "split",
        "move",
        "not_this_person",
        "not_a_face",
        "ignore",
        "notice",
        "cover",
        "draw",
        "delete",
        "forget",
    ],
    OrNewer,
]
"""What an owner may do."""


class Interval(Model):
    """Seconds of a video."""

    start_s: float
    end_s: float


class Person(Model):
    """A person of the library. Videos and screen time count the latest report of each video."""

    id: UUID
    name: str | None
    has_cover: bool
    """Whether `/persons/{id}/cover` shows a picture."""
    ignored: bool
    binned_at: datetime | None
    videos: int
    screen_time_s: float


class Track(Model):
    """The faces of one human through one shot. ``box`` (x, y, w, h in 0..1) at ``box_time_s`` shows the best of them."""

    id: int
    report_id: UUID
    person_id: UUID | None
    """None while it is unsure whose it is."""
    hidden: bool
    """Told to be no face."""
    drawn: bool
    """Drawn by hand."""
    start_s: float
    end_s: float
    box_time_s: float | None
    box: tuple[float, ...] | None


class SeenIn(Model):
    """A video a person is seen in."""

    video_id: UUID
    report_id: UUID
    title: str
    appearances: tuple[Interval, ...]
    tracks: tuple[Track, ...]


class PersonDetails(Model):
    """A person with every video they are seen in, newest first."""

    person: Person
    videos: tuple[SeenIn, ...]


class Edit(Model):
    """Something that was done. ``person_id`` is who it is about: a new person after a split or a drawn face."""

    id: int
    kind: EditKind
    person_id: UUID | None


class Edits(Model):
    """What was done, in order."""

    items: tuple[Edit, ...]


class History(Model):
    """Something that was done, and perhaps undone since."""

    id: int
    done_at: datetime
    undone_at: datetime | None
    kind: EditKind
    person_ids: tuple[UUID, ...]
    video_ids: tuple[UUID, ...]
    tracks: int
    name: str | None


class ReviewedVideo(Model):
    """A video somebody is seen in, and when."""

    video_id: UUID
    report_id: UUID
    title: str
    appearances: tuple[Interval, ...]


class Reviewed(Model):
    """Somebody to compare."""

    id: UUID
    name: str | None
    has_cover: bool
    seen_in: tuple[ReviewedVideo, ...]


class Review(Model):
    """Is ``person``, found lately, the ``candidate`` you know? ``score`` is a cosine."""

    id: int
    score: float
    person: Reviewed
    candidate: Reviewed
