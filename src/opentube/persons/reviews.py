"""The review list: persons of reports who may be somebody the owner knows."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by, insert
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from opentube.errors import UserError
from opentube.persons.edits import record
from opentube.persons.log import EditKind, body_of, lock_library
from opentube.persons.queries import latest_reports
from opentube.persons.recognition import Candidate
from opentube.persons.tables import Appearance, Person, PersonEdit, PersonMatch
from opentube.reports.tables import Report
from opentube.sources.tables import Video


class ReviewNotFound(UserError):
    """There is no such open question. It may have been answered: see the history."""

    code = "review_not_found"


@dataclass(frozen=True, slots=True)
class SeenIn:
    """A video somebody is seen in, and when: (start_s, end_s) in order."""

    video_id: uuid.UUID
    report_id: uuid.UUID
    title: str
    appearances: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ReviewedPerson:
    """Somebody to compare: ``has_cover``: `opentube.persons.cutting.cover_of` has a picture; ``seen_in`` counts the latest report of each video."""

    id: uuid.UUID
    name: str | None
    has_cover: bool
    cover_key: str | None
    seen_in: tuple[SeenIn, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """An open question: is ``person``, found lately, the ``candidate`` the owner knows? ``score`` is a cosine."""

    id: int
    score: float
    person: ReviewedPerson
    candidate: ReviewedPerson


def ask_about(
    session: Session,
    owner_id: uuid.UUID,
    report_id: uuid.UUID,
    person_id: uuid.UUID,
    candidates: Sequence[Candidate],
) -> None:
    """Put a person of a report on the review list, once for each candidate; what is there or answered stays as it is."""
    rows = [
        {
            "owner_id": owner_id,
            "report_id": report_id,
            "person_id": person_id,
            "candidate_id": candidate.person_id,
            "score": candidate.score,
        }
        for candidate in candidates
    ]
    if rows:
        session.execute(insert(PersonMatch).values(rows).on_conflict_do_nothing())


def open_reviews(session: Session, owner_id: uuid.UUID) -> Sequence[Review]:
    """The open questions, likeliest first; of several about the same two only that one.

    Those about people who are in the bin, or nowhere to be seen any more, wait until they are back; those about people
    who are ignored need no answer.
    """
    one, other = aliased(Person), aliased(Person)
    rows = session.execute(
        sa.select(PersonMatch.id, PersonMatch.score, one, other)
        .select_from(PersonMatch)
        .join(one, one.id == _counts_as(PersonMatch.person_id))
        .join(other, other.id == _counts_as(PersonMatch.candidate_id))
        .where(PersonMatch.owner_id == owner_id, PersonMatch.answer.is_(None), one.id != other.id)
        .where(one.deleted_at.is_(None), other.deleted_at.is_(None), ~one.ignored)
        .order_by(PersonMatch.score.desc(), PersonMatch.id)
    ).all()
    seen = _seen_in(session, owner_id, {person.id for row in rows for person in (row[2], row[3])})
    open_ones: dict[frozenset[uuid.UUID], Review] = {}
    for match_id, score, person, candidate in rows:
        if person.id in seen and candidate.id in seen:
            review = Review(match_id, score, _reviewed(person, seen), _reviewed(candidate, seen))
            open_ones.setdefault(frozenset({person.id, candidate.id}), review)
    return list(open_ones.values())


def answer_same(session: Session, owner_id: uuid.UUID, review_id: int) -> PersonEdit:
    """They are the same: the person counts as the candidate from now on.

    Raises:
        ReviewNotFound: no such question of this owner is open.
    """
    person, candidate = _asked(session, owner_id, review_id)
    return record(session, owner_id, EditKind.SAME, body_of(candidate, others=[person]))


def answer_different(session: Session, owner_id: uuid.UUID, review_id: int) -> PersonEdit:
    """They are two. This is not asked again, whatever is analysed anew.

    Raises:
        ReviewNotFound: no such question of this owner is open.
    """
    person, candidate = _asked(session, owner_id, review_id)
    return record(session, owner_id, EditKind.DIFFERENT, body_of(person, others=[candidate]))


def _asked(session: Session, owner_id: uuid.UUID, review_id: int) -> tuple[uuid.UUID, uuid.UUID]:
    lock_library(session, owner_id)
    asked = next((review for review in open_reviews(session, owner_id) if review.id == review_id), None)
    if asked is None:
        raise ReviewNotFound
    return asked.person.id, asked.candidate.id


def _counts_as(person_id: InstrumentedAttribute[uuid.UUID]) -> sa.ScalarSelect[uuid.UUID]:
    """Who a person is after merges."""
    merged = aliased(Person)
    return sa.select(sa.func.coalesce(merged.merged_into_id, merged.id)).where(merged.id == person_id).scalar_subquery()


def _reviewed(person: Person, seen: dict[uuid.UUID, list[SeenIn]]) -> ReviewedPerson:
    has_cover = person.cover_key is not None or person.cover_due
    return ReviewedPerson(person.id, person.name, has_cover, person.cover_key, tuple(seen[person.id]))


def _seen_in(session: Session, owner_id: uuid.UUID, persons: Collection[uuid.UUID]) -> dict[uuid.UUID, list[SeenIn]]:
    starts = sa.func.array_agg(aggregate_order_by(Appearance.start_s, Appearance.start_s), type_=ARRAY(sa.Double))
    ends = sa.func.array_agg(aggregate_order_by(Appearance.end_s, Appearance.start_s), type_=ARRAY(sa.Double))
    rows = session.execute(
        sa.select(Appearance.person_id, Report.id, Report.video_id, Video.title, starts, ends)
        .join(Report, Report.id == Appearance.report_id)
        .join(Video, Video.id == Report.video_id)
        .where(Appearance.person_id.in_(persons), Report.id.in_(latest_reports(owner_id)))
        .group_by(Appearance.person_id, Report.id, Video.id)
        .order_by(Report.requested_at.desc(), Report.id)
    )
    seen: dict[uuid.UUID, list[SeenIn]] = {}
    for person_id, report_id, video_id, title, starts_s, ends_s in rows:
        appearances = tuple(zip(starts_s, ends_s, strict=True))
        seen.setdefault(person_id, []).append(SeenIn(video_id, report_id, title, appearances))
    return seen
