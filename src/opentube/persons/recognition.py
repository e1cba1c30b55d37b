"""Whether a person of a new report is one the owner knows already."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from opentube.persons.nearest import nearest_tracks, vectors_of
from opentube.persons.parameters import ids_parameter
from opentube.persons.tables import Person, Track

SURE = 0.55
"""Likeness from which a person is one the owner knows: two look-alikes reached 0.486."""

MAYBE = 0.40
"""Likeness from which the owner is asked: the weakest true pair had 0.429."""

MIN_MARGIN = 0.05
"""When another known person is nearly as alike, the owner is asked."""

MAX_CANDIDATES = 3
NEAREST = 100
"""Tracks looked at for who could be meant."""

LATEST = 100
"""Tracks of a person that tell what they look like: their latest."""


@dataclass(frozen=True, slots=True)
class GroupLook:
    """What a person of a report looks like.

    Attributes:
        vector: (128,) float32, the unit mean of the vectors of their tracks.
        embedder: name and version of what made them.
        apart: places, in the sequence given, of the groups on screen together with this one.
        barred: known persons that this cannot be, since they are on screen with it.
    """

    vector: NDArray[np.float32]
    embedder: str
    apart: Collection[int] = ()
    barred: Collection[uuid.UUID] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person the owner knows, and how alike they are: mean cosine with that person's tracks, -1..1."""

    person_id: uuid.UUID
    score: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who a group is; None when it is not sure, and then who it could be, likest first."""

    person_id: uuid.UUID | None
    candidates: tuple[Candidate, ...]


def recognise(session: Session, owner_id: uuid.UUID, groups: Sequence[GroupLook]) -> list[Recognised]:
    """Match groups of tracks with the persons of the owner's library, ignored ones as well; one answer a group.

    Alike is measured by average linkage: the product of the group's vector with the mean of a person's track vectors, those of the
    same embedder only. Groups on screen together never become the same person: the less alike is asked about.
    """
    candidates = [_candidates(session, owner_id, group) for group in groups]
    answers = [Recognised(None, found[:MAX_CANDIDATES]) for found in candidates]
    sure = [i for i, found in enumerate(candidates) if _is_sure(found)]
    for i in sorted(sure, key=lambda i: (-candidates[i][0].score, i)):
        person = candidates[i][0].person_id
        taken = {answers[j].person_id for j in range(len(groups)) if j in groups[i].apart or i in groups[j].apart}
        if person not in taken and person not in groups[i].barred:
            answers[i] = Recognised(person, ())
    return answers


def known(owner_id: uuid.UUID) -> sa.ColumnElement[bool]:
    """Which tracks are of persons that the owner's library knows."""
    persons = sa.select(Person.id).where(
        Person.owner_id == owner_id, Person.deleted_at.is_(None), Person.merged_into_id.is_(None)
    )
    return sa.and_(Track.owner_id == owner_id, ~Track.hidden, Track.person_id.in_(persons))


def _is_sure(candidates: Sequence[Candidate]) -> bool:
    if not candidates or candidates[0].score < SURE:
        return False
    return len(candidates) == 1 or candidates[0].score - candidates[1].score >= MIN_MARGIN


def _candidates(session: Session, owner_id: uuid.UUID, group: GroupLook) -> tuple[Candidate, ...]:
    near = nearest_tracks(session, group.vector, group.embedder, known(owner_id), limit=NEAREST)
    # No mean is above its greatest part, so who has no track so alike need not be looked up.
    whose = {track.person_id for track in near if track.person_id and track.score >= MAYBE}
    looks = mean_looks(session, owner_id, whose, Track.embedder == group.embedder)
    scores = {person_id: float(look @ group.vector) for (person_id, _), look in looks.items()}
    found = [Candidate(person_id, score) for person_id, score in scores.items() if score >= MAYBE]
    return tuple(sorted(found, key=lambda candidate: (-candidate.score, candidate.person_id)))


def mean_looks(
    session: Session, owner_id: uuid.UUID, person_ids: Collection[uuid.UUID], *conditions: sa.ColumnElement[bool]
) -> dict[tuple[uuid.UUID, str], NDArray[np.float32]]:
    """The mean (128,) float32 of the latest track vectors of each person that has any, by person and embedder.

    It is shorter than 1 the more they differ. ``conditions`` are those that tracks must meet.
    """
    persons = sa.select(sa.func.unnest(ids_parameter(person_ids), type_=sa.UUID()).label("id")).subquery()
    latest = (
        sa.select(Track.id)
        .where(Track.person_id == persons.c.id, Track.embedding.is_not(None), known(owner_id), *conditions)
        .order_by(Track.id.desc())
        .limit(LATEST)
        .lateral()
    )
    of_them = Track.id.in_(sa.select(latest.c.id).select_from(persons.join(latest, sa.true())))
    rows, vectors = vectors_of(session, (Track.person_id, Track.embedder), of_them)
    places: dict[tuple[uuid.UUID, str], list[int]] = {}
    for place, (person_id, embedder) in enumerate(rows):
        places.setdefault((person_id, embedder), []).append(place)
    return {key: vectors[theirs].mean(axis=0) for key, theirs in places.items()}
