"""Writing down who was found in a video."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from opentube.faces.people import People
from opentube.faces.people import Track as FoundTrack
from opentube.faces.values import FaceTable
from opentube.persons.anchors import Outline, resolve
from opentube.persons.belonging import Belonging
from opentube.persons.covers import place_of
from opentube.persons.identifying import Group, identify
from opentube.persons.identities import Cover
from opentube.persons.log import EditKind, lock_library, track_edits
from opentube.persons.replay import replay
from opentube.persons.reviews import ask_about
from opentube.persons.tables import Face, Person, PersonEdit, Shot, Track


@dataclass(frozen=True, slots=True)
class Sightings:
    """The faces whose rows `People` names: their ids in the database, and their table."""

    ids: Sequence[int]
    table: FaceTable

    def outline(self, track: FoundTrack) -> Outline:
        """Where the faces of a track are."""
        rows = np.asarray(track.face_rows, np.intp)
        return Outline(track.start_s, track.end_s, self.table.time_s[rows], self.table.boxes[rows])

    def place(self, video_id: uuid.UUID, row: int) -> dict[str, Any]:
        """Where the face of a row is."""
        return place_of(video_id, self.table.time_s[row], self.table.boxes[row].tolist())


def store_people(
    session: Session, to: Belonging, people: People, faces: Sightings, put_cover: Callable[[int], str]
) -> None:
    """Add the shots, tracks and persons of a report, tell each face its track, and let the owner's edits hold.

    A group of tracks is the person it was in the last analysis of the video; else whom the library recognises; else somebody
    new, whose cover ``put_cover`` stores, given the number of the group, and names. Who was deleted for good is left out.
    """
    lock_library(session, to.owner_id)
    forgotten = _forget(session, to, people, faces)
    kept = {index: track for index, track in enumerate(people.tracks) if index not in forgotten}
    outlines = {index: faces.outline(track) for index, track in kept.items()}

    def cover(number: int) -> Cover:
        return Cover(put_cover(number), faces.place(to.video_id, people.persons[number].cover_row))

    persons = _persons(session, to, people, outlines, cover)
    common = {"owner_id": to.owner_id, "report_id": to.report_id, "video_id": to.video_id}
    shots = [
        Shot(**common, ordinal=ordinal, start_s=shot.start_s, end_s=shot.end_s)
        for ordinal, shot in enumerate(people.shots)
    ]
    session.add_all(shots)
    session.flush()
    tracks = [
        Track(
            **common,
            shot_id=shots[track.shot].id,
            found_person_id=None if track.person is None else persons[track.person],
            ordinal=ordinal,
            start_s=track.start_s,
            end_s=track.end_s,
            embedding=None if track.embedding is None else track.embedding.tolist(),
            embedder=None if track.embedding is None else to.embedder,
            model_set_id=to.model_set_id,
        )
        for ordinal, track in enumerate(kept.values())
    ]
    session.add_all(tracks)
    session.flush()
    owners = [
        {"face": faces.ids[row], "track": row_track.id}
        for row_track, track in zip(tracks, kept.values(), strict=True)
        for row in track.face_rows
    ]
    if owners:
        session.connection().execute(
            sa.update(Face).where(Face.id == sa.bindparam("face")).values(track_id=sa.bindparam("track")), owners
        )
    replay(session, to.owner_id, {to.video_id})


def remove_unused_persons(session: Session, owner_id: uuid.UUID) -> Sequence[str]:
    """Remove persons whom no track and no edit names any more, after reports were deleted; returns the blobs that were their covers."""
    lock_library(session, owner_id)
    key = sa.cast(Person.id, sa.Text)
    named = (PersonEdit.body["person"].astext == key) | PersonEdit.body["others"].contains(sa.func.to_jsonb(key))
    gone = session.execute(
        sa.delete(Person)
        .where(
            Person.owner_id == owner_id,
            ~sa.exists().where((Track.person_id == Person.id) | (Track.found_person_id == Person.id)),
            ~sa.exists().where(PersonEdit.owner_id == owner_id, named),
        )
        .returning(Person.found_cover_key, Person.cut_cover_key)
    )
    return [key for keys in gone for key in keys if key]


def _forget(session: Session, to: Belonging, people: People, faces: Sightings) -> Collection[int]:
    """The tracks of people deleted for good; their faces are deleted here and now."""
    anchors = [
        anchor
        for edit in track_edits(session, to.owner_id, to.video_id, [EditKind.FORGET])
        for anchor in edit.anchors(to.video_id)
    ]
    if not anchors:
        return ()
    outlines = [faces.outline(track) for track in people.tracks]
    forgotten = {index for anchor in anchors for index in resolve(anchor.outline, outlines)}
    rows = [faces.ids[row] for index in forgotten for row in people.tracks[index].face_rows]
    session.execute(sa.delete(Face).where(Face.id.in_(rows)).execution_options(synchronize_session=False))
    return forgotten


def _persons(
    session: Session,
    to: Belonging,
    people: People,
    outlines: Mapping[int, Outline],
    put_cover: Callable[[int], Cover],
) -> dict[int, uuid.UUID]:
    """The person of each group that has a track left, by the group's number."""
    groups = {}
    for number, group in enumerate(people.persons):
        members = [index for index in group.tracks if index in outlines]
        if members:
            groups[number] = Group([outlines[i] for i in members], _mean([people.tracks[i] for i in members]))
    identified = identify(session, to, groups)
    persons = dict(identified.persons)
    for number in groups:
        if number in persons:
            continue
        shown = any(people.persons[number].cover_row in people.tracks[index].face_rows for index in outlines)
        cover = put_cover(number) if shown else None
        person = Person(id=uuid.uuid4(), owner_id=to.owner_id)
        if cover:
            person.cover_key, person.found_cover_key, person.found_cover_at = cover.key, cover.key, cover.at
        session.add(person)
        session.flush()
        persons[number] = person.id
        ask_about(session, to.owner_id, to.report_id, person.id, identified.candidates.get(number, ()))
    return persons


def _mean(tracks: Sequence[FoundTrack]) -> NDArray[np.float32] | None:
    vectors = [track.embedding for track in tracks if track.embedding is not None]
    if not vectors:
        return None
    mean = np.mean(vectors, axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-6), np.float32)
