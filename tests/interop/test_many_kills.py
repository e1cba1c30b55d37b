"""Workers killed ten times at random moments of each stage, on a report with everything."""

from pathlib import Path

import pytest

from opentube.reports.document import ReportStatus
from opentube.reports.options import Stage
from tests.reports.conftest import Calm, calm, engines, installation
from tests.reports.installation import OPTIONS, Installation
from tests.reports.test_faults import STAGES, kill_during

__all__ = ["calm", "engines", "installation"]

pytestmark = pytest.mark.interop


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("stage", STAGES)
def test_another_worker_finishes(installation: Installation, sample: Path, calm: Calm, stage: Stage, seed: int) -> None:
    report_id = installation.request(sample)

    kill_during(installation, report_id, stage, seed)
    with installation.worker():
        assert installation.wait_for_end(report_id) is ReportStatus.DONE

    assert installation.dump(report_id) == calm(OPTIONS)
