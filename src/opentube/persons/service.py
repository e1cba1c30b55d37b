"""Writing down who was found in a video."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.faces.people import People
from opentube.persons.tables import Appearance, Face, Person, Shot, Track


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whose the rows are, what they are about, and which models made them."""

    owner_id: uuid.UUID
    report_id: uuid.UUID
    video_id: uuid.UUID
    model_set_id: int


def store_people(
    session: Session, to: Belonging, people: People, face_ids: Sequence[int], covers: Sequence[str]
) -> None:
    """Add the shots, tracks, persons and appearances of a report, and tell each face its track.

    ``face_ids`` are the ids of the faces whose rows ``people`` names; ``covers`` the blob keys of the persons.
    """
    common = {"owner_id": to.owner_id, "report_id": to.report_id, "video_id": to.video_id}
    shots = [
        Shot(**common, ordinal=ordinal, start_s=shot.start_s, end_s=shot.end_s)
        for ordinal, shot in enumerate(people.shots)
    ]
    persons = [
        Person(id=uuid.uuid4(), owner_id=to.owner_id, cover_key=cover, found_cover_key=cover) for cover in covers
    ]
    session.add_all([*shots, *persons])
    session.flush()
    tracks = [
        Track(
            **common,
            shot_id=shots[track.shot].id,
            person_id=None if track.person is None else persons[track.person].id,
            ordinal=ordinal,
            start_s=track.start_s,
            end_s=track.end_s,
            embedding=None if track.embedding is None else track.embedding.tolist(),
            model_set_id=to.model_set_id,
        )
        for ordinal, track in enumerate(people.tracks)
    ]
    session.add_all(tracks)
    session.flush()
    session.add_all(
        Appearance(**common, person_id=person.id, start_s=start_s, end_s=end_s)
        for person, group in zip(persons, people.persons, strict=True)
        for start_s, end_s in group.appearances
    )
    owners = [
        {"face": face_ids[row], "track": row_track.id}
        for row_track, track in zip(tracks, people.tracks, strict=True)
        for row in track.face_rows
    ]
    if owners:
        session.connection().execute(
            sa.update(Face).where(Face.id == sa.bindparam("face")).values(track_id=sa.bindparam("track")), owners
        )
    session.flush()
