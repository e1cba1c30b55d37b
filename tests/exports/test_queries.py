"""Finding exports, page by page, and what it takes to hand one out."""

import uuid
from datetime import datetime

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opentube.exports.kinds import ExportKind, ExportStatus
from opentube.exports.makers import ENDINGS
from opentube.exports.options import OPTIONS
from opentube.exports.queries import MEDIA_TYPES, Download, ExportNotDone, ExportNotFound, download_of, list_exports
from opentube.exports.service import delete_export
from opentube.exports.tables import Export
from opentube.reports.deletion import bin_report, restore_report
from tests.exports.office import Office
from tests.reports.audience import Said


def add_exports(office: Office, report_id: uuid.UUID, seconds: list[int]) -> None:
    """Exports that were asked for at these seconds, some of them at once."""
    with office.workshop.database.session() as session:
        session.execute(sa.delete(Export))
        session.add_all(
            Export(
                owner_id=office.owner_id,
                report_id=report_id,
                kind=(ExportKind.CSV, ExportKind.VTT)[second % 2],
                status=(ExportStatus.DONE, ExportStatus.FAILED)[second % 3 == 0],
                requested_at=datetime.fromisoformat(f"2026-11-22T10:00:{second:02}+00:00"),
                options={},
            )
            for second in seconds
        )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seconds=st.lists(st.integers(0, 5), max_size=9), size=st.integers(1, 4))
def test_pages_hold_every_export_once_the_newest_first(office: Office, seconds: list[int], size: int) -> None:
    with office.workshop.database.session() as session:
        report_id = session.scalar(sa.text("SELECT id FROM report")) or office.report()
    add_exports(office, report_id, seconds)
    with office.workshop.database.session() as session:
        seen: list[Export] = []
        while page := list_exports(
            session, office.owner_id, before=(seen[-1].requested_at, seen[-1].id) if seen else None, limit=size
        ):
            assert len(page) <= size
            seen += page
        assert [(row.requested_at, row.id) for row in seen] == sorted(
            ((row.requested_at, row.id) for row in session.scalars(sa.select(Export))), reverse=True
        )


def test_lists_are_of_one_report_kind_or_status(office: Office) -> None:
    report_id = office.report()
    add_exports(office, report_id, [0, 1, 2, 3])

    def seconds(**wanted: object) -> list[int]:
        with office.workshop.database.session() as session:
            found = list_exports(session, office.owner_id, **wanted)  # type: ignore[arg-type]
            return [row.requested_at.second for row in found]

    assert seconds() == seconds(report_id=report_id) == [3, 2, 1, 0]
    assert seconds(report_id=uuid.uuid4()) == []
    assert seconds(kind=ExportKind.VTT) == [3, 1]
    assert seconds(kind=ExportKind.CSV, status=ExportStatus.FAILED) == [0]


def test_a_finished_file_is_handed_out_by_its_key(office: Office) -> None:
    export_id = office.ask(office.report([Said("c1")], title="영상"), ExportKind.CSV)
    with office.workshop.database.session() as session:
        with pytest.raises(ExportNotDone):
            download_of(session, office.owner_id, export_id)
        with pytest.raises(ExportNotFound):
            download_of(session, uuid.uuid4(), export_id)
    office.work_off()

    export = office.row(export_id)
    with office.workshop.database.session() as session:
        download = download_of(session, office.owner_id, export_id)
    assert export.blob_key
    content = office.workshop.blobs.get(export.blob_key)
    assert download == Download(export.blob_key, "text/csv; charset=utf-8", "영상 comments.csv", len(content))


def test_exports_of_a_report_in_the_bin_are_out_of_sight_until_it_is_restored(office: Office) -> None:
    report_id = office.report([Said("c1")])
    export_id = office.ask(report_id, ExportKind.CSV)
    office.work_off()
    with office.workshop.database.session() as session:
        bin_report(session, office.owner_id, report_id)
        assert list_exports(session, office.owner_id) == []
        with pytest.raises(ExportNotFound):
            download_of(session, office.owner_id, export_id)
        restore_report(session, office.owner_id, report_id)
        assert [row.id for row in list_exports(session, office.owner_id)] == [export_id]
        # and to be rid of them a report need not be restored
        bin_report(session, office.owner_id, report_id)
        delete_export(session, office.workshop.blobs, office.owner_id, export_id)
        restore_report(session, office.owner_id, report_id)
        assert list_exports(session, office.owner_id) == []


def test_every_file_has_a_media_type() -> None:
    for kind, ending in ENDINGS.items():
        form = OPTIONS[kind].model_fields.get("form")
        for value in form.annotation.__args__ if form and form.annotation else (None,):
            options = OPTIONS[kind].model_construct(**{"form": value} if value else {})
            assert f".{ending(options).rpartition('.')[2]}" in MEDIA_TYPES
