"""What owners do in the library of persons. Every action is an edit in a log, and can be undone."""

import uuid
from datetime import datetime
from typing import Annotated

from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from opentube.api.calls import Librarian, Reader
from opentube.api.once import Creating
from opentube.api.paging import Cursor, Limit, Page, decode_cursor, page_of
from opentube.api.problems import answers
from opentube.api.routing import Router
from opentube.api.values import PlainText, RowId
from opentube.persons import actions, edits, purge
from opentube.persons.actions import NothingToMerge, PersonNameInvalid
from opentube.persons.draw import FacePlaceInvalid, draw_face
from opentube.persons.edits import HistoryEntry, NothingToRedo, NothingToUndo
from opentube.persons.log import EditKind, read_edit
from opentube.persons.queries import PersonNotFound, TrackNotFound
from opentube.persons.tables import PersonEdit
from opentube.reports.service import ReportNotFound

router = Router(tags=["persons"])
MOST_AT_ONCE = 1000

TrackIds = Annotated[list[RowId], Field(min_length=1, max_length=MOST_AT_ONCE)]


class Body(BaseModel):
    """A request without unknown fields."""

    model_config = ConfigDict(extra="forbid")


class EditView(BaseModel):
    """Something that was done. ``person_id`` is who it is about: a new person after a split or a drawn face."""

    id: int
    kind: EditKind
    person_id: uuid.UUID | None

    @classmethod
    def of(cls, row: PersonEdit) -> "EditView":
        """A row of the log."""
        edit = read_edit(row)
        return cls(id=edit.id, kind=edit.kind, person_id=edit.person)


class EditsView(BaseModel):
    """What was done, in order."""

    items: list[EditView]


class HistoryView(BaseModel):
    """Something that was done, and perhaps undone since."""

    id: int
    done_at: datetime
    undone_at: datetime | None
    kind: EditKind
    person_ids: list[uuid.UUID]
    video_ids: list[uuid.UUID]
    tracks: int
    name: str | None

    @classmethod
    def of(cls, entry: HistoryEntry) -> "HistoryView":
        """An entry of the history."""
        return cls(
            id=entry.id,
            done_at=entry.done_at,
            undone_at=entry.undone_at,
            kind=entry.kind,
            person_ids=sorted(entry.persons),
            video_ids=sorted(entry.video_ids),
            tracks=entry.tracks,
            name=entry.name,
        )


class PersonChange(Body):
    """What to change of a person; what is left out stays."""

    name: PlainText | None = None
    ignored: StrictBool | None = None


class Merge(Body):
    """Who counts as this person from now on."""

    others: Annotated[list[uuid.UUID], Field(min_length=1, max_length=MOST_AT_ONCE)]


class CoverChoice(Body):
    """The face that shows who it is: that of a track nearest to a time, or its best."""

    track_id: RowId
    time_s: Annotated[float, Field(ge=0)] | None = None


class Tracks(Body):
    """Tracks."""

    track_ids: TrackIds


class TracksOfPerson(Tracks):
    """Tracks and a person."""

    person_id: uuid.UUID


class DrawnFace(Body):
    """A face that was missed: its box (x, y, w, h in 0..1) at a time, and whose it is, or somebody new's."""

    time_s: Annotated[float, Field(ge=0)]
    box: Annotated[list[Annotated[float, Field(ge=0, le=1)]], Field(min_length=4, max_length=4)]
    person_id: uuid.UUID | None = None


class Chosen(Body):
    """Which edit; by default the last."""

    edit_id: RowId | None = None


@router.patch("/persons/{person_id}", responses=answers(PersonNotFound, PersonNameInvalid))
def change_person(call: Librarian, person_id: uuid.UUID, body: PersonChange) -> EditsView:
    """Name a person, or leave them out of reports and lists."""
    done = []
    if body.name is not None:
        done.append(actions.name_person(call.session, call.owner_id, person_id, body.name))
    if body.ignored is not None:
        act = actions.ignore_person if body.ignored else actions.notice_person
        done.append(act(call.session, call.owner_id, person_id))
    return EditsView(items=[EditView.of(edit) for edit in done])


@router.post("/persons/{person_id}/merge", responses=answers(PersonNotFound, NothingToMerge))
def merge_persons(call: Librarian, person_id: uuid.UUID, body: Merge) -> EditView:
    """Make several persons one."""
    return EditView.of(actions.merge_persons(call.session, call.owner_id, person_id, body.others))


@router.put("/persons/{person_id}/cover", responses=answers(PersonNotFound, TrackNotFound))
def choose_cover(call: Librarian, person_id: uuid.UUID, body: CoverChoice) -> EditView:
    """Choose the picture of a person among the faces of their tracks."""
    actions.known_person(call.session, call.owner_id, person_id)
    tracks = actions.known_tracks(call.session, call.owner_id, [body.track_id])
    if any(track.person_id != person_id for track in tracks):
        raise TrackNotFound
    done = actions.choose_cover(call.session, call.services.blobs, call.owner_id, body.track_id, body.time_s)
    return EditView.of(done)


@router.post("/persons/{person_id}/bin", responses=answers(PersonNotFound))
def bin_person(call: Librarian, person_id: uuid.UUID) -> EditView:
    """Put a person into the bin: in no list, and not recognised. Undo brings them back."""
    return EditView.of(actions.delete_person(call.session, call.owner_id, person_id))


@router.delete("/persons/{person_id}", status_code=204, responses=answers(PersonNotFound))
def purge_person(call: Librarian, person_id: uuid.UUID) -> Response:
    """Delete a person with every vector and picture of theirs. This cannot be undone."""
    purge.purge_person(call.session, call.services.blobs, call.owner_id, person_id)
    return Response(status_code=204)


@router.post("/tracks/split", status_code=201, response_model=EditView, responses=answers(TrackNotFound))
def split_person(call: Librarian, body: Tracks, once: Creating) -> JSONResponse:
    """Make a new person of these tracks."""
    return once(
        call,
        lambda: EditView.of(actions.split_person(call.session, call.services.blobs, call.owner_id, body.track_ids)),
    )


@router.post("/tracks/move", responses=answers(TrackNotFound, PersonNotFound))
def move_tracks(call: Librarian, body: TracksOfPerson) -> EditView:
    """Give tracks to a person."""
    return EditView.of(actions.move_tracks(call.session, call.owner_id, body.track_ids, body.person_id))


@router.post("/tracks/deny", responses=answers(TrackNotFound, PersonNotFound))
def deny_tracks(call: Librarian, body: TracksOfPerson) -> EditView:
    """Say that tracks are not this person's: they become unsure."""
    return EditView.of(actions.not_this_person(call.session, call.owner_id, body.person_id, body.track_ids))


@router.post("/tracks/hide", responses=answers(TrackNotFound))
def hide_tracks(call: Librarian, body: Tracks) -> EditView:
    """Say that tracks show no face."""
    return EditView.of(actions.not_a_face(call.session, call.owner_id, body.track_ids))


@router.post(
    "/reports/{report_id}/faces",
    status_code=201,
    response_model=EditView,
    responses=answers(ReportNotFound, PersonNotFound, FacePlaceInvalid),
)
def draw(call: Librarian, report_id: uuid.UUID, body: DrawnFace, once: Creating) -> JSONResponse:
    """Draw a face that was missed; it is followed through its shot, which takes seconds."""

    def drawn() -> EditView:
        return EditView.of(
            draw_face(
                call.session,
                call.services.blobs,
                call.services.photo_reader(),
                call.owner_id,
                report_id,
                time_s=body.time_s,
                box=body.box,
                person_id=body.person_id,
            )
        )

    return once(call, drawn)


@router.get("/library/history")
def list_history(call: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[HistoryView]:
    """What was done in the library, newest first."""
    before = decode_cursor(cursor, int)
    rows = edits.history(call.session, call.owner_id, limit=limit + 1, before=before)
    return page_of(rows, limit, lambda entry: entry.id, HistoryView.of)


@router.post("/library/undo", responses=answers(NothingToUndo))
def undo_edit(call: Librarian, body: Chosen) -> EditView:
    """Take back an edit, by default the last one; all others stay."""
    return EditView.of(edits.undo(call.session, call.owner_id, body.edit_id))


@router.post("/library/redo", responses=answers(NothingToRedo))
def redo_edit(call: Librarian, body: Chosen) -> EditView:
    """Let an undone edit hold again, by default the one undone last."""
    return EditView.of(edits.redo(call.session, call.owner_id, body.edit_id))
