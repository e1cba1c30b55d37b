"""What happens to reports, files, words and persons is in the log of events, in the order in which it happens."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import opentube.exports.tasks  # noqa: F401 - importing tasks registers them with the queue
from opentube.accounts.service import local_owner
from opentube.events.kinds import EventKind
from opentube.events.log import after
from opentube.exports.kinds import ExportKind
from opentube.exports.service import delete_export
from opentube.persons.actions import name_person
from opentube.persons.edits import undo
from opentube.persons.tables import Person
from opentube.reports.corrections import correct_labels
from opentube.reports.engines import Engines
from opentube.reports.options import Stage
from opentube.reports.progress import record_progress
from opentube.reports.service import cancel_report, retry_report
from opentube.reports.words import add_words
from opentube.reports.work import Workshop
from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from tests.exports.office import Office
from tests.reports.audience import Said
from tests.reports.installation import COMMENTS_ONLY

Told = list[tuple[str, uuid.UUID | None]]


@pytest.fixture
def office(settings: Settings, database: Database, blobs: Blobs) -> Iterator[Office]:
    engines = Engines(settings)
    yield Office(Workshop(settings, database, blobs, engines))
    engines.close()


def told(office: Office) -> Told:
    with office.workshop.database.session() as session:
        return [(row.kind.value, row.report_id) for row in after(session, office.owner_id, None)]


def test_a_report_is_asked_for_stopped_and_gone_on_with(office: Office, sample: Path) -> None:
    report_id = office.request(sample, COMMENTS_ONLY)
    for change in (cancel_report, cancel_report, retry_report):
        with office.workshop.database.session() as session:
            change(session, office.owner_id, report_id)

    assert told(office) == [
        ("report.requested", report_id),
        ("report.finished", report_id),
        ("report.progress", report_id),
    ]
    with office.workshop.database.session() as session:
        _, finished, progress = after(session, office.owner_id, None)
    assert finished.body["status"] == "cancelled"
    assert progress.body["status"] == "working"


def test_progress_is_told_at_most_twice_a_second(office: Office, sample: Path) -> None:
    report_id = office.request(sample, COMMENTS_ONLY)
    with office.workshop.database.session() as session:
        session.execute(sa.text("UPDATE report SET progress_at = now() - interval '1 minute'"))
    for done in range(5):
        with office.workshop.database.session() as session:
            record_progress(session, report_id, stage=Stage.INGEST, ordinal=0, done=done / 10)
            # the next one comes at once
            session.execute(sa.text("UPDATE report SET progress_at = now() + interval '1 minute'"))

    assert [kind for kind, _ in told(office)] == ["report.requested", "report.progress"]


def test_a_file_is_asked_for_made_and_deleted(office: Office) -> None:
    report_id = office.report([Said("1")])
    export_id = office.ask(report_id, ExportKind.JSONL)
    office.work_off()
    with office.workshop.database.session() as session:
        delete_export(session, office.workshop.blobs, office.owner_id, export_id)

    kinds = [kind for kind, about in told(office) if about == report_id]
    assert kinds[0] == "export.progress"
    assert kinds[-2:] == ["export.finished", "export.deleted"]


def test_corrections_words_and_persons_are_told_of(office: Office) -> None:
    report_id = office.report([Said("1")], persons={"A": [(0.0, 1.0)]})
    with office.workshop.database.session() as session:
        owner_id = local_owner(session)
        correct_labels(session, owner_id, report_id, "1", {"spam": True})
        add_words(session, owner_id, hide=["바보"])
        person_id = session.scalars(sa.select(Person.id)).one()
        edit = name_person(session, owner_id, person_id, "나래")
        undo(session, owner_id, edit.id)

    assert told(office) == [
        (EventKind.CORRECTIONS_CHANGED, report_id),
        (EventKind.WORDS_CHANGED, None),
        (EventKind.PERSONS_CHANGED, None),
        (EventKind.PERSONS_CHANGED, None),
    ]


def test_no_event_holds_a_name_or_a_text(office: Office) -> None:
    office.report([Said("1", text="secret words")], persons={"Secret Name": [(0.0, 1.0)]})
    with office.workshop.database.session() as session:
        person_id = session.scalars(sa.select(Person.id)).one()
        name_person(session, office.owner_id, person_id, "Secret Person")
        bodies = session.scalars(sa.text("SELECT body::text FROM event")).all()

    assert bodies
    assert not any("secret" in body.lower() for body in bodies)
