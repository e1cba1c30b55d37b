"""The API on a database of its own, and people who ask it."""

import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from opentube.accounts.first_start import first_start_link
from opentube.accounts.keys import create_key
from opentube.accounts.principal import ROLE_SCOPES, Principal, Role, Scope
from opentube.accounts.service import local_owner
from opentube.accounts.tables import Owner
from opentube.api.app import create_app
from opentube.api.services import Services
from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from tests.conftest import models_folder, new_database

WHO = {"email": "Ada@example.org", "name": "Ada", "password": "correct horse battery"}
Keys = Callable[..., dict[str, str]]


@contextmanager
def served(server: str, folder: Path, **more: Any) -> Iterator[Services]:
    """What the API of an installation of its own needs, for all tests of a file."""
    with new_database(server) as url, Database(url) as database:
        settings = Settings(data_dir=folder, database_url=url, models_dir=models_folder(), threads=1, **more)
        yield Services(settings, database, Blobs.from_settings(settings))


@pytest.fixture
def services(settings: Settings, database: Database, blobs: Blobs) -> Services:
    return Services(settings, database, blobs)


@pytest.fixture
def server_app(services: Services) -> Iterator[TestClient]:
    """The API, asked by nobody in particular."""
    with TestClient(create_app(services), base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def owner_id(database: Database) -> uuid.UUID:
    """The workspace of the command line."""
    with database.session() as session:
        return local_owner(session)


@pytest.fixture
def stranger_id(database: Database) -> uuid.UUID:
    """Another workspace."""
    with database.session() as session:
        stranger = Owner(id=uuid.uuid4(), name="somebody else")
        session.add(stranger)
        session.flush()
        return stranger.id


@pytest.fixture
def key_of(database: Database) -> Keys:
    """Makes headers with a key of a workspace, with all scopes or with those that are named."""

    def make(owner_id: uuid.UUID, *scopes: Scope) -> dict[str, str]:
        maker = Principal(owner_id, None, Role.OWNER, ROLE_SCOPES[Role.OWNER])
        with database.session() as session:
            made = create_key(session, maker, "test", scopes or tuple(Scope))
        return {"Authorization": f"Bearer {made.key}"}

    return make


@pytest.fixture
def api(server_app: TestClient, key_of: Keys, owner_id: uuid.UUID) -> TestClient:
    """The API, asked by the owner of the workspace."""
    server_app.headers.update(key_of(owner_id))
    server_app.base_url = server_app.base_url.join("/api/v1/")
    return server_app


@pytest.fixture
def running(services: Services) -> Iterator[str]:
    """The address of a real server with the API."""
    config = uvicorn.Config(create_app(services), port=0, log_config=None, lifespan="on", timeout_graceful_shutdown=2)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/v1/"
        server.should_exit = True
        thread.join()


@pytest.fixture
def token(database: Database) -> str:
    with database.session() as session:
        return first_start_link(session) or ""


@pytest.fixture
def browser(server_app: TestClient, token: str) -> TestClient:
    """A browser in which the first account was just made."""
    answer = server_app.post("/api/v1/welcome", json=WHO | {"token": token})
    assert answer.status_code == 201
    server_app.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return server_app
