"""What an owner can do in the library. Each is one edit: it can be undone, and it holds in later analyses of the video.

All run in the caller's transaction and take the library's lock. ``owner_id`` is whose library it is; persons and tracks of
others do not exist for it.
"""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.persons.cutting import best_cover, cut_cover
from opentube.persons.edits import record
from opentube.persons.log import EditKind, body_of, lock_library
from opentube.persons.outlines import anchors_of
from opentube.persons.queries import PersonNotFound, TrackNotFound
from opentube.persons.tables import Face, Person, PersonEdit, Track
from opentube.store.blobs import Blobs

MOST_NAME_CHARACTERS = 100


class PersonNameInvalid(UserError):
    """A name has 1 to 100 characters."""

    code = "person_name_invalid"


class NothingToMerge(UserError):
    """Choose two or more different persons to merge."""

    code = "nothing_to_merge"


def name_person(session: Session, owner_id: uuid.UUID, person_id: uuid.UUID, name: str) -> PersonEdit:
    """Give a person a name; white space is tidied.

    Raises:
        PersonNotFound: no such person.
        PersonNameInvalid: nothing is left of the name, or it is too long.
    """
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > MOST_NAME_CHARACTERS or not tidy.isprintable():
        raise PersonNameInvalid
    person = known_person(session, owner_id, person_id)
    return record(session, owner_id, EditKind.NAME, body_of(person, name=tidy))


def merge_persons(
    session: Session, owner_id: uuid.UUID, person_id: uuid.UUID, others: Sequence[uuid.UUID]
) -> PersonEdit:
    """Make several persons one: ``others`` count as ``person_id`` from now on.

    Raises:
        PersonNotFound: one of them does not exist.
        NothingToMerge: no other person is given.
    """
    person = known_person(session, owner_id, person_id)
    merged = dict.fromkeys(known_person(session, owner_id, other) for other in others)
    merged.pop(person, None)
    if not merged:
        raise NothingToMerge
    return record(session, owner_id, EditKind.MERGE, body_of(person, others=merged))


def split_person(session: Session, blobs: Blobs, owner_id: uuid.UUID, track_ids: Sequence[int]) -> PersonEdit:
    """Make a new person of these tracks, whoever's they were; ``body["person"]`` of the edit is who.

    Raises:
        TrackNotFound: one of them does not exist, or none is given.
    """
    tracks = known_tracks(session, owner_id, track_ids)
    cover = best_cover(session, blobs, Track.id.in_([track.id for track in tracks]))
    person = new_person(session, owner_id)
    anchors = anchors_of(session, tracks)
    body = body_of(person, tracks=anchors, cover_key=cover and cover.key, cover_at=cover and cover.at)
    return record(session, owner_id, EditKind.SPLIT, body)


def move_tracks(session: Session, owner_id: uuid.UUID, track_ids: Sequence[int], person_id: uuid.UUID) -> PersonEdit:
    """Give tracks to a person.

    Raises:
        PersonNotFound: no such person.
        TrackNotFound: one of the tracks does not exist, or none is given.
    """
    person = known_person(session, owner_id, person_id)
    tracks = known_tracks(session, owner_id, track_ids)
    return record(session, owner_id, EditKind.MOVE, body_of(person, tracks=anchors_of(session, tracks)))


def not_this_person(
    session: Session, owner_id: uuid.UUID, person_id: uuid.UUID, track_ids: Sequence[int]
) -> PersonEdit:
    """Make tracks of a person unsure. Only the owner can give them to that person again.

    Raises:
        PersonNotFound: no such person.
        TrackNotFound: one of the tracks is not this person's, or none is given.
    """
    person = known_person(session, owner_id, person_id)
    tracks = known_tracks(session, owner_id, track_ids)
    if any(track.person_id != person for track in tracks):
        raise TrackNotFound
    return record(session, owner_id, EditKind.NOT_THIS_PERSON, body_of(person, tracks=anchors_of(session, tracks)))


def not_a_face(session: Session, owner_id: uuid.UUID, track_ids: Sequence[int]) -> PersonEdit:
    """Hide tracks that show no face, or none that matters.

    Raises:
        TrackNotFound: one of them does not exist, or none is given.
    """
    tracks = known_tracks(session, owner_id, track_ids)
    return record(session, owner_id, EditKind.NOT_A_FACE, body_of(tracks=anchors_of(session, tracks)))


def ignore_person(session: Session, owner_id: uuid.UUID, person_id: uuid.UUID) -> PersonEdit:
    """Leave a person out of reports and lists; they are still recognised, so that they stay left out.

    Raises:
        PersonNotFound: no such person.
    """
    return record(session, owner_id, EditKind.IGNORE, body_of(known_person(session, owner_id, person_id)))


def notice_person(session: Session, owner_id: uuid.UUID, person_id: uuid.UUID) -> PersonEdit:
    """Stop ignoring a person.

    Raises:
        PersonNotFound: no such person.
    """
    return record(session, owner_id, EditKind.NOTICE, body_of(known_person(session, owner_id, person_id)))


def delete_person(session: Session, owner_id: uuid.UUID, person_id: uuid.UUID) -> PersonEdit:
    """Put a person into the bin: in no list, and not recognised; there until purged.

    Raises:
        PersonNotFound: no such person.
    """
    return record(session, owner_id, EditKind.DELETE, body_of(known_person(session, owner_id, person_id)))


def choose_cover(
    session: Session, blobs: Blobs, owner_id: uuid.UUID, track_id: int, time_s: float | None = None
) -> PersonEdit:
    """Let a face of a track be the picture of the person whose track it is: the one nearest to ``time_s``, or the best.

    Raises:
        TrackNotFound: no such track, or it is nobody's.
        BlobMissing: the video's file is gone.
    """
    (track,) = known_tracks(session, owner_id, [track_id])
    nearest = Face.quality.desc() if time_s is None else sa.func.abs(Face.time_s - time_s)
    face = session.scalar(sa.select(Face).where(Face.track_id == track.id).order_by(nearest, Face.id).limit(1))
    if face is None or track.person_id is None:
        raise TrackNotFound
    cover = cut_cover(session, blobs, face)
    person = known_person(session, owner_id, track.person_id)
    return record(session, owner_id, EditKind.COVER, body_of(person, cover_key=cover.key, cover_at=cover.at))


def known_person(session: Session, owner_id: uuid.UUID, person_id: uuid.UUID) -> uuid.UUID:
    """The id, if it is a person of the owner, not in the bin; of a merged person that of the one they count as.

    Raises:
        PersonNotFound: it is not.
    """
    lock_library(session, owner_id)
    person = session.scalar(
        sa.select(Person)
        .where(Person.id == person_id, Person.owner_id == owner_id)
        .execution_options(populate_existing=True)
    )
    if person and person.merged_into_id:
        return known_person(session, owner_id, person.merged_into_id)
    if person is None or person.deleted_at:
        raise PersonNotFound
    return person.id


def known_tracks(session: Session, owner_id: uuid.UUID, track_ids: Sequence[int]) -> Sequence[Track]:
    """These tracks in order of their ids.

    Raises:
        TrackNotFound: one of them is not the owner's, or none is given.
    """
    lock_library(session, owner_id)
    tracks = session.scalars(
        sa.select(Track)
        .where(Track.id.in_(track_ids), Track.owner_id == owner_id)
        .order_by(Track.id)
        .execution_options(populate_existing=True)
    ).all()
    if not tracks or len(tracks) < len(set(track_ids)):
        raise TrackNotFound
    return tracks


def new_person(session: Session, owner_id: uuid.UUID) -> uuid.UUID:
    """Somebody new, for an edit to name."""
    person = Person(id=uuid.uuid4(), owner_id=owner_id)
    session.add(person)
    session.flush()
    return person.id
