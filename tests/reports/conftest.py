"""An installation a test, with engines that are loaded once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from opentube.reports.document import ReportStatus
from opentube.reports.engines import Engines
from opentube.reports.options import Stage
from opentube.reports.work import Workshop
from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from tests.conftest import models_folder, new_database
from tests.reports.installation import Dump, Installation


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Faults of every stage are tried on the embedded server; on the machine's own, one stage now, all of them later."""
    for item in items:
        values = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        if values.get("server") == "external" and values.get("stage", Stage.LABEL) is not Stage.LABEL:
            item.add_marker(pytest.mark.interop)


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    engines = Engines(Settings(models_dir=models_folder(), threads=1))
    yield engines
    engines.close()


@pytest.fixture(scope="session")
def calm(server: str, sample: Path, engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Dump:
    """What one calm worker leaves of the sample."""
    with new_database(server) as url, Database(url) as database:
        settings = Settings(
            data_dir=tmp_path_factory.mktemp("calm"), database_url=url, models_dir=models_folder(), threads=1
        )
        installation = Installation(Workshop(settings, database, Blobs.from_settings(settings), engines))
        report_id = installation.request(sample)
        installation.work_off()
        assert installation.status(report_id) is ReportStatus.DONE
        return installation.dump(report_id)


@pytest.fixture
def installation(settings: Settings, database: Database, blobs: Blobs, engines: Engines) -> Installation:
    return Installation(Workshop(settings, database, blobs, engines))
