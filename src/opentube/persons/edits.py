"""Doing, undoing and redoing: each writes the log and replays what it concerns."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.events import log as events
from opentube.events.kinds import EventKind
from opentube.persons.log import Edit, EditKind, lock_library, read_edit
from opentube.persons.replay import concerned_videos, replay
from opentube.persons.tables import PersonEdit


class NothingToUndo(UserError):
    """There is nothing to undo. See the history for what was done."""

    code = "nothing_to_undo"


class NothingToRedo(UserError):
    """There is nothing to redo. See the history for what was undone."""

    code = "nothing_to_redo"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing done, for people to read: ``kind`` says what, ``persons`` to whom, ``tracks`` to how many faces."""

    id: int
    done_at: datetime
    undone_at: datetime | None
    kind: EditKind
    persons: frozenset[uuid.UUID]
    video_ids: frozenset[uuid.UUID]
    tracks: int
    name: str | None


def record(session: Session, owner_id: uuid.UUID, kind: EditKind, body: Mapping[str, Any]) -> PersonEdit:
    """Add an edit to the log and let it hold, in the caller's transaction.

    ``body`` is made by `opentube.persons.log.body_of`. Whoever looks something up in order to decide on an edit does so
    after `opentube.persons.log.lock_library`.
    """
    lock_library(session, owner_id)
    row = PersonEdit(owner_id=owner_id, kind=kind.value, body=dict(body))
    session.add(row)
    session.flush()
    _apply(session, owner_id, row)
    return row


def undo(session: Session, owner_id: uuid.UUID, edit_id: int | None = None) -> PersonEdit:
    """Take back one edit, by default the last one in force. All others stay as they are.

    Raises:
        NothingToUndo: none is in force, or not this one; what was deleted for good cannot be undone.
    """
    row = _one(session, owner_id, edit_id, undone=False)
    if row is None:
        raise NothingToUndo
    row.undone_at = session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    _apply(session, owner_id, row)
    return row


def redo(session: Session, owner_id: uuid.UUID, edit_id: int | None = None) -> PersonEdit:
    """Let an undone edit hold again in its old place, by default the one undone last.

    Raises:
        NothingToRedo: none was undone, or not this one.
    """
    row = _one(session, owner_id, edit_id, undone=True)
    if row is None:
        raise NothingToRedo
    row.undone_at = None
    _apply(session, owner_id, row)
    return row


def history(
    session: Session, owner_id: uuid.UUID, *, limit: int = 100, before: int | None = None
) -> Sequence[HistoryEntry]:
    """What was done, newest first, with what was undone; from the edit before ``before`` on, where it is given."""
    found = sa.select(PersonEdit).where(PersonEdit.owner_id == owner_id)
    if before is not None:
        found = found.where(PersonEdit.id < before)
    rows = session.scalars(found.order_by(PersonEdit.id.desc()).limit(limit))
    return [_entry(row, read_edit(row)) for row in rows]


def _entry(row: PersonEdit, edit: Edit) -> HistoryEntry:
    tracks, name = len(edit.body.get("tracks", ())), edit.body.get("name")
    return HistoryEntry(row.id, row.created_at, row.undone_at, edit.kind, edit.persons, edit.video_ids, tracks, name)


def _one(session: Session, owner_id: uuid.UUID, edit_id: int | None, *, undone: bool) -> PersonEdit | None:
    lock_library(session, owner_id)
    found = sa.select(PersonEdit).where(PersonEdit.owner_id == owner_id, PersonEdit.kind != EditKind.FORGET)
    found = found.where(PersonEdit.undone_at.is_not(None) if undone else PersonEdit.undone_at.is_(None))
    if edit_id is not None:
        found = found.where(PersonEdit.id == edit_id)
    latest = PersonEdit.undone_at.desc() if undone else PersonEdit.id.desc()
    return session.scalar(found.order_by(latest).limit(1).execution_options(populate_existing=True))


def _apply(session: Session, owner_id: uuid.UUID, row: PersonEdit) -> None:
    session.flush()
    videos = concerned_videos(session, owner_id, read_edit(row))
    replay(session, owner_id, videos)
    body = {
        "edit_id": row.id,
        "edit": row.kind,
        "undone": row.undone_at is not None,
        "videos": sorted(map(str, videos)),
    }
    events.record(session, owner_id, EventKind.PERSONS_CHANGED, body)
