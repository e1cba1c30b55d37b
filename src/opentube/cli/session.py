"""What commands that touch the database need, opened and closed in one place."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from opentube.store.migrate import require_current, upgrade


@dataclass(frozen=True, slots=True)
class Product:
    """Settings, database and files of this installation."""

    settings: Settings
    database: Database
    blobs: Blobs


@contextmanager
def open_product() -> Iterator[Product]:
    """Open the installation. The embedded database is brought up to date; the owner's own must be already.

    Raises:
        DatabaseNotUpgraded: run ``open-tube db upgrade`` first.
        DatabaseUnreachable: the database does not answer.
    """
    settings = Settings()
    with Database.from_settings(settings) as database:
        if settings.database_url:
            require_current(database)
        else:
            upgrade(database)
        yield Product(settings, database, Blobs.from_settings(settings))
