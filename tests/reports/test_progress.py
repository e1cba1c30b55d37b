"""Progress is a row that is written, and told, at most twice a second."""

import json
import time
from pathlib import Path

import psycopg
import sqlalchemy as sa

from opentube.reports.document import ReportStatus
from opentube.reports.options import Stage
from opentube.reports.progress import CHANNEL, read_progress, record_progress, watch_progress
from opentube.reports.tables import Report
from opentube.sources.tables import Video
from tests.reports.installation import Installation


def a_request(installation: Installation, folder: Path, name: str = "v") -> Path:
    path = folder / f"{name}.info.json"
    path.write_text(json.dumps({"id": name, "comments": [{"id": "1", "text": "좋아요"}]}), encoding="utf-8")
    return path


def test_many_steps_in_a_moment_are_told_once(installation: Installation, tmp_path: Path) -> None:
    report_id = installation.request(a_request(installation, tmp_path))
    database = installation.workshop.database
    with database.session() as session:
        session.execute(sa.update(Report).values(progress_at=sa.text("now() - interval '1 hour'")))

    with psycopg.connect(database.conninfo, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        start = time.monotonic()
        for step in range(50):
            with database.session() as session:
                record_progress(session, report_id, stage=Stage.INGEST, ordinal=0, done=step / 100)
        seconds = time.monotonic() - start
        told = [notification.payload for notification in listener.notifies(timeout=0.2)]

    assert set(told) == {str(report_id)}
    assert len(told) <= 1 + 2 * seconds
    with database.session() as session:
        (stage,) = read_progress(session, report_id).stages
    assert (stage.stage, stage.done, stage.total) == (Stage.INGEST, 0.49, 1.0)


def test_watching_ends_with_the_report(installation: Installation, tmp_path: Path) -> None:
    report_id = installation.request(a_request(installation, tmp_path))
    watching = watch_progress(installation.workshop.database, report_id)
    assert next(watching).status is ReportStatus.WORKING

    installation.work_off()

    *_, last = watching
    assert last.status is ReportStatus.DONE
    assert all(stage.done == stage.total for stage in last.stages)


def test_videos_whose_ids_differ_only_in_case_stay_apart(installation: Installation, tmp_path: Path) -> None:
    for name in ("AbCdEfGhIjK", "aBcDeFgHiJk"):
        installation.request(a_request(installation, tmp_path, name))

    with installation.workshop.database.session() as session:
        assert set(session.scalars(sa.select(Video.external_id))) == {"AbCdEfGhIjK", "aBcDeFgHiJk"}
