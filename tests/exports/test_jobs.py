"""Real workers at exports: killed, cancelled, and in the middle of a film."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from opentube.exports.kinds import OPEN, ExportKind, ExportStatus
from opentube.exports.service import cancel_export
from opentube.jobs.losses import MOST_TIMES_TAKEN
from opentube.media.probe import probe
from opentube.reports.document import AnalysisKind
from opentube.reports.options import ReportOptions
from opentube.reports.service import cancel_report
from tests.exports.office import Office
from tests.reports.audience import Said
from tests.reports.installation import wait_until


@contextmanager
def unreadable_labels(office: Office) -> Iterator[None]:
    """Whoever reads labels waits for the end of this block."""
    with psycopg.connect(office.workshop.database.conninfo) as connection:
        connection.execute("LOCK TABLE label IN ACCESS EXCLUSIVE MODE")
        yield


@pytest.fixture
def film(office: Office, sample: Path) -> uuid.UUID:
    """A report with a film, nothing of it analysed."""
    report_id = office.request(sample, ReportOptions(analyses=frozenset({AnalysisKind.CONTACT_SHEET})))
    with office.workshop.database.session() as session:
        cancel_report(session, office.owner_id, report_id)
    return report_id


def test_another_worker_makes_what_a_killed_one_began(office: Office) -> None:
    export_id = office.ask(office.report([Said("c1", "글")]), ExportKind.CSV)
    with unreadable_labels(office):
        first = office.start_worker(preload=False)
        wait_until(lambda: any(path.is_dir() for folder in office.left() for path in folder.iterdir()))
        first.kill()
        first.communicate()
    assert office.row(export_id).status == ExportStatus.WORKING
    assert office.left()

    with office.worker(preload=False):
        wait_until(lambda: office.row(export_id).status not in OPEN)

    export = office.row(export_id)
    assert (export.status, export.turn) == (ExportStatus.DONE, 2)
    assert office.left() == []
    assert office.stored() == {export.blob_key}


def test_a_file_that_ends_every_worker_fails_and_says_so(office: Office) -> None:
    export_id = office.ask(office.report([Said("c1", "글")]), ExportKind.CSV)
    with office.workshop.database.session() as session:
        session.execute(sa.text("UPDATE procrastinate_jobs SET attempts = :most"), {"most": MOST_TIMES_TAKEN})

    office.work_off()

    export = office.row(export_id)
    assert (export.status, export.error_code) == (ExportStatus.FAILED, "work_ends_workers")


def test_a_clip_is_cut_from_the_film_and_a_cancelled_one_leaves_nothing(
    office: Office, film: uuid.UUID, tmp_path: Path
) -> None:
    before = office.stored()
    long = office.ask(film, ExportKind.CLIP, start_s=0, end_s=30)
    with office.worker(preload=False):
        wait_until(lambda: office.row(long).progress > 0)
        with office.workshop.database.session() as session:
            cancel_export(session, office.owner_id, long)
        wait_until(lambda: not office.left())
        assert office.row(long).status == ExportStatus.CANCELLED
        assert office.stored() == before

        short = office.ask(film, ExportKind.CLIP, start_s="3", end_s="4", width=160)
        wait_until(lambda: office.row(short).status not in OPEN)

    export = office.row(short)
    assert export.status == ExportStatus.DONE, export.error_message
    assert export.blob_key
    (tmp_path / "clip.mp4").write_bytes(office.workshop.blobs.get(export.blob_key))
    info = probe(tmp_path / "clip.mp4")
    assert (info.width, info.height, round(info.duration_s, 1)) == (160, 90, 1.0)


def test_a_sheet_is_laid_out_from_the_film(office: Office, film: uuid.UUID) -> None:
    assert office.make(film, ExportKind.SHEET, rows=1, columns=2).startswith(b"\xff\xd8")


def test_a_film_that_is_gone_is_said_to_be_gone(office: Office, film: uuid.UUID) -> None:
    for key in office.stored():
        office.workshop.blobs.delete(key)
    export_id = office.ask(film, ExportKind.SHEET)
    office.work_off()
    assert office.row(export_id).error_code == "file_missing"
