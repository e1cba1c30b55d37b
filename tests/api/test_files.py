"""Parts of stored files."""

import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from opentube.api.services import Services
from opentube.sources.tables import Video
from tests.api.workspaces import fill

CONTENT = bytes(range(200))


@pytest.fixture
def media(services: Services, owner_id: uuid.UUID, tmp_path: Path) -> str:
    """The address of a file."""
    filled = fill(services, owner_id, "mark")
    path = tmp_path / "film"
    path.write_bytes(CONTENT)
    with services.database.session() as session:
        session.execute(sa.update(Video).values(media_key=services.blobs.put_file(path)))
    return f"reports/{filled.ids['report_id']}/media"


def test_a_range_is_a_part_of_the_file(api: TestClient, media: str) -> None:
    answer = api.get(media, headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.content) == (206, CONTENT[10:20])
    assert answer.headers["content-range"] == "bytes 10-19/200"


@pytest.mark.parametrize("asked", ["lines=1-2", "bytes", "bytes=", "bytes=9-2", "bytes=x-y"])
def test_a_range_that_is_none_does_not_matter(api: TestClient, media: str, asked: str) -> None:
    answer = api.get(media, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, CONTENT)


def test_a_range_past_the_end_is_told(api: TestClient, media: str) -> None:
    answer = api.get(media, headers={"Range": "bytes=200-"})
    assert (answer.status_code, answer.json()["code"]) == (416, "range_unsatisfiable")
    assert answer.headers["content-range"] == "bytes */200"
