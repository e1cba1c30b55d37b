"""An installation a test, with engines that are loaded once."""

from collections.abc import Iterator

import pytest

from opentube.reports.engines import Engines
from opentube.reports.work import Workshop
from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from tests.conftest import models_folder
from tests.reports.installation import Installation


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    engines = Engines(Settings(models_dir=models_folder(), threads=1))
    yield engines
    engines.close()


@pytest.fixture
def installation(settings: Settings, database: Database, blobs: Blobs, engines: Engines) -> Installation:
    return Installation(Workshop(settings, database, blobs, engines))
