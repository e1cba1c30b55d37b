"""The library of persons: who is in the owner's videos."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from opentube.api.calls import Reader
from opentube.api.files import picture
from opentube.api.paging import Cursor, Limit, Page, decode_cursor, page_of, page_of_all
from opentube.api.problems import answers
from opentube.api.routing import Router
from opentube.persons.cutting import cover_of
from opentube.persons.find import FoundVideo, find_person
from opentube.persons.queries import (
    PersonNotFound,
    PersonSummary,
    TrackRow,
    list_persons,
    read_person,
    report_tracks,
    unsure_tracks,
)
from opentube.reports.service import ReportNotFound, require_report
from opentube.store.blobs import BlobMissing

router = Router(tags=["persons"])


class Shown(StrEnum):
    """Which persons."""

    SEEN = "seen"
    IGNORED = "ignored"
    BINNED = "binned"


class PersonView(BaseModel):
    """A person of the library. Videos and screen time count the latest report of each video."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    name: str | None
    has_cover: bool = Field(description="Whether `/persons/{id}/cover` shows a picture.")
    ignored: bool
    binned_at: datetime | None
    videos: int
    screen_time_s: float

    @classmethod
    def of(cls, row: PersonSummary) -> "PersonView":
        """A row of the library."""
        return cls(
            id=row.id,
            name=row.name,
            has_cover=row.has_cover,
            ignored=row.ignored,
            binned_at=row.deleted_at,
            videos=row.videos,
            screen_time_s=row.screen_time_s,
        )


class TrackView(BaseModel):
    """The faces of one human through one shot. ``box`` (x, y, w, h in 0..1) at ``box_time_s`` shows the best of them."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    report_id: uuid.UUID
    person_id: uuid.UUID | None = Field(description="None while it is unsure whose it is.")
    hidden: bool = Field(description="Told to be no face.")
    drawn: bool = Field(description="Drawn by hand.")
    start_s: float
    end_s: float
    box_time_s: float | None
    box: list[float] | None


class Interval(BaseModel):
    """Seconds of a video."""

    start_s: float
    end_s: float


class SeenIn(BaseModel):
    """A video a person is seen in."""

    video_id: uuid.UUID
    report_id: uuid.UUID
    title: str
    appearances: list[Interval]
    tracks: list[TrackView]


class PersonDetails(BaseModel):
    """A person with every video they are seen in, newest first."""

    person: PersonView
    videos: list[SeenIn]


class SightingView(BaseModel):
    """When somebody is seen who looks like that. ``score`` is a cosine; ``sure`` that it is the same human."""

    start_s: float
    end_s: float
    person_id: uuid.UUID | None
    score: float
    sure: bool


class FoundView(BaseModel):
    """A video somebody is seen in, with the score of the best sighting."""

    video_id: uuid.UUID
    report_id: uuid.UUID
    title: str
    score: float
    sightings: list[SightingView]

    @classmethod
    def of(cls, found: FoundVideo) -> "FoundView":
        """What was found in one video."""
        sightings = [
            SightingView(start_s=s.start_s, end_s=s.end_s, person_id=s.person_id, score=s.score, sure=s.sure)
            for s in found.sightings
        ]
        return cls(
            video_id=found.video_id,
            report_id=found.report_id,
            title=found.title,
            score=found.score,
            sightings=sightings,
        )


class FoundVideos(BaseModel):
    """Where somebody is seen, best first."""

    items: list[FoundView]


@router.get("/persons")
def list_library(call: Reader, shown: Shown = Shown.SEEN, cursor: Cursor = None, limit: Limit = 50) -> Page[PersonView]:
    """The persons of the library, longest on screen first."""
    after = decode_cursor(cursor, tuple[float, uuid.UUID])
    rows = list_persons(call.session, call.owner_id, ignored=shown is Shown.IGNORED, binned=shown is Shown.BINNED)
    return page_of_all(rows, limit, after, lambda row: (-row.screen_time_s, row.id), PersonView.of)


@router.get("/persons/{person_id}", responses=answers(PersonNotFound))
def get_person(call: Reader, person_id: uuid.UUID) -> PersonDetails:
    """One person, and where they are seen."""
    detail = read_person(call.session, call.owner_id, person_id)
    return PersonDetails(
        person=PersonView.of(detail.person),
        videos=[
            SeenIn(
                video_id=video.video_id,
                report_id=video.report_id,
                title=video.title,
                appearances=[Interval(start_s=start, end_s=end) for start, end in video.appearances],
                tracks=[TrackView.model_validate(track) for track in video.tracks],
            )
            for video in detail.videos
        ],
    )


@router.get("/persons/{person_id}/cover", response_class=Response, responses=answers(PersonNotFound, BlobMissing))
def get_cover(call: Reader, person_id: uuid.UUID) -> Response:
    """A picture of the person, as JPEG."""
    return picture(call, cover_of(call.session, call.services.blobs, call.owner_id, person_id))


@router.get("/persons/{person_id}/found", responses=answers(PersonNotFound))
def find_known(call: Reader, person_id: uuid.UUID, limit: Limit = 50) -> FoundVideos:
    """All videos where this person is seen, or somebody who surely looks like them."""
    found = find_person(call.session, call.owner_id, person_id, limit=limit)
    return FoundVideos(items=[FoundView.of(video) for video in found])


@router.get("/tracks")
def list_unsure(call: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[TrackView]:
    """Tracks that are nobody's yet, of all videos."""
    after = decode_cursor(cursor, tuple[uuid.UUID, float, int])
    return _tracks(unsure_tracks(call.session, call.owner_id, None, after, limit + 1), limit)


@router.get("/reports/{report_id}/tracks", responses=answers(ReportNotFound))
def list_tracks(
    call: Reader, report_id: uuid.UUID, *, unsure: bool = False, cursor: Cursor = None, limit: Limit = 100
) -> Page[TrackView]:
    """The tracks of one report, in order; those told to be no faces too."""
    require_report(call.session, call.owner_id, report_id)
    find = unsure_tracks if unsure else report_tracks
    return _tracks(
        find(call.session, call.owner_id, report_id, decode_cursor(cursor, tuple[uuid.UUID, float, int]), limit + 1),
        limit,
    )


def _tracks(rows: Sequence[TrackRow], limit: int) -> Page[TrackView]:
    return page_of(rows, limit, lambda row: (row.report_id, row.start_s, row.id), TrackView.model_validate)
