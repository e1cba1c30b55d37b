"""Asking for files, and what becomes of them."""

import errno
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from opentube.accounts.tables import Owner
from opentube.exports import makers
from opentube.exports.kinds import ExportKind, ExportStatus
from opentube.exports.needs import AnalysisNotReady, FilmMissing, NotInReport
from opentube.exports.options import ExportOptionsInvalid
from opentube.exports.queries import ExportNotDone, ExportNotFound, list_exports
from opentube.exports.recovery import requeue_lost_exports, sweep
from opentube.exports.saving import ExportUnsavable, save_export
from opentube.exports.service import ExportNotEnded, cancel_export, delete_export, request_export, retry_export
from opentube.exports.tables import Export
from opentube.exports.work import Making
from opentube.reports.document import ReportStatus
from opentube.reports.service import ReportNotFound
from opentube.reports.tables import Analysis, Report
from opentube.store.blobs import BlobStoreUnreachable
from tests.exports.office import Office
from tests.reports.audience import Said


def jobs(office: Office) -> int:
    with office.workshop.database.session() as session:
        return int(session.execute(sa.text("SELECT count(*) FROM procrastinate_jobs")).scalar_one())


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(making: Making, options: object) -> Path:
        (making.folder / "half").write_bytes(b"half")
        raise error

    table: dict[ExportKind, Callable[..., Path]] = {ExportKind.CSV: fail}
    monkeypatch.setattr("opentube.exports.tasks.MAKERS", table)


def test_a_file_is_stored_under_a_name_of_its_own(office: Office, tmp_path: Path) -> None:
    report_id = office.report([Said("c1", "글")], title='a/b: "영상"?')
    export_id = office.ask(report_id, ExportKind.CSV)
    assert office.row(export_id).status == ExportStatus.WAITING
    with pytest.raises(ExportNotDone):
        save_export(office.workshop.database, office.workshop.blobs, office.owner_id, export_id)
    office.work_off()

    export = office.row(export_id)
    assert (export.status, export.progress, export.name) == (ExportStatus.DONE, 1.0, "a b 영상 comments.csv")
    assert export.finished_at
    saved = save_export(
        office.workshop.database, office.workshop.blobs, office.owner_id, export_id, tmp_path / "new" / "c.csv"
    )
    assert saved.stat().st_size == export.size_bytes
    assert list(saved.parent.iterdir()) == [saved]
    with pytest.raises(ExportUnsavable):
        save_export(office.workshop.database, office.workshop.blobs, office.owner_id, export_id, saved / "below")
    assert office.left() == []


def test_nothing_is_queued_that_was_not_asked_for(office: Office) -> None:
    report_id = office.report()
    with office.workshop.database.session() as session:
        request_export(session, office.owner_id, report_id, ExportKind.CSV)
        session.rollback()
    assert jobs(office) == 0


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (ExportKind.CSV, {"table": "faces"}),
        (ExportKind.CSV, {"nothing": "1"}),
        (ExportKind.CSV, {"filters": {"mood": ["x"]}}),
        (ExportKind.CSV, {"filters": {"spam": ["maybe"]}}),
        (ExportKind.JSONL, {"filters": {"sentiment": ["sad"]}}),
        (ExportKind.CSV, {"filters": {"spam": ["yes"]}, "table": "keywords"}),
        (ExportKind.HELD, {"labels": ""}),
        (ExportKind.EDL, {"frame_rate": "-1"}),
        (ExportKind.VTT, {"persons": "somebody"}),
        (ExportKind.CLIP, {}),
    ],
)
def test_options_that_do_not_fit_are_refused(office: Office, kind: ExportKind, options: dict[str, Any]) -> None:
    report_id = office.report()
    with pytest.raises(ExportOptionsInvalid, match=f"Known for {kind}"):
        office.ask(report_id, kind, **options)


def test_a_report_must_have_what_it_takes(office: Office) -> None:
    report_id = office.report()
    with pytest.raises(NotInReport):
        office.ask(report_id, ExportKind.VTT)
    with pytest.raises(NotInReport):
        office.ask(report_id, ExportKind.CSV, table="moments")
    with pytest.raises(FilmMissing):
        office.ask(report_id, ExportKind.SHEET)
    with pytest.raises(ReportNotFound):
        office.ask(uuid.uuid4(), ExportKind.CSV)
    with office.workshop.database.session() as session:
        session.execute(sa.update(Report).values(status=ReportStatus.WORKING))
        session.execute(sa.update(Analysis).values(status=ReportStatus.WAITING))
    for kind in (ExportKind.CSV, ExportKind.PDF):
        with pytest.raises(AnalysisNotReady):
            office.ask(report_id, kind)


def test_owners_see_only_their_own(office: Office) -> None:
    report_id = office.report()
    export_id = office.ask(report_id, ExportKind.CSV)
    other = uuid.uuid4()
    with office.workshop.database.session() as session:
        session.add(Owner(id=other, name="other"))
        session.flush()
        assert list_exports(session, other) == []
        assert [row.id for row in list_exports(session, office.owner_id, report_id=report_id)] == [export_id]
        with pytest.raises(ReportNotFound):
            request_export(session, other, report_id, ExportKind.CSV)
        for act in (cancel_export, retry_export):
            with pytest.raises(ExportNotFound):
                act(session, other, export_id)
        with pytest.raises(ExportNotFound):
            delete_export(session, office.workshop.blobs, other, export_id)
    assert office.row(export_id).status == ExportStatus.WAITING


def test_a_cancelled_export_is_never_made_until_it_is_asked_for_again(office: Office) -> None:
    export_id = office.ask(office.report([Said("c1")]), ExportKind.CSV)
    with office.workshop.database.session() as session:
        with pytest.raises(ExportNotEnded):
            retry_export(session, office.owner_id, export_id)
        cancel_export(session, office.owner_id, export_id)
    assert jobs(office) == 0
    office.work_off()
    assert office.row(export_id).status == ExportStatus.CANCELLED

    with office.workshop.database.session() as session:
        retry_export(session, office.owner_id, export_id)
    office.work_off()
    assert office.row(export_id).status == ExportStatus.DONE


def test_made_again_the_new_file_takes_the_place_of_the_old_one(office: Office) -> None:
    report_id = office.report([Said("c1")])
    export_id = office.ask(report_id, ExportKind.CSV)
    office.work_off()
    old = office.row(export_id).blob_key
    with office.workshop.database.session() as session:
        session.execute(sa.text("UPDATE comment SET text = '다른 글'"))
        retry_export(session, office.owner_id, export_id)
    office.work_off()

    new = office.row(export_id).blob_key
    assert new != old
    assert office.stored() == {new}


def test_a_file_is_deleted_with_the_last_row_that_names_it(office: Office) -> None:
    report_id = office.report([Said("c1")])
    first, second = (office.ask(report_id, ExportKind.CSV) for _ in range(2))
    office.work_off()
    key = office.row(first).blob_key
    assert key == office.row(second).blob_key

    for export_id, left in ((first, {key}), (second, set())):
        with office.workshop.database.session() as session:
            delete_export(session, office.workshop.blobs, office.owner_id, export_id)
        assert office.stored() == left
        with pytest.raises(ExportNotFound):
            office.row(export_id)


def test_a_file_that_became_somebodys_film_or_comments_stays(office: Office) -> None:
    report_id = office.report([Said("c1")])
    export_id = office.ask(report_id, ExportKind.JSONL)
    office.work_off()
    key = office.row(export_id).blob_key
    with office.workshop.database.session() as session:
        session.execute(sa.update(Report).values(options={"comments_key": key}))
        delete_export(session, office.workshop.blobs, office.owner_id, export_id)
    assert office.stored() == {key}


def test_what_waits_is_deleted_before_it_is_made(office: Office) -> None:
    export_id = office.ask(office.report(), ExportKind.CSV)
    with office.workshop.database.session() as session:
        delete_export(session, office.workshop.blobs, office.owner_id, export_id)
    assert jobs(office) == 0


@pytest.mark.parametrize(
    ("error", "code", "detail"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "no_room", False),
        (FilmMissing(), "film_missing", False),
        (ZeroDivisionError("x"), "internal_error", True),
    ],
)
def test_failures_say_what_to_do_and_leave_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str, detail: bool
) -> None:
    failing(monkeypatch, error)
    export_id = office.ask(office.report(), ExportKind.CSV)
    office.work_off()

    export = office.row(export_id)
    assert (export.status, export.error_code) == (ExportStatus.FAILED, code)
    assert bool(export.error_detail and "ZeroDivisionError" in export.error_detail) is detail
    assert (office.left(), office.stored(), jobs(office)) == ([], set(), 0)

    monkeypatch.undo()
    with office.workshop.database.session() as session:
        retry_export(session, office.owner_id, export_id)
    office.work_off()
    assert office.row(export_id).status == ExportStatus.DONE


def test_what_may_work_later_is_tried_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, BlobStoreUnreachable())
    monkeypatch.setattr("opentube.exports.tasks.FIRST_BACK_OFF_S", 0.0)
    export_id = office.ask(office.report(), ExportKind.CSV)
    office.work_off()

    export = office.row(export_id)
    assert (export.status, export.error_code, export.tries) == (ExportStatus.FAILED, "file_store_unreachable", 5)


def test_options_of_another_version_fail_with_a_sentence(office: Office) -> None:
    export_id = office.ask(office.report(), ExportKind.CSV)
    with office.workshop.database.session() as session:
        session.execute(sa.update(Export).values(options={"gone": True}))
    office.work_off()
    assert office.row(export_id).error_code == "export_options_invalid"


def test_exports_whose_job_is_gone_are_queued_again(office: Office) -> None:
    export_id = office.ask(office.report(), ExportKind.CSV)
    assert requeue_lost_exports(office.workshop.database) == 0
    with office.workshop.database.session() as session:
        session.execute(sa.text("DELETE FROM procrastinate_jobs"))

    assert requeue_lost_exports(office.workshop.database) == 1
    office.work_off()
    assert office.row(export_id).status == ExportStatus.DONE


def test_what_killed_jobs_left_is_swept(office: Office, tmp_path: Path) -> None:
    (tmp_path / str(uuid.uuid4()) / "1").mkdir(parents=True)
    sweep(office.workshop.database, tmp_path)
    assert list(tmp_path.glob("*-*")) == []


def test_every_kind_can_be_made_and_named() -> None:
    assert set(makers.MAKERS) == set(makers.ENDINGS) == set(ExportKind)
