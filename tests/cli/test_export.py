"""Files made from reports on the command line."""

import json
import os
import signal
import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest

from opentube.accounts.service import local_owner
from opentube.exports.kinds import ExportKind, ExportStatus
from opentube.exports.tables import Export
from opentube.reports.engines import Engines
from opentube.reports.work import Workshop
from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from tests.cli.conftest import PROGRAM
from tests.cli.outcome import Run
from tests.exports.office import Office
from tests.reports.audience import Said
from tests.reports.installation import wait_until


@pytest.fixture
def report(settings: Settings, database: Database, blobs: Blobs) -> str:
    """A report of two comments, one of them negative."""
    office = Office(Workshop(settings, database, blobs, Engines(settings)))
    said = [Said("c1", "노잼 시간 아깝다", -0.9), Said("c2", "=정말 재밌어요 최고", 0.9)]
    return str(office.report(said, title="영상"))


def test_files_are_made_listed_saved_again_and_deleted(run: Run, report: str, tmp_path: Path) -> None:
    outcome = run(
        "export", report, "jsonl", "-o", tmp_path / "new" / "all.jsonl", "--filter", "sentiment=negative", "--json"
    )
    assert outcome.code == 0, outcome.said
    made = json.loads(outcome.printed)
    assert made["path"] == str(tmp_path / "new" / "all.jsonl")
    assert [json.loads(line)["id"] for line in Path(made["path"]).read_text("utf-8").splitlines()] == ["c1"]
    assert (made["status"], made["name"]) == ("done", "영상 comments.jsonl")

    assert [row["id"] for row in json.loads(run("exports", "list", "--json").printed)] == [made["id"]]
    assert made["id"] in run("exports", "list", "--report", report).said
    assert run("exports", "save", made["id"], "-o", tmp_path / "again").code == 0
    assert (tmp_path / "again").read_bytes() == Path(made["path"]).read_bytes()
    assert run("exports", "delete", made["id"]).code == 0
    assert json.loads(run("exports", "list", "--json").printed) == []


def test_ctrl_c_cancels_and_retry_makes_it(run: Run, report: str, tmp_path: Path, environment: dict[str, str]) -> None:
    command = [*PROGRAM, "export", report, "csv", "-o", str(tmp_path / "c.csv"), "--workers", "0"]
    process = subprocess.Popen(command, env=os.environ | environment, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: len(json.loads(run("exports", "list", "--json").printed)) == 1)
    process.send_signal(signal.SIGINT)
    assert "exports retry" in process.communicate()[1]
    assert process.returncode == 1

    (row,) = json.loads(run("exports", "list", "--json").printed)
    assert row["status"] == "cancelled"
    assert not (tmp_path / "c.csv").exists()
    assert run("exports", "cancel", row["id"]).code == 0
    outcome = run("exports", "retry", row["id"], "-o", tmp_path / "c.csv")
    assert outcome.code == 0, outcome.said
    assert "'=정말" in (tmp_path / "c.csv").read_text("utf-8-sig")


def test_boxes_are_edited_and_a_mistake_in_them_is_told_with_its_place(
    run: Run, report: str, database: Database, blobs: Blobs, tmp_path: Path
) -> None:
    document: dict[str, Any] = {"format": "open-tube face boxes", "version": 1, "tracks": []}
    with database.session() as session:
        boxes = Export(
            owner_id=local_owner(session),
            report_id=uuid.UUID(report),
            kind=ExportKind.BOXES,
            status=ExportStatus.DONE,
            options={},
            name="boxes.json",
            blob_key=blobs.put_bytes(b"{}"),
            size_bytes=2,
        )
        session.add(boxes)
        session.flush()
        export_id = str(boxes.id)
    document["tracks"] = [{"start_s": 0, "end_s": 1, "boxes": [{"time_s": 0, "box": [0, 0, 0.5, 0.5]}]}]
    edited = tmp_path / "edited.json"
    edited.write_text(json.dumps(document), "utf-8")
    outcome = run("exports", "edit", export_id, edited)
    assert outcome.code == 0, outcome.said
    assert "1 faces will be hidden" in outcome.said
    assert run("exports", "save", export_id, "-o", tmp_path / "saved.json").code == 0
    assert json.loads((tmp_path / "saved.json").read_text("utf-8"))["tracks"][0]["end_s"] == 1

    document["tracks"][0]["end_s"] = 0
    edited.write_text(json.dumps(document), "utf-8")
    outcome = run("exports", "edit", export_id, edited)
    assert (outcome.code, "tracks[0].end_s" in outcome.said) == (1, True)


def test_what_cannot_be_made_is_told_in_a_sentence(run: Run, report: str, tmp_path: Path) -> None:
    for arguments, sentence in (
        ((report, "csv", "--filter", "spam"), "name=value"),
        ((report, "csv", "--option", "color=red"), "Known for csv: filters, table"),
        ((report, "vtt"), "no result for persons"),
        (("00000000-0000-0000-0000-000000000001", "csv"), "no such report"),
    ):
        outcome = run("export", *arguments, "-o", tmp_path / "x")
        assert outcome.code == 1
        assert sentence in outcome.said
    assert run("export", report, "postcard").code == 2
    assert not (tmp_path / "x").exists()
