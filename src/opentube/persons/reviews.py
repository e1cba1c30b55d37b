"""The review list: persons of reports who may be somebody the owner knows."""

import uuid
from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from opentube.persons.recognition import Candidate
from opentube.persons.tables import PersonMatch


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
