"""Faces in pictures, and at a time of a film."""

from uuid import UUID

from opentube.client.models.base import Model


class Face(Model):
    """A face: its box (x, y, w, h in 0..1 of the upright picture) and how good it is, 0 to 1.

    ``embedding`` is of unit length; None where the face is too small, dark, blurred or turned away.
    """

    box: tuple[float, float, float, float]
    quality: float
    embedding: tuple[float, ...] | None


class Faces(Model):
    """The faces of a picture, best first. ``embedder`` made the embeddings: those of two never compare."""

    items: tuple[Face, ...]
    embedder: str


class Sighting(Model):
    """When somebody is seen who looks like that. ``score`` is a cosine; ``sure`` that it is the same human."""

    start_s: float
    end_s: float
    person_id: UUID | None
    score: float
    sure: bool


class Found(Model):
    """A video somebody is seen in, with the score of the best sighting."""

    video_id: UUID
    report_id: UUID
    title: str
    score: float
    sightings: tuple[Sighting, ...]


class FoundVideos(Model):
    """Where somebody is seen, best first."""

    items: tuple[Found, ...]


class FoundByPhoto(Model):
    """The faces of the photo, best first, and where the one that was chosen is seen, best first."""

    faces: tuple[Face, ...]
    chosen: int
    items: tuple[Found, ...]


class FaceOnScreen(Model):
    """A face at one time; ``box`` is x, y, w, h in 0..1."""

    track_id: int
    person_id: UUID | None
    name: str | None
    box: tuple[float, float, float, float]


class FacesOnScreen(Model):
    """The faces on screen, from left to right."""

    items: tuple[FaceOnScreen, ...]


class TrackBoxes(Model):
    """The sightings of one track: times, rising, and a box each (x, y, w, h in ten-thousandths of the frame)."""

    track_id: int
    person_id: UUID | None
    name: str | None
    until_s: float
    times_s: tuple[float, ...]
    boxes: tuple[tuple[int, int, int, int], ...]


class Boxes(Model):
    """The tracks on screen."""

    items: tuple[TrackBoxes, ...]
