"""Who is on screen: at a time, and over a stretch of the film, for drawing over a player."""

import uuid
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from opentube.api.calls import Reader
from opentube.api.problems import answers
from opentube.api.routing import Router
from opentube.api.values import Box
from opentube.reports.faces_on_screen import at_time, boxes_between
from opentube.reports.service import ReportNotFound

router = Router(tags=["persons"])
Seconds = Annotated[float, Query(ge=0, le=1e7)]


class FaceOnScreenView(BaseModel):
    """A face at one time; ``box`` is x, y, w, h in 0..1."""

    model_config = ConfigDict(from_attributes=True)

    track_id: int
    person_id: uuid.UUID | None
    name: str | None
    box: Box


class FacesOnScreen(BaseModel):
    """The faces on screen, from left to right."""

    items: list[FaceOnScreenView]


class TrackBoxesView(BaseModel):
    """The sightings of one track: times, rising, and a box each (x, y, w, h in ten-thousandths of the frame)."""

    model_config = ConfigDict(from_attributes=True)

    track_id: int
    person_id: uuid.UUID | None
    name: str | None
    until_s: float
    times_s: list[float]
    boxes: list[Annotated[list[int], Field(min_length=4, max_length=4)]]


class BoxesView(BaseModel):
    """The tracks on screen."""

    items: list[TrackBoxesView]


@router.get("/reports/{report_id}/faces", responses=answers(ReportNotFound))
def list_faces(call: Reader, report_id: uuid.UUID, time_s: Seconds) -> FacesOnScreen:
    """The faces on screen at a time."""
    found = at_time(call.session, call.owner_id, report_id, time_s)
    return FacesOnScreen(items=[FaceOnScreenView.model_validate(face) for face in found])


@router.get("/reports/{report_id}/boxes", responses=answers(ReportNotFound))
def list_boxes(call: Reader, report_id: uuid.UUID, start_s: Seconds, end_s: Seconds) -> BoxesView:
    """The tracks on screen between two times, at most 120 s apart: what is later is left out."""
    found = boxes_between(call.session, call.owner_id, report_id, start_s, end_s)
    return BoxesView(items=[TrackBoxesView.model_validate(track) for track in found])
