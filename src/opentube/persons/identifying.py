"""Who the people of a new analysis are: whom they were in the one before, else whom the library recognises."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session, defer

from opentube.persons.anchors import SLACK_S, Outline, resolve, shared_s
from opentube.persons.belonging import Belonging
from opentube.persons.outlines import read_outlines
from opentube.persons.queries import latest_report
from opentube.persons.recognition import Candidate, GroupLook, recognise
from opentube.persons.tables import Person, Track

MIN_SHARE = 0.5
"""Of the time of a group or of the person before, whichever is shorter, that they must have in common."""


@dataclass(frozen=True, slots=True)
class Group:
    """Tracks held to be the same human; ``vector`` is their (128,) float32 unit mean, None where there is none."""

    outlines: Sequence[Outline]
    vector: NDArray[np.float32] | None = None

    @property
    def length_s(self) -> float:
        """How long they are on screen."""
        return sum(outline.end_s - outline.start_s for outline in self.outlines)

    def together(self, other: "Group") -> bool:
        """Whether both are on screen at one time, so that they are two."""
        return any(shared_s(one, two) > SLACK_S for one in self.outlines for two in other.outlines)


@dataclass(frozen=True, slots=True)
class Identified:
    """The persons of groups that are known, by the groups' numbers; for others perhaps persons they could be."""

    persons: dict[int, uuid.UUID]
    candidates: dict[int, Sequence[Candidate]]


def identify(session: Session, to: Belonging, groups: Mapping[int, Group]) -> Identified:
    """Find out who groups of tracks are.

    The same place at the same time as in the last analysis of the video is the same human, without any vectors. Groups on
    screen together are never the same person.
    """
    persons = _earlier(session, to, groups)
    roots = _roots(session, persons.values())
    looked = [number for number in groups if number not in persons and groups[number].vector is not None]
    looks = []
    for number in looked:
        together = {other for other in groups if other != number and groups[number].together(groups[other])}
        vector = groups[number].vector
        if vector is not None:
            apart = [index for index, other in enumerate(looked) if other in together]
            barred = {roots[persons[other]] for other in together if other in persons}
            looks.append(GroupLook(vector, to.embedder, apart, barred))
    answers = dict(zip(looked, recognise(session, to.owner_id, looks), strict=True))
    recognised = {number: answer.person_id for number, answer in answers.items() if answer.person_id}
    return Identified(persons | recognised, {number: answer.candidates for number, answer in answers.items()})


def _roots(session: Session, persons: Iterable[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    root = sa.func.coalesce(Person.merged_into_id, Person.id)
    return dict(session.execute(sa.select(Person.id, root).where(Person.id.in_(set(persons)))).all())


def _earlier(session: Session, to: Belonging, groups: Mapping[int, Group]) -> dict[int, uuid.UUID]:
    """The persons that groups were found to be in the last analysis of the video.

    Where two groups were one person, both still are, unless they are on screen together: then the one with more in common.
    """
    earlier = latest_report(session, to.owner_id, to.video_id, apart_from=to.report_id)
    if earlier is None:
        return {}
    tracks = session.scalars(
        sa.select(Track)
        .where(Track.report_id == earlier, Track.found_person_id.is_not(None))
        .order_by(Track.ordinal)
        .options(defer(Track.embedding))
    ).all()
    places = [(number, outline) for number, group in groups.items() for outline in group.outlines]
    outlines = [outline for _, outline in places]
    length_s: dict[uuid.UUID, float] = {}
    common_s: dict[tuple[int, uuid.UUID], float] = {}
    for track, outline in zip(tracks, read_outlines(session, earlier, tracks), strict=True):
        if person := track.found_person_id:
            length_s[person] = length_s.get(person, 0.0) + outline.end_s - outline.start_s
            for index in resolve(outline, outlines):
                claim = places[index][0], person
                common_s[claim] = common_s.get(claim, 0.0) + max(shared_s(outline, outlines[index]), SLACK_S)
    claims = sorted(
        (-shared, number, person)
        for (number, person), shared in common_s.items()
        if shared >= MIN_SHARE * min(groups[number].length_s, length_s[person])
    )
    known: dict[int, uuid.UUID] = {}
    for _, number, person in claims:
        same = [other for other, who in known.items() if who == person]
        if number not in known and not any(groups[number].together(groups[other]) for other in same):
            known[number] = person
    return known
