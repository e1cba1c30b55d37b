"""A library for tests."""

import pytest

from opentube.store.database import Database
from tests.persons.shelves import Shelf


@pytest.fixture
def shelf(database: Database) -> Shelf:
    """The library of an owner who has nothing yet."""
    return Shelf.new(database)
