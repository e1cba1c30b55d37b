"""Analyses of films that nobody made: faces at places and times, given to the library as the people step does."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from opentube.faces.people import People, PersonGroup, Shot, Track
from opentube.faces.values import EMBEDDING_SIZE, FaceTable
from opentube.models.values import ModelRef
from opentube.persons.belonging import Belonging
from opentube.persons.faces import face_rows
from opentube.persons.intervals import union
from opentube.persons.service import Sightings, store_people
from opentube.persons.tables import Face
from opentube.reports.model_sets import model_set_id
from opentube.reports.tables import Analysis, Report
from opentube.store.database import Database

LENGTH_S = 60.0
MODEL = ModelRef("face_embedding", "sface", "2021dec_int8bq")


@dataclass(frozen=True)
class Seen:
    """A face that stays at one place. ``person`` is the machine's number for whose it is, None for unsure."""

    start_s: float
    end_s: float
    x: float
    person: int | None
    size: float = 0.1
    vector: NDArray[np.float32] | None = None

    def jittered(self, random: np.random.Generator) -> "Seen":
        """The same face as another detector might see it: framed a little otherwise, and a few frames off."""
        shift_s, dx, grow = random.uniform([-0.08, -0.015, 0.85], [0.08, 0.015, 1.15])
        return replace(
            self, start_s=self.start_s + shift_s, end_s=self.end_s + shift_s, x=self.x + dx, size=self.size * grow
        )

    def cut(self, share: float) -> list["Seen"]:
        """The same face in two tracks."""
        middle_s = self.start_s + share * (self.end_s - self.start_s)
        return [replace(self, end_s=middle_s), replace(self, start_s=middle_s)]


def analyse(
    database: Database,
    owner_id: uuid.UUID,
    video_id: uuid.UUID,
    faces: Sequence[Seen],
    *,
    put_cover: Callable[[int], str] | None = None,
) -> uuid.UUID:
    """Make a report of a video in which the machine found these tracks; returns its id."""
    with database.session() as session:
        report = Report(owner_id=owner_id, video_id=video_id, status="done", options={})
        session.add(report)
        session.flush()
        session.add(Analysis(report_id=report.id, owner_id=owner_id, kind="persons", status="done", result={}))
        models = model_set_id(session, [MODEL])
        tracks, table = _tracks(faces)
        common = {"owner_id": owner_id, "report_id": report.id, "video_id": video_id}
        rows = [common | {"segment": 0, "model_set_id": models} | row for row in face_rows(table)]
        ids = (
            list(session.scalars(sa.insert(Face).returning(Face.id, sort_by_parameter_order=True), rows))
            if rows
            else []
        )
        to = Belonging(owner_id, report.id, video_id, models, f"{MODEL.name} {MODEL.version}")
        numbers = sorted({face.person for face in faces if face.person is not None})
        people = People((Shot(0.0, LENGTH_S),), tracks, tuple(_group(tracks, number) for number in range(len(numbers))))
        store_people(session, to, people, Sightings(ids, table), put_cover or (lambda n: f"cover/{report.id}/{n}"))
    return report.id


def _tracks(faces: Sequence[Seen]) -> tuple[tuple[Track, ...], FaceTable]:
    numbers = sorted({face.person for face in faces if face.person is not None})
    tracks, tables, row = [], [FaceTable.empty()], 0
    for face in faces:
        times_s = np.append(np.arange(face.start_s, face.end_s - 0.04, 0.5), face.end_s - 0.04)
        n = len(times_s)
        tables.append(
            FaceTable(
                time_s=times_s,
                until_s=times_s + 0.04,
                boxes=np.tile(np.array([face.x, 0.3, face.size, face.size], np.float32), (n, 1)),
                landmarks=np.full((n, 5, 2), 0.5, np.float32),
                scores=np.full(n, 0.9, np.float32),
                quality=np.full(n, 0.8, np.float32),
                embeddings=np.full((n, EMBEDDING_SIZE), np.nan, np.float32),
            )
        )
        person = None if face.person is None else numbers.index(face.person)
        tracks.append(Track(0, tuple(range(row, row + n)), face.start_s, face.end_s, person, face.vector))
        row += n
    return tuple(tracks), FaceTable.concatenate(tables)


def _group(tracks: Sequence[Track], number: int) -> PersonGroup:
    members = tuple(index for index, track in enumerate(tracks) if track.person == number)
    seen = union((tracks[i].start_s, tracks[i].end_s) for i in members)
    return PersonGroup(members, tracks[members[0]].face_rows[0], sum(b - a for a, b in seen), tuple(seen))
