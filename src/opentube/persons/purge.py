"""Deleting people for good: every vector, face, crop and name of theirs, from the database and from the files."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

import numpy as np
import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from opentube.exports.kinds import ExportKind
from opentube.exports.service import delete_export
from opentube.exports.tables import Export
from opentube.persons.anchors import SLACK_S, Outline, resolve
from opentube.persons.cutting import best_cover
from opentube.persons.edits import record
from opentube.persons.log import Anchor, Edit, EditKind, body_of, lock_library, read_edit
from opentube.persons.outlines import anchors_of
from opentube.persons.queries import PersonNotFound
from opentube.persons.tables import Face, Person, PersonEdit, Track
from opentube.sources.tables import Video
from opentube.store.blobs import Blobs
from opentube.store.database import Database

log = structlog.get_logger(__name__)

KEPT_IN_BIN = timedelta(days=30)

TELLING = (ExportKind.VTT, ExportKind.EDL, ExportKind.PERSONS_CSV, ExportKind.PDF, ExportKind.BOXES)
"""Exports that say who is on screen when and where, or show the pictures of persons."""


def purge_person(session: Session, blobs: Blobs, owner_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Delete a person, whether in the bin or not, with all who were merged into them. This cannot be undone.

    Gone are their tracks, faces and vectors in every report, their covers, their name, and what was said of them, and the
    `TELLING` exports of reports that they are in. What stays is one edit with the times and boxes of their tracks and nothing
    else, so that a new analysis of these videos leaves them out.
    Other people's covers that may show them are made anew. Files are deleted before the transaction ends: should it fail,
    pictures are missing, but none is left behind.

    Raises:
        PersonNotFound: no such person; or merged into another, who is then the one to delete.
        BlobStoreUnreachable: the store did not answer; nothing was deleted from the database.
    """
    lock_library(session, owner_id)
    mine = Person.owner_id == owner_id
    if (
        session.scalar(sa.select(Person.id).where(mine, Person.id == person_id, Person.merged_into_id.is_(None)))
        is None
    ):
        raise PersonNotFound
    rows = session.scalars(
        sa.select(Person).where(mine, (Person.id == person_id) | (Person.merged_into_id == person_id))
    ).all()
    gone = {row.id for row in rows}
    covers = {key for row in rows for key in (row.cover_key, row.found_cover_key, row.cut_cover_key)}
    tracks = session.scalars(sa.select(Track).where(Track.owner_id == owner_id, Track.person_id.in_(gone))).all()
    anchors = [Anchor(a.video_id, None, None, a.outline) for a in anchors_of(session, tracks)]
    edits = session.scalars(sa.select(PersonEdit).where(PersonEdit.owner_id == owner_id).order_by(PersonEdit.id)).all()
    beside = _beside(tracks, edits, gone)
    _delete_exports(session, blobs, owner_id, {track.report_id for track in tracks})
    _delete_faces(session, owner_id, tracks, anchors)
    covers |= _rewrite_edits(session, edits, gone, beside)
    covers |= _renew_covers(session, blobs, beside)
    session.execute(sa.delete(Person).where(Person.id.in_(gone)))
    record(session, owner_id, EditKind.FORGET, body_of(tracks=anchors))
    for key in sorted(covers - {None}, key=str):
        if key and not _is_used(session, key):
            blobs.delete(key)


def purge_binned(database: Database, blobs: Blobs) -> int:
    """Purge who has lain in the bin for longer than `KEPT_IN_BIN`, each in a transaction of its own; returns how many.

    Raises:
        DatabaseUnreachable: the database does not answer.
        BlobStoreUnreachable: the store does not answer.
    """
    due = sa.select(Person.owner_id, Person.id).where(
        Person.deleted_at < sa.func.now() - KEPT_IN_BIN, Person.merged_into_id.is_(None)
    )
    with database.session() as session:
        waiting = session.execute(due).all()
    for owner_id, person_id in waiting:
        with database.session() as session:
            lock_library(session, owner_id)
            if session.execute(due.where(Person.id == person_id)).first():
                purge_person(session, blobs, owner_id, person_id)
                log.info("person.purged", person=str(person_id))
    return len(waiting)


def _delete_exports(session: Session, blobs: Blobs, owner_id: uuid.UUID, reports: Collection[uuid.UUID]) -> None:
    telling = sa.select(Export.id).where(
        Export.owner_id == owner_id, Export.report_id.in_(reports), Export.kind.in_(TELLING)
    )
    for export_id in session.scalars(telling.order_by(Export.id)).all():
        delete_export(session, blobs, owner_id, export_id)


def _beside(tracks: Sequence[Track], edits: Sequence[PersonEdit], gone: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Other persons whose tracks some of these once were: their covers may show the one who goes."""
    ids = {track.id for track in tracks}
    named = {
        edit.person
        for edit in map(read_edit, edits)
        if edit.person and any(anchor.get("track") in ids for anchor in edit.body.get("tracks", ()))
    }
    return (named | {track.found_person_id for track in tracks if track.found_person_id}) - set(gone)


def _delete_faces(session: Session, owner_id: uuid.UUID, tracks: Sequence[Track], anchors: Sequence[Anchor]) -> None:
    ids = [track.id for track in tracks]
    faces = [
        *session.scalars(sa.select(Face.id).where(Face.track_id.in_(ids))),
        *_loose_faces(session, owner_id, anchors),
    ]
    session.execute(sa.delete(Face).where(Face.id.in_(faces)).execution_options(synchronize_session=False))
    session.execute(sa.delete(Track).where(Track.id.in_(ids)))


def _loose_faces(session: Session, owner_id: uuid.UUID, anchors: Sequence[Anchor]) -> list[int]:
    """Faces of theirs in reports that were never finished: scanned, and in no track yet."""
    found: list[int] = []
    for video_id in {anchor.video_id for anchor in anchors}:
        outlines = [anchor.outline for anchor in anchors if anchor.video_id == video_id]
        loose = sa.select(Face.id, Face.time_s, Face.box).where(
            Face.owner_id == owner_id, Face.video_id == video_id, Face.track_id.is_(None)
        )
        rows = session.execute(loose).all()
        for outline in outlines:
            near = [row for row in rows if outline.start_s - SLACK_S <= row.time_s <= outline.end_s + SLACK_S]
            found += [near[i].id for i in resolve(outline, [_moment(row.time_s, row.box) for row in near])]
    return found


def _moment(time_s: float, box: Sequence[float]) -> Outline:
    return Outline(time_s, time_s, np.array([time_s]), np.array([box], np.float32))


def _rewrite_edits(
    session: Session, rows: Iterable[PersonEdit], gone: Collection[uuid.UUID], beside: Collection[uuid.UUID]
) -> set[str | None]:
    """Take what is said of those who go out of the log; returns the covers that were named there.

    A face drawn for them that was given to somebody else later stays that one's.
    """
    covers: set[str | None] = set()
    kept_drawn = set(session.scalars(sa.select(Track.drawn_by_id).where(Track.drawn_by_id.is_not(None)).distinct()))
    for row in rows:
        edit = read_edit(row)
        about = edit.person in gone
        if edit.person in beside or about:
            covers.add(row.body.get("cover_key"))
            row.body = {field: value for field, value in row.body.items() if field not in {"cover_key", "cover_at"}}
        if about and edit.id in kept_drawn:
            row.body = {field: value for field, value in row.body.items() if field != "person"}
        elif about or _only_others(edit, gone):
            session.delete(row)
        elif edit.others:
            row.body = row.body | {"others": [str(other) for other in edit.others if other not in gone]}
    session.flush()
    return covers


def _only_others(edit: Edit, gone: Collection[uuid.UUID]) -> bool:
    """Whether an edit compares its person with those who go, and with nobody else."""
    return bool(edit.others) and all(other in gone for other in edit.others)


def _renew_covers(session: Session, blobs: Blobs, persons: Collection[uuid.UUID]) -> set[str | None]:
    """Give persons a cover from the tracks that are theirs; returns those they had."""
    had: set[str | None] = set()
    for person in session.scalars(sa.select(Person).where(Person.id.in_(persons))):
        had |= {person.cover_key, person.found_cover_key, person.cut_cover_key}
        cover = best_cover(session, blobs, Track.person_id == person.id, ~Track.hidden)
        person.cover_key = person.found_cover_key = cover.key if cover else None
        person.found_cover_at = cover.at if cover else None
        person.cut_cover_key = person.cut_cover_at = None
        person.cover_due = False
    session.flush()
    return had


def _is_used(session: Session, key: str) -> bool:
    """Whether a row of anybody's names this file: the same bytes are stored once."""
    uses = (
        (Person.cover_key == key) | (Person.found_cover_key == key) | (Person.cut_cover_key == key),
        PersonEdit.body["cover_key"].astext == key,
        Video.media_key == key,
        Export.blob_key == key,
    )
    return bool(session.scalar(sa.select(sa.or_(*(sa.exists().where(use) for use in uses)))))
