"""Finding somebody, by a photo or as a person of the library: in which videos, when, and how sure that is."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from opentube.errors import UserError
from opentube.faces.photo import PhotoFace, PhotoReader, is_small
from opentube.persons.consent import require_faces
from opentube.persons.nearest import nearest_tracks
from opentube.persons.parameters import ids_parameter
from opentube.persons.queries import PersonNotFound, latest_reports
from opentube.persons.recognition import MAYBE, SURE, mean_looks
from opentube.persons.refused import refused_tracks
from opentube.persons.tables import Appearance, Person, Track
from opentube.reports.tables import Report
from opentube.sources.tables import Video

MIN_TRACK = 0.5
"""Likeness from which a track that is nobody's counts: one track says less than all of a person's."""

NEAREST = 100
"""Tracks looked at for who could be meant."""

MAX_PERSONS = 5
MAX_VIDEOS = 100


class FaceTooSmall(UserError):
    """The face in the photo is under 32 pixels and cannot be told from others. Use a larger photo."""

    code = "photo_face_too_small"


class FaceUnclear(UserError):
    """The face in the photo is too dark, blurred or turned away. Use one that looks at the camera."""

    code = "photo_face_unclear"


class PhotoFaceNotFound(UserError):
    """The photo has fewer faces than that. Faces are numbered from 1, the best first."""

    code = "photo_face_not_found"


@dataclass(frozen=True, slots=True)
class Sighting:
    """``start_s`` to ``end_s``: who looks like that with ``score``, -1..1; ``person_id`` is None where it is nobody's yet."""

    start_s: float
    end_s: float
    person_id: uuid.UUID | None
    score: float

    @property
    def sure(self) -> bool:
        """Whether it is them, as far as likeness tells; else they may be."""
        return self.score >= SURE


@dataclass(frozen=True, slots=True)
class FoundVideo:
    """A video they are in; ``score`` is that of its best sighting. Sightings are in order of time."""

    video_id: uuid.UUID
    report_id: uuid.UUID
    title: str
    score: float
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True)
class FoundByPhoto:
    """What was found for ``faces[chosen]`` of a photo; ``faces`` are best first."""

    faces: tuple[PhotoFace, ...]
    chosen: int
    videos: tuple[FoundVideo, ...]


def find_photo(
    session: Session, owner_id: uuid.UUID, reader: PhotoReader, photo: bytes, *, face: int = 1, limit: int = MAX_VIDEOS
) -> FoundByPhoto:
    """Where the best face of a photo is seen, or its ``face``-th best, counted from 1; see `find_look`.

    Raises:
        PhotoUnreadable: not a picture, or one of too many pixels.
        PhotoTooLarge: too many bytes.
        NoFaceInPhoto: nobody is in it.
        PhotoFaceNotFound: it has fewer faces.
        FaceTooSmall: that face has too few pixels.
        FaceUnclear: it is too dark, blurred or turned away.
        FaceAnalysisOff: the owner does not let people be looked for.
    """
    require_faces(session, owner_id)
    faces = reader.read(photo)
    if not 1 <= face <= len(faces):
        raise PhotoFaceNotFound
    chosen = faces[face - 1]
    if chosen.vector is None:
        raise FaceTooSmall if is_small(chosen) else FaceUnclear
    videos = find_look(session, owner_id, chosen.vector, reader.embedder, limit=limit)
    return FoundByPhoto(faces, face - 1, videos)


def find_person(
    session: Session, owner_id: uuid.UUID, person_id: uuid.UUID, *, limit: int = MAX_VIDEOS
) -> tuple[FoundVideo, ...]:
    """Where a person of the library is seen, with score 1, and where somebody is who surely looks like them; see `find_look`.

    Raises:
        PersonNotFound: no such person; or merged, or in the bin.
    """
    alive = Person.owner_id == owner_id, Person.deleted_at.is_(None), Person.merged_into_id.is_(None)
    if session.scalar(sa.select(Person.id).where(Person.id == person_id, *alive)) is None:
        raise PersonNotFound
    search = _Search(session, owner_id, limit)
    search.add_person(person_id, 1.0)
    for (_, embedder), look in mean_looks(session, owner_id, [person_id]).items():
        unit = np.asarray(look / max(float(np.linalg.norm(look)), 1e-6), np.float32)
        search.add_alike(unit, embedder, apart_from=person_id, least=SURE)
    return search.videos()


def find_look(
    session: Session, owner_id: uuid.UUID, vector: NDArray[np.float32], embedder: str, *, limit: int = MAX_VIDEOS
) -> tuple[FoundVideo, ...]:
    """Where somebody is seen who looks like ``vector`` (128,), unit length, made by ``embedder``; best first.

    Counted is the latest report of each video. A person of the library is compared as a whole, by the mean of their tracks, and
    found in all their appearances; a track that is nobody's is compared by itself. What is hidden, and who is in the bin,
    is never found.
    """
    search = _Search(session, owner_id, limit)
    search.add_alike(vector, embedder)
    return search.videos()


class _Search:
    """Sightings by report, gathered until there are enough."""

    def __init__(self, session: Session, owner_id: uuid.UUID, limit: int) -> None:
        self._session, self._owner_id, self._limit = session, owner_id, limit
        self._reports = ids_parameter(session.scalars(latest_reports(owner_id)))
        self._found: dict[uuid.UUID, list[Sighting]] = {}

    def add_alike(
        self, vector: NDArray[np.float32], embedder: str, *, apart_from: uuid.UUID | None = None, least: float = MAYBE
    ) -> None:
        """Add persons alike by ``least`` and nobody's tracks that look like ``vector``.

        Where somebody is surely meant, who only may be is left out. ``apart_from`` is the person who is looked for, if one
        is: neither they nor tracks that the owner said are not theirs are added.
        """
        near = nearest_tracks(self._session, vector, embedder, *self._visible(), limit=NEAREST)
        unclaimed = {track.report_id for track in near if track.person_id is None}
        refused = refused_tracks(self._session, self._owner_id, apart_from, unclaimed) if apart_from else set()
        best: dict[uuid.UUID, dict[uuid.UUID, float]] = {}
        for track in near:  # best come first
            if (
                track.person_id and track.person_id != apart_from and track.score >= least
            ):  # no mean is above its greatest part
                best.setdefault(track.person_id, {}).setdefault(track.report_id, track.score)
            elif track.person_id is None and track.score >= MIN_TRACK and track.id not in refused:
                self._add(track.report_id, Sighting(track.start_s, track.end_s, None, track.score))
        nearest = list(best)[:MAX_PERSONS]
        looks = mean_looks(self._session, self._owner_id, nearest, Track.embedder == embedder) if nearest else {}
        scores = {person: float(look @ vector) for (person, _), look in looks.items()}
        least = SURE if any(score >= SURE for score in scores.values()) else least
        for person, score in scores.items():
            if score >= least:
                self.add_person(person, score, best[person])

    def add_person(self, person: uuid.UUID, score: float, best: Mapping[uuid.UUID, float] | None = None) -> None:
        """Add a person's appearances where they look most like it, ``best`` by report, and where they are longest."""
        best = best or {}
        ranked = (
            sa.select(
                Appearance.report_id,
                sa.func.array_agg(Appearance.start_s, type_=ARRAY(sa.Double)),
                sa.func.array_agg(Appearance.end_s, type_=ARRAY(sa.Double)),
            )
            .where(Appearance.person_id == person, Appearance.report_id == sa.any_(self._reports))
            .group_by(Appearance.report_id)
            .order_by(
                (Appearance.report_id == sa.any_(ids_parameter(best))).desc(),
                sa.func.sum(Appearance.end_s - Appearance.start_s).desc(),
                Appearance.report_id,
            )
            .limit(self._limit)
        )
        for report, starts_s, ends_s in self._session.execute(ranked):
            seen = max(score, best.get(report, score))
            for start_s, end_s in zip(starts_s, ends_s, strict=True):
                self._add(report, Sighting(start_s, end_s, person, seen))

    def videos(self) -> tuple[FoundVideo, ...]:
        """What was found, best first; of equals the one that shows them longest."""
        columns = Report.id, Report.video_id, Video.title
        chosen = sorted(self._found, key=self._rank)[: self._limit]
        named = (
            sa.select(*columns)
            .join(Video, Video.id == Report.video_id)
            .where(Report.id == sa.any_(ids_parameter(chosen)))
        )
        rows = {row.id: row for row in self._session.execute(named)}
        return tuple(
            FoundVideo(
                rows[report].video_id,
                report,
                rows[report].title,
                max(sighting.score for sighting in self._found[report]),
                tuple(sorted(self._found[report], key=lambda s: (s.start_s, s.end_s, -s.score, str(s.person_id)))),
            )
            for report in chosen
        )

    def _add(self, report: uuid.UUID, sighting: Sighting) -> None:
        self._found.setdefault(report, []).append(sighting)

    def _rank(self, report: uuid.UUID) -> tuple[float, float, uuid.UUID]:
        seen = self._found[report]
        return -max(s.score for s in seen), -sum(s.end_s - s.start_s for s in seen), report

    def _visible(self) -> tuple[sa.ColumnElement[bool], ...]:
        binned = sa.select(Person.id).where(Person.owner_id == self._owner_id, Person.deleted_at.is_not(None))
        shown = Track.person_id.is_(None) | Track.person_id.not_in(binned)
        return Track.report_id == sa.any_(self._reports), ~Track.hidden, shown
