"""Deleting reports: the bin, undo, and for good."""

import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

import opentube.exports.tasks  # noqa: F401 - registers the tasks
from opentube.cli.main import app
from opentube.exports.kinds import ExportKind
from opentube.exports.service import request_export
from opentube.persons.queries import list_persons
from opentube.reports.comment_list import list_comments
from opentube.reports.corrections import correct_labels, list_corrections
from opentube.reports.deletion import bin_report, delete_report, restore_report
from opentube.reports.document import ReportStatus
from opentube.reports.queries import list_reports
from opentube.reports.report_list import find_report_of
from opentube.reports.service import ReportNotFound, get_report, retry_report
from opentube.reports.tables import Correction, Report
from opentube.reports.upkeep import ReportsUpkeep
from opentube.sources.tables import Comment, Video
from opentube.store.schema import metadata
from tests.reports.installation import Installation
from tests.reports.test_corrections import BAD, GOOD, comments

KEPT = {"owner", "event", "event_floor", "model_set"}


def files(installation: Installation) -> set[Path]:
    blobs = installation.workshop.settings.data_dir / "blobs"
    return {path for path in blobs.rglob("*") if path.is_file()}


def rows(installation: Installation) -> dict[str, int]:
    """How many rows each table holds, those left out that belong to no report."""
    with installation.workshop.database.session() as session:
        counted = {
            table.name: session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
            if table.name not in KEPT
        }
    return {name: count for name, count in counted.items() if count}


def act(action: Any, installation: Installation, report_id: uuid.UUID) -> None:
    with installation.workshop.database.session() as session:
        action(session, installation.owner_id, report_id)


def delete(installation: Installation, report_id: uuid.UUID) -> None:
    with installation.workshop.database.session() as session:
        delete_report(session, installation.workshop.blobs, installation.owner_id, report_id)


def test_nothing_is_left_of_the_only_report(installation: Installation, sample: Path) -> None:
    report_id = installation.request(sample)
    installation.work_off()
    with installation.workshop.database.session() as session:
        request_export(session, installation.owner_id, report_id, ExportKind.JSONL)
    installation.work_off()
    assert installation.status(report_id) is ReportStatus.DONE
    assert files(installation)

    delete(installation, report_id)

    assert rows(installation) == {}
    assert files(installation) == set()


def test_another_report_of_the_video_keeps_what_it_needs(installation: Installation, sample: Path) -> None:
    first = installation.request(sample)
    installation.work_off()
    second = installation.request(sample)
    installation.work_off()
    before, kept = installation.dump(second), files(installation)

    delete(installation, first)

    assert installation.dump(second) == before
    assert files(installation) == kept
    with installation.workshop.database.session() as session:
        assert session.scalars(sa.select(Report.id)).all() == [second]


def test_a_binned_report_is_seen_by_nobody_until_it_is_restored(installation: Installation, tmp_path: Path) -> None:
    report_id = installation.request(comments(tmp_path, GOOD, BAD))
    installation.work_off()
    owner_id = installation.owner_id
    with installation.workshop.database.session() as session:
        correct_labels(session, owner_id, report_id, "2", {"spam": True})

    act(bin_report, installation, report_id)

    with installation.workshop.database.session() as session:
        assert list_reports(session, owner_id) == []
        assert list_persons(session, owner_id) == []
        assert list_corrections(session, owner_id) == []
        assert find_report_of(session, owner_id, "video") is None
        for see in (get_report, list_comments, retry_report, bin_report):
            with pytest.raises(ReportNotFound):
                see(session, owner_id, report_id)
        with pytest.raises(ReportNotFound):
            correct_labels(session, owner_id, report_id, "1", {"spam": True})

    act(restore_report, installation, report_id)

    assert installation.status(report_id) is ReportStatus.DONE
    with pytest.raises(ReportNotFound):
        act(restore_report, installation, report_id)


def test_a_report_at_work_stops_when_it_is_binned_and_can_go_on(installation: Installation, tmp_path: Path) -> None:
    report_id = installation.request(comments(tmp_path, GOOD, BAD))

    act(bin_report, installation, report_id)
    installation.work_off()
    act(restore_report, installation, report_id)

    assert installation.status(report_id) is ReportStatus.CANCELLED
    act(retry_report, installation, report_id)
    installation.work_off()
    assert installation.status(report_id) is ReportStatus.DONE


def test_the_bin_is_emptied_after_a_day(installation: Installation, tmp_path: Path) -> None:
    old = installation.request(comments(tmp_path, GOOD))
    act(bin_report, installation, old)
    young = installation.request(comments(tmp_path, GOOD, BAD))
    act(bin_report, installation, young)
    with installation.workshop.database.session() as session:
        long_ago = sa.func.now() - sa.text("interval '25 hours'")
        session.execute(sa.update(Report).where(Report.id == old).values(deleted_at=long_ago))

    ReportsUpkeep(installation.workshop.database, installation.workshop.blobs)()

    with installation.workshop.database.session() as session:
        assert session.scalars(sa.select(Report.id)).all() == [young]
        assert session.scalars(sa.select(Video.id)).all()


def test_corrections_go_with_the_last_report_of_their_video(installation: Installation, tmp_path: Path) -> None:
    report_id = installation.request(comments(tmp_path, GOOD, BAD))
    installation.work_off()
    with installation.workshop.database.session() as session:
        correct_labels(session, installation.owner_id, report_id, "1", {"spam": True})

    delete(installation, report_id)

    with installation.workshop.database.session() as session:
        for table in (Comment, Correction, Video):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_reports_of_others_cannot_be_deleted(installation: Installation, tmp_path: Path) -> None:
    report_id = installation.request(comments(tmp_path, GOOD))
    with installation.workshop.database.session() as session:
        for action in (bin_report, restore_report):
            with pytest.raises(ReportNotFound):
                action(session, uuid.uuid4(), report_id)
        with pytest.raises(ReportNotFound):
            delete_report(session, installation.workshop.blobs, uuid.uuid4(), report_id)


def test_the_command_asks_first(installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report_id = installation.request(comments(tmp_path, GOOD))
    monkeypatch.setenv("OPENTUBE_DATA_DIR", str(installation.workshop.settings.data_dir))
    monkeypatch.setenv("OPENTUBE_DATABASE_URL", str(installation.workshop.settings.database_url))

    refused = CliRunner().invoke(app, ["reports", "delete", str(report_id)], input="n\n")
    with installation.workshop.database.session() as session:
        assert session.get(Report, report_id)
    deleted = CliRunner().invoke(app, ["reports", "delete", str(report_id), "--yes"])

    assert (refused.exit_code, deleted.exit_code) == (1, 0), (deleted.output, deleted.exc_info)
    with installation.workshop.database.session() as session:
        assert session.get(Report, report_id) is None
