"""The product over HTTP while its database, its workers and its disk fail."""

import random
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from opentube.accounts.keys import create_key
from opentube.accounts.principal import ROLE_SCOPES, Principal, Role, Scope
from opentube.accounts.service import local_owner
from opentube.reports.engines import Engines
from opentube.reports.work import Workshop
from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from opentube.store.migrate import upgrade
from tests.api.processes import api_process, started, wait_for
from tests.api.tus_client import begin, code, place, send
from tests.conftest import models_folder, new_database
from tests.interop.load import LONGEST_S, Load
from tests.interop.postgres import Stop, running_postgres
from tests.reports.installation import Dump, Installation

pytestmark = pytest.mark.interop
UNLIMITED = "1000000/minute"
ENDED = frozenset({"done", "partial", "failed", "cancelled"})
KILLS = 6
DISK_BYTES = 8 << 20


def settings_for(url: str, folder: Path) -> Settings:
    return Settings(
        data_dir=folder,
        database_url=url,
        models_dir=models_folder(),
        threads=1,
        heartbeat_s=0.5,
        stalled_after_s=2.0,
        rate_limit=UNLIMITED,
    )


@contextmanager
def client_of(database: Database, port: int) -> Iterator[httpx.Client]:
    """The owner's program."""
    with database.session() as session:
        maker = Principal(local_owner(session), None, Role.OWNER, ROLE_SCOPES[Role.OWNER])
        key = create_key(session, maker, "test", tuple(Scope)).key
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1/", headers=headers, timeout=30) as client:
        yield client


def upload(client: httpx.Client, path: Path) -> str:
    """The id of an upload of a whole file."""
    address = begin(client, path.stat().st_size, path.name)
    assert send(client, address, 0, path.read_bytes()).status_code == 204
    return address.rpartition("/")[2]


def ended(client: httpx.Client, report_id: str) -> bool:
    return client.get(f"reports/{report_id}").json()["status"] in ENDED


def all_reports(client: httpx.Client) -> list[str]:
    """Every report there is, by page."""
    found: list[str] = []
    params: dict[str, str | int] = {"limit": 200}
    while True:
        page = client.get("reports", params=params).json()
        found += [item["id"] for item in page["items"]]
        if page["next"] is None:
            return found
        params["cursor"] = page["next"]


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_a_database_that_was_restarted_under_load_is_waited_for(how: Stop, sample: Path, tmp_path: Path) -> None:
    with running_postgres() as postgres, Database(postgres.url) as database:
        upgrade(database)
        settings = settings_for(postgres.url, tmp_path / "data")
        log = tmp_path / "log"
        with (
            api_process(settings, log) as (_, port),
            started(settings, tmp_path / "worker.log", "worker") as worker,
            client_of(database, port) as client,
        ):
            asked = {"comments_upload_id": upload(client, sample.with_suffix(".info.json")), "analyses": ["comments"]}
            report_id = client.post("reports", json=asked).json()["id"]
            wait_for(lambda: ended(client, report_id), "the first report")
            comments = client.get(f"reports/{report_id}/comments", params={"limit": 20}).json()["items"]
            load = Load(str(client.base_url), dict(client.headers), report_id, [comment["id"] for comment in comments])
            with load.watched():
                with load.running():
                    wait_for(lambda: len(load.reports) >= 3 and load.recovered, "reports")
                    postgres.stop(how)
                    wait_for(lambda: sum(answer.status == 503 for answer in load.answers) >= 100, "answers without it")
                    postgres.start()
                    wait_for(lambda: load.recovered, "recovery")
                    recovered, made = len(load.answers), len(load.reports)
                    wait_for(lambda: len(load.reports) >= made + 3, "reports after recovery")

                refused = [answer for answer in load.answers if answer.status not in {200, 201, 204}]
                assert {(answer.status, answer.problem) for answer in refused} == {(503, "database_unreachable")}
                assert all(answer.retry_after for answer in refused)
                assert max(answer.seconds for answer in load.answers) < LONGEST_S
                assert [answer for answer in load.answers[recovered:] if answer.status >= 500] == []

                wait_for(lambda: all(ended(client, one) for one in load.reports.values()), "the end of every report")
                wait_for(lambda: set(load.reports.values()) <= set(load.finished), "every end in the stream")

            made_of = {client.get(f"reports/{one}").json()["status"] for one in load.reports.values()}
            held = {
                one: client.get(f"reports/{report_id}/comments/{one}").json()["holds"]["sentiment"]
                for one in load.corrected
            }
            assert made_of == {"done"}
            assert load.repeated == load.reports
            assert sorted(all_reports(client)) == sorted([report_id, *load.reports.values()])
            assert len(load.finished) == len(set(load.finished))
            assert load.streams_ended == 0
            assert held == load.corrected
            assert worker.poll() is None


def made(url: str, sample: Path, folder: Path, *, kills: int) -> list[Dump]:
    """What reports asked for over HTTP leave, with workers that are killed so many times before one may finish."""
    settings = settings_for(url, folder / "data")
    moments = random.Random(kills)
    with (
        Database(url) as database,
        api_process(settings, folder / "log") as (_, port),
        client_of(database, port) as client,
    ):
        comments = sample.with_suffix(".info.json")
        asked = [
            {"media_upload_id": upload(client, sample), "comments_upload_id": upload(client, comments)},
            {"comments_upload_id": upload(client, comments), "analyses": ["comments", "keywords", "moments"]},
            {"media_upload_id": upload(client, sample), "analyses": ["contact_sheet"]},
        ]
        ids = [client.post("reports", json=one).json()["id"] for one in asked]
        workshop = Workshop(settings, database, Blobs.from_settings(settings), Engines(settings))
        installation = Installation(workshop)
        for _ in range(kills):
            with started(settings, folder / "worker.log", "worker"):
                wait_for(
                    lambda: any(installation.jobs(uuid.UUID(one)) for one in ids) or all_ended(client, ids), "work"
                )
                time.sleep(moments.uniform(0, 0.5))  # the moment is the point of the test
        with started(settings, folder / "worker.log", "worker"):
            wait_for(lambda: all_ended(client, ids), "the end of every report")
        assert {client.get(f"reports/{one}").json()["status"] for one in ids} == {"done"}
        return [installation.dump(uuid.UUID(one)) for one in ids]


def all_ended(client: httpx.Client, ids: list[str]) -> bool:
    return all(ended(client, one) for one in ids)


def test_reports_of_killed_workers_are_those_of_calm_ones(server: str, sample: Path, tmp_path: Path) -> None:
    with new_database(server) as url:
        calm = made(url, sample, tmp_path / "calm", kills=0)
    with new_database(server) as url:
        assert made(url, sample, tmp_path / "killed", kills=KILLS) == calm


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", folder], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("nothing may be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill_up(folder: Path, leaving: int) -> Path:
    """A file that leaves so many bytes of a disk."""
    ballast = folder / "ballast"
    ballast.write_bytes(
        bytes(DISK_BYTES - leaving - sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()))
    )
    return ballast


@pytest.mark.parametrize("room", [0.5, 1.5])
def test_a_disk_that_is_full_is_told_and_space_is_enough_to_go_on(
    database_url: str, small_disk: Path, sample: Path, tmp_path: Path, room: float
) -> None:
    """There is room for half of the film, or for the film, but not for the copy that is kept."""
    content = sample.read_bytes()
    settings = settings_for(database_url, small_disk)
    with (
        Database(database_url) as database,
        api_process(settings, tmp_path / "log") as (_, port),
        client_of(database, port) as client,
    ):
        address = begin(client, len(content))
        ballast = fill_up(small_disk, leaving=int(room * len(content)))
        answer = send(client, address, 0, content)
        if room < 1:
            assert code(answer) == (507, "upload_disk_full")
        else:
            assert answer.status_code == 204
        reached = place(client, address)
        assert client.get(address).json()["status"] == "receiving"
        assert [path for path in (small_disk / "blobs").rglob("*") if path.is_file()] == []

        ballast.unlink()
        if reached < len(content):
            assert send(client, address, reached, content[reached:]).status_code == 204
        assert client.get(address).json()["status"] == "ready"
        (blob,) = (path for path in (small_disk / "blobs").rglob("*") if path.is_file())
        assert blob.read_bytes() == content
