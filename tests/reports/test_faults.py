"""Killed workers, cancelled reports and several workers at once: what is left is what one calm worker leaves."""

import random
import time
import uuid
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from opentube.jobs.losses import MOST_TIMES_TAKEN
from opentube.reports.document import ReportStatus
from opentube.reports.options import Stage
from opentube.reports.service import cancel_report, retry_report
from tests.reports.conftest import Calm
from tests.reports.installation import COMMENTS_ONLY, MEDIA_ONLY, OPTIONS, Installation, wait_until

COMMENT_STAGES = (Stage.INGEST, Stage.LABEL, Stage.DIGEST)
EVERY_TIME = {Stage.LABEL, Stage.PEOPLE}
STAGES = [
    stage if stage in EVERY_TIME else pytest.param(stage, marks=pytest.mark.interop)
    for stage in Stage
    if stage is not Stage.FETCH
]
CANCEL_WITHIN_S = 2.0


def kill_during(
    installation: Installation, report_id: uuid.UUID, stage: Stage, seed: int, *, preload: bool = True
) -> None:
    """End a worker without a word at a random moment of a stage."""
    worker = installation.start_worker(preload=preload)
    installation.wait_for_stage(report_id, stage)
    time.sleep(random.Random(seed).uniform(0, 0.3))  # the moment is the point of the test
    worker.kill()
    worker.communicate()


@pytest.mark.parametrize("stage", STAGES)
def test_another_worker_finishes_what_a_killed_one_began(
    installation: Installation, sample: Path, calm: Calm, stage: Stage
) -> None:
    options = COMMENTS_ONLY if stage in COMMENT_STAGES else MEDIA_ONLY
    preload = stage in COMMENT_STAGES
    report_id = installation.request(sample, options)

    kill_during(installation, report_id, stage, seed=len(stage), preload=preload)
    with installation.worker(preload=preload):
        assert installation.wait_for_end(report_id) is ReportStatus.DONE

    assert installation.dump(report_id) == calm(options)


def test_work_that_ends_every_worker_fails_and_says_so(installation: Installation, sample: Path) -> None:
    report_id = installation.request(sample, COMMENTS_ONLY)
    with installation.workshop.database.session() as session:
        session.execute(sa.text("UPDATE procrastinate_jobs SET attempts = :most"), {"most": MOST_TIMES_TAKEN - 1})

    with psycopg.connect(installation.workshop.database.conninfo) as connection:
        connection.execute("LOCK TABLE comment IN ACCESS EXCLUSIVE MODE")
        kill_during(installation, report_id, Stage.INGEST, seed=0, preload=False)
    with installation.worker(preload=False):
        assert installation.wait_for_end(report_id) is ReportStatus.FAILED

    analyses = installation.document(report_id).analyses
    assert {analysis.error_code for analysis in analyses} == {"work_ends_workers"}


@pytest.mark.parametrize("stage", STAGES)
def test_cancel_takes_effect_and_retry_goes_on(at_work: Installation, sample: Path, calm: Calm, stage: Stage) -> None:
    report_id = at_work.request(sample)

    at_work.wait_for_stage(report_id, stage)
    with at_work.workshop.database.session() as session:
        cancel_report(session, at_work.owner_id, report_id)
    wait_until(lambda: at_work.jobs(report_id) == 0, patience_s=CANCEL_WITHIN_S)
    assert at_work.jobs(report_id, status="todo") == 0
    assert at_work.status(report_id) in {ReportStatus.CANCELLED, ReportStatus.DONE}

    if at_work.status(report_id) is ReportStatus.CANCELLED:
        with at_work.workshop.database.session() as session:
            retry_report(session, at_work.owner_id, report_id)
    assert at_work.wait_for_end(report_id) is ReportStatus.DONE
    assert at_work.dump(report_id) == calm(OPTIONS)


def test_two_workers_leave_what_one_leaves(at_work: Installation, sample: Path, calm: Calm) -> None:
    with at_work.worker():
        report_id = at_work.request(sample)
        assert at_work.wait_for_end(report_id) is ReportStatus.DONE

    assert at_work.dump(report_id) == calm(OPTIONS)


def test_a_worker_outlives_the_loss_of_its_connections(at_work: Installation, sample: Path, calm: Calm) -> None:
    report_id = at_work.request(sample)
    at_work.wait_for_stage(report_id, Stage.SCAN)

    with psycopg.connect(at_work.workshop.database.conninfo, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    assert at_work.wait_for_end(report_id) is ReportStatus.DONE
    assert at_work.dump(report_id) == calm(OPTIONS)
