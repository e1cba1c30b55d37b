"""Cutting covers out of films."""

import uuid

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.exports.blobs import remove_unused
from opentube.faces.cover import cover_crop
from opentube.persons.covers import place_of
from opentube.persons.identities import Cover
from opentube.persons.log import lock_library
from opentube.persons.queries import PersonNotFound
from opentube.persons.tables import Face, Person, Track
from opentube.sources.tables import Video
from opentube.store.blobs import BlobMissing, Blobs
from opentube.store.database import Database

log = structlog.get_logger(__name__)


def cut_cover(session: Session, blobs: Blobs, face: Face) -> Cover:
    """The picture of a face, as a blob.

    Raises:
        BlobMissing: the video's file is gone.
        UserError: see `opentube.media.errors`.
    """
    video = session.get_one(Video, face.video_id)
    if not video.media_key:
        raise BlobMissing
    with blobs.local(video.media_key) as path:
        key = blobs.put_bytes(cover_crop(path, face.time_s, face.box))
    return Cover(key, place_of(face.video_id, face.time_s, face.box))


def best_cover(session: Session, blobs: Blobs, *wanted: sa.ColumnElement[bool]) -> Cover | None:
    """The best face of those tracks for which ``wanted`` holds; None when no film is left that can be read."""
    best = (
        sa.select(Face)
        .join(Track, Track.id == Face.track_id)
        .join(Video, Video.id == Face.video_id)
        .where(*wanted, Video.media_key.is_not(None))
        .order_by(Face.quality.desc(), Face.id)
        .limit(1)
    )
    face = session.scalar(best)
    try:
        return cut_cover(session, blobs, face) if face else None
    except UserError as error:
        log.info("cover.not_cut", reason=error.message)
        return None


def cover_of(session: Session, blobs: Blobs, owner_id: uuid.UUID, person_id: uuid.UUID) -> str | None:
    """The blob of a person's cover, cut here and now when it is due; None where there is none.

    Raises:
        PersonNotFound: no such person; or merged, or in the bin.
    """
    shown = Person.id == person_id, Person.owner_id == owner_id, Person.merged_into_id.is_(None)
    found = sa.select(Person).where(*shown, Person.deleted_at.is_(None)).execution_options(populate_existing=True)
    person = session.scalar(found)
    if person and person.cover_due:
        lock_library(session, owner_id)
        person = session.scalar(found)
        if person and person.cover_due:
            _cut(session, blobs, person)
    if person is None:
        raise PersonNotFound
    return person.cover_key


def cut_due_covers(database: Database, blobs: Blobs) -> int:
    """Cut every cover that is due, each in a transaction of its own; returns how many were.

    Raises:
        DatabaseUnreachable: the database does not answer.
        BlobStoreUnreachable: the store does not answer.
    """
    due = sa.select(Person.owner_id, Person.id).where(
        Person.cover_due, Person.deleted_at.is_(None), Person.merged_into_id.is_(None)
    )
    with database.session() as session:
        waiting = session.execute(due).all()
    for owner_id, person_id in waiting:
        with database.session() as session:
            lock_library(session, owner_id)
            person = session.scalar(sa.select(Person).where(Person.id == person_id, Person.cover_due))
            if person:
                _cut(session, blobs, person)
    return len(waiting)


def _cut(session: Session, blobs: Blobs, person: Person) -> None:
    before = person.cut_cover_key
    cover = best_cover(session, blobs, Track.person_id == person.id, ~Track.hidden)
    person.cover_key = person.cut_cover_key = cover.key if cover else None
    person.cut_cover_at = cover.at if cover else None
    person.cover_due = False
    session.flush()
    if before:
        remove_unused(session, blobs, before)
