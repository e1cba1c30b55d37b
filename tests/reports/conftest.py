"""Installations with engines that are loaded once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from opentube.reports.document import ReportStatus
from opentube.reports.engines import Engines
from opentube.reports.options import ReportOptions
from opentube.reports.work import Workshop
from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from tests.conftest import models_folder, new_database
from tests.reports.installation import Dump, Installation

Calm = Callable[[ReportOptions], Dump]


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    engines = Engines(Settings(models_dir=models_folder(), threads=1))
    yield engines
    engines.close()


@contextmanager
def installed(server: str, folder: Path, engines: Engines) -> Iterator[Installation]:
    """An installation on a database of its own."""
    with new_database(server) as url, Database(url) as database:
        settings = Settings(
            data_dir=folder,
            database_url=url,
            models_dir=models_folder(),
            threads=1,
            heartbeat_s=0.5,
            stalled_after_s=2.0,
        )
        yield Installation(Workshop(settings, database, Blobs.from_settings(settings), engines))


@pytest.fixture(scope="session")
def calm(server: str, sample: Path, engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Calm:
    """What one calm worker leaves of the sample, by what was asked for."""

    @cache
    def dump(options: ReportOptions) -> Dump:
        with installed(server, tmp_path_factory.mktemp("calm"), engines) as installation:
            report_id = installation.request(sample, options)
            installation.work_off()
            assert installation.status(report_id) is ReportStatus.DONE
            return installation.dump(report_id)

    return dump


@pytest.fixture
def installation(server: str, tmp_path: Path, engines: Engines) -> Iterator[Installation]:
    with installed(server, tmp_path / "data", engines) as installation:
        yield installation


@pytest.fixture(scope="module")
def at_work(server: str, engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation whose worker is at work, for all tests of a file."""
    with installed(server, tmp_path_factory.mktemp("at_work"), engines) as installation, installation.worker():
        yield installation
