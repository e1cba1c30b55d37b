"""More requests at once than the server has threads and connections."""

import asyncio
import uuid

import httpx

from opentube.accounts.principal import Scope
from opentube.api.app import create_app
from opentube.api.services import Services
from tests.api.conftest import Keys

AT_ONCE = 120


def test_everybody_of_a_crowd_is_answered(services: Services, key_of: Keys, owner_id: uuid.UUID) -> None:
    transport = httpx.ASGITransport(create_app(services))
    reader = key_of(owner_id, Scope.READ)

    async def ask() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=reader) as client:
            return await asyncio.gather(*(client.get("/api/v1/reports") for _ in range(AT_ONCE)))

    assert {answer.status_code for answer in asyncio.run(ask())} == {200}
