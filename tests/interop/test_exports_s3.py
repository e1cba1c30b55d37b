"""Exports of an installation whose files lie in an S3-compatible store."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import opentube.exports.tasks  # noqa: F401 - importing tasks registers them with the queue
from opentube.exports.boxes import replace_boxes
from opentube.exports.kinds import ExportKind, ExportStatus
from opentube.exports.saving import save_export
from opentube.exports.service import delete_export
from opentube.faces.anonymize.document import parse_boxes
from opentube.reports.document import AnalysisKind
from opentube.reports.engines import Engines
from opentube.reports.options import ReportOptions
from opentube.reports.work import Workshop
from opentube.settings import Settings
from opentube.store.blobs import BlobMissing, Blobs
from opentube.store.database import Database
from tests.exports.office import Office
from tests.interop.test_s3 import bucket

__all__ = ["bucket"]

pytestmark = pytest.mark.interop


@pytest.fixture
def office(settings: Settings, database: Database, bucket: str) -> Iterator[Office]:
    settings = settings.model_copy(update={"blob_url": bucket})
    engines = Engines(settings)
    yield Office(Workshop(settings, database, Blobs.from_settings(settings), engines))
    engines.close()


def test_files_are_made_from_the_bucket_into_the_bucket(office: Office, sample: Path, tmp_path: Path) -> None:
    report_id = office.request(sample, ReportOptions(analyses=frozenset({AnalysisKind.CONTACT_SHEET})))
    office.work_off()

    assert office.make(report_id, ExportKind.SHEET, rows=1, columns=2).startswith(b"\xff\xd8")
    clip_id = office.ask(report_id, ExportKind.CLIP, start_s=5, end_s=6, width=160)
    boxes_id = office.ask(report_id, ExportKind.BOXES)
    office.work_off()
    clip, boxes = office.row(clip_id), office.row(boxes_id)
    assert (clip.status, boxes.status) == (ExportStatus.DONE, ExportStatus.DONE)
    assert clip.blob_key
    assert boxes.blob_key

    blobs = office.workshop.blobs
    document = json.loads(blobs.get(boxes.blob_key))
    with office.workshop.database.session() as session:
        replace_boxes(session, blobs, office.owner_id, boxes_id, parse_boxes(document | {"tracks": []}))
    hidden = office.make(report_id, ExportKind.ANONYMIZED_VIDEO, boxes=boxes_id, preview="clip")
    assert hidden[4:8] == b"ftyp"
    with pytest.raises(BlobMissing):
        blobs.get(boxes.blob_key)

    saved = save_export(office.workshop.database, blobs, office.owner_id, clip_id, tmp_path / "clip.mp4")
    assert saved.read_bytes() == blobs.get(clip.blob_key)
    with office.workshop.database.session() as session:
        delete_export(session, blobs, office.owner_id, clip_id)
    with pytest.raises(BlobMissing):
        blobs.get(clip.blob_key)
    assert office.left() == []
    assert not (office.workshop.settings.data_dir / "cache" / clip.blob_key).exists()


def test_a_bucket_that_is_away_is_tried_again_and_then_told(
    office: Office, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_id = office.request(sample, ReportOptions(analyses=frozenset({AnalysisKind.CONTACT_SHEET})))
    office.work_off()
    export_id = office.ask(report_id, ExportKind.SHEET)
    monkeypatch.setattr("opentube.exports.tasks.FIRST_BACK_OFF_S", 0.0)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    away = Office(
        Workshop(
            office.workshop.settings,
            office.workshop.database,
            Blobs.from_settings(office.workshop.settings),
            office.workshop.engines,
        )
    )
    away.work_off()
    export = office.row(export_id)
    assert (export.status, export.error_code) == (ExportStatus.FAILED, "file_store_unreachable")
    assert office.left() == []
