"""An installation to make files in, with engines that are loaded when they are needed."""

from collections.abc import Iterator

import pytest

import opentube.exports.tasks  # noqa: F401 - importing tasks registers them with the queue
from opentube.reports.engines import Engines
from opentube.reports.work import Workshop
from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from tests.exports.office import Office


@pytest.fixture
def office(settings: Settings, database: Database, blobs: Blobs) -> Iterator[Office]:
    engines = Engines(settings)
    yield Office(Workshop(settings, database, blobs, engines))
    engines.close()
