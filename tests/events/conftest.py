"""Owners with events."""

import uuid

import pytest

from opentube.accounts.service import local_owner
from opentube.store.database import Database


@pytest.fixture
def owner_id(database: Database) -> uuid.UUID:
    with database.session() as session:
        return local_owner(session)
