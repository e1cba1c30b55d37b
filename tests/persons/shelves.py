"""A library of persons made of rows, for tests of what is done with them: no video is read."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from opentube.accounts.tables import Owner
from opentube.models.values import ModelRef
from opentube.persons.tables import Appearance, Face, Person, Shot, Track
from opentube.reports.model_sets import model_set_id
from opentube.reports.tables import Analysis, Report
from opentube.sources.tables import Video
from opentube.store.database import Database

EMBEDDER = "sface 2021dec_int8bq"
Vector = NDArray[np.float32]


def unit(vector: NDArray[np.floating]) -> Vector:
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def look(seed: int) -> Vector:
    """What somebody looks like: the same for the same number, unlike for others."""
    return unit(np.random.default_rng(seed).standard_normal(128))


def alike(vector: Vector, cosine: float, seed: int = 99) -> Vector:
    """A unit vector that has this cosine with ``vector``."""
    other = look(seed)
    across = unit(other - (other @ vector) * vector)
    return unit(cosine * vector + np.sqrt(1 - cosine**2) * across)


@dataclass(frozen=True)
class Shelf:
    """One owner's library."""

    database: Database
    owner_id: uuid.UUID

    @classmethod
    def new(cls, database: Database) -> "Shelf":
        """An owner with nothing."""
        with database.session() as session:
            owner = Owner(id=uuid.uuid4(), name="somebody")
            session.add(owner)
        return cls(database, owner.id)

    def video(self, title: str = "film") -> uuid.UUID:
        """A video of a minute."""
        with self.database.session() as session:
            row = Video(
                owner_id=self.owner_id,
                source="file",
                external_id=uuid.uuid4().hex,
                title=title,
                duration_s=60.0,
                width=640,
                height=360,
            )
            session.add(row)
        return row.id

    def report(self, video_id: uuid.UUID, *, done: bool = True) -> uuid.UUID:
        """A report of it, whose people were looked for."""
        with self.database.session() as session:
            report = Report(owner_id=self.owner_id, video_id=video_id, status="done" if done else "working", options={})
            session.add(report)
            session.flush()
            status = "done" if done else "working"
            session.add(Analysis(report_id=report.id, owner_id=self.owner_id, kind="persons", status=status, result={}))
            session.add(
                Shot(owner_id=self.owner_id, report_id=report.id, video_id=video_id, ordinal=0, start_s=0.0, end_s=60.0)
            )
        return report.id

    def person(self, name: str | None = None, cover: str | None = None) -> uuid.UUID:
        """A person without tracks."""
        with self.database.session() as session:
            row = Person(id=uuid.uuid4(), owner_id=self.owner_id, name=name, cover_key=cover, found_cover_key=cover)
            session.add(row)
        return row.id

    def track(
        self,
        report_id: uuid.UUID,
        person_id: uuid.UUID | None,
        vector: Vector | None,
        *,
        at: tuple[float, float] = (0.0, 2.0),
        embedder: str = EMBEDDER,
    ) -> int:
        """A track with a face at its start and one in its middle; the person appears there."""
        with self.database.session() as session:
            report = session.get_one(Report, report_id)
            common = {"owner_id": self.owner_id, "report_id": report_id, "video_id": report.video_id}
            track = Track(
                **common,
                shot_id=session.scalars(sa.select(Shot.id).where(Shot.report_id == report_id)).one(),
                found_person_id=person_id,
                person_id=person_id,
                ordinal=session.scalar(sa.select(sa.func.count()).where(Track.report_id == report_id)),
                start_s=at[0],
                end_s=at[1],
                embedding=None if vector is None else vector.tolist(),
                embedder=None if vector is None else embedder,
                model_set_id=model_set_id(session, [ModelRef("face_embedding", *embedder.split(" "))]),
            )
            session.add(track)
            session.flush()
            session.add_all(_face(track, place, time_s) for place, time_s in enumerate((at[0], sum(at) / 2)))
            if person_id:
                session.add(Appearance(**common, person_id=person_id, start_s=at[0], end_s=at[1]))
        return track.id

    def tracks(self, report_id: uuid.UUID, person_id: uuid.UUID | None, vectors: Iterable[Vector]) -> list[int]:
        """Tracks one after the other, two seconds each."""
        return [
            self.track(report_id, person_id, vector, at=(3.0 * i, 3.0 * i + 2.0)) for i, vector in enumerate(vectors)
        ]


def _face(track: Track, place: int, time_s: float) -> Face:
    return Face(
        owner_id=track.owner_id,
        report_id=track.report_id,
        video_id=track.video_id,
        track_id=track.id,
        segment=0,
        ordinal=2 * track.ordinal + place,
        time_s=time_s,
        until_s=time_s + 0.04,
        box=[0.1, 0.2, 0.1, 0.2],
        landmarks=[0.1] * 10,
        score=0.9,
        quality=0.8,
        embedding=track.embedding,
        model_set_id=track.model_set_id,
    )
