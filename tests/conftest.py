"""What tests of several rooms share: real PostgreSQL servers, an empty database a test, and an installation."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from opentube.store.embedded import start_embedded, stop_embedded
from opentube.store.migrate import upgrade

REPOSITORY = Path(__file__).parents[1]
TEMPLATE = "opentube_template"
ON_BOTH_SERVERS = "test_requests.py"
hypothesis_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("untimed")  # how fast a machine is says nothing of what the tests are about


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On the machine's own server: store and requests now, the rest in `make test-interop`."""
    for item in items:
        values = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        if values.get("server") == "external" and not (
            item.path.parent.name == "store" or item.path.name == ON_BOTH_SERVERS
        ):
            item.add_marker(pytest.mark.interop)


@contextmanager
def own_postgres() -> Iterator[str]:
    """A server of the PostgreSQL that this machine has installed, as an owner would bring it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("no PostgreSQL is installed")
    programs = found[-1].parent
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)

        def run(*command: str) -> None:
            subprocess.run(
                command, check=True, user=account.pw_uid if account else None, cwd=folder, capture_output=True
            )

        data = str(folder / "data")
        run(str(programs / "initdb"), "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8")
        control = [str(programs / "pg_ctl"), "-w", "-D", data]
        run(*control, "-o", f"-c listen_addresses='' -k {folder}", "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            run(*control, "-m", "immediate", "stop")


@pytest.fixture(scope="session", params=["embedded", pytest.param("external", marks=pytest.mark.external)])
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server, with a template that has every table: the embedded one, and the machine's own."""
    if request.param == "external":
        with own_postgres() as url:
            _make_template(url)
            yield url
    else:
        with tempfile.TemporaryDirectory(prefix="opentube-test-") as folder:
            url = start_embedded(Path(folder) / "postgres")
            _make_template(url)
            yield url
            stop_embedded(Path(folder) / "postgres")


def _make_template(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
    with Database(_named(url, TEMPLATE)) as database:
        upgrade(database)


def _named(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")


@pytest.fixture
def empty_url(server: str) -> Iterator[str]:
    """The address of a database without a table."""
    with new_database(server, "template0") as url:
        yield url


@pytest.fixture
def database_url(server: str) -> Iterator[str]:
    """The address of a database with every table and no row."""
    with new_database(server) as url:
        yield url


@contextmanager
def new_database(server: str, template: str = TEMPLATE) -> Iterator[str]:
    """The address of a database of its own, gone afterwards."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield _named(server, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with every table and no row."""
    with Database(database_url) as database:
        yield database


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings of an installation of its own, quick to notice dead workers."""
    return Settings(
        data_dir=tmp_path / "data",
        database_url=database_url,
        models_dir=models_folder(),
        threads=1,
        heartbeat_s=0.5,
        stalled_after_s=2.0,
    )


@pytest.fixture
def blobs(settings: Settings) -> Blobs:
    """The file store of that installation."""
    return Blobs.from_settings(settings)


def models_folder() -> Path:
    """Where `make models` put the model files."""
    return Path(os.environ.get("OPENTUBE_MODELS_DIR", REPOSITORY / ".local" / "models"))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled clip with its comments beside it, in a folder of its own."""
    folder = tmp_path_factory.mktemp("sample")
    for name in ("sample.mp4", "sample.info.json"):
        shutil.copy(REPOSITORY / "samples" / name, folder / name)
    return folder / "sample.mp4"
