"""Killed workers, cancelled reports and several workers at once: what is left is what one calm worker leaves."""

import random
import time
import uuid
from pathlib import Path

import pytest

from opentube.reports.document import ReportStatus
from opentube.reports.options import Stage
from opentube.reports.service import cancel_report, retry_report
from tests.reports.installation import Dump, Installation, wait_until

STAGES = [stage for stage in Stage if stage is not Stage.FETCH]
CANCEL_WITHIN_S = 2.0


def kill_during(installation: Installation, report_id: uuid.UUID, stage: Stage, seed: int) -> None:
    """End a worker without a word at a random moment of a stage."""
    worker = installation.start_worker()
    installation.wait_for_stage(report_id, stage)
    time.sleep(random.Random(seed).uniform(0, 0.3))  # the moment is the point of the test
    worker.kill()
    worker.communicate()


@pytest.mark.parametrize("stage", STAGES)
def test_another_worker_finishes_what_a_killed_one_began(
    installation: Installation, sample: Path, calm: Dump, stage: Stage
) -> None:
    report_id = installation.request(sample)

    kill_during(installation, report_id, stage, seed=list(Stage).index(stage))
    with installation.worker():
        assert installation.wait_for_end(report_id) is ReportStatus.DONE

    assert installation.dump(report_id) == calm


@pytest.mark.parametrize("stage", STAGES)
def test_cancel_takes_effect_and_retry_goes_on(
    installation: Installation, sample: Path, calm: Dump, stage: Stage
) -> None:
    report_id = installation.request(sample)

    with installation.worker():
        installation.wait_for_stage(report_id, stage)
        with installation.workshop.database.session() as session:
            cancel_report(session, installation.owner_id, report_id)
        wait_until(lambda: installation.jobs(report_id) == 0, patience_s=CANCEL_WITHIN_S)
        assert installation.status(report_id) in {ReportStatus.CANCELLED, ReportStatus.DONE}
        assert installation.jobs(report_id, status="todo") == 0

        if installation.status(report_id) is ReportStatus.CANCELLED:
            with installation.workshop.database.session() as session:
                retry_report(session, installation.owner_id, report_id)
        assert installation.wait_for_end(report_id) is ReportStatus.DONE

    assert installation.dump(report_id) == calm


def test_two_workers_leave_what_one_leaves(installation: Installation, sample: Path, calm: Dump) -> None:
    report_id = installation.request(sample)

    with installation.worker(), installation.worker():
        assert installation.wait_for_end(report_id) is ReportStatus.DONE

    assert installation.dump(report_id) == calm
