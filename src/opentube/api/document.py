"""``python -m opentube.api.document``: the OpenAPI document, for generators of clients."""

import json
import sys
from pathlib import Path

from obstore.store import MemoryStore

from opentube.api.app import create_app
from opentube.api.services import Services
from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database


def openapi_document() -> dict[str, object]:
    """The document of this version; nothing is opened for it."""
    settings = Settings()
    nowhere = Database("postgresql://nowhere/none")
    return create_app(Services(settings, nowhere, Blobs(MemoryStore(), None, Path()))).openapi()


if __name__ == "__main__":
    json.dump(openapi_document(), sys.stdout, ensure_ascii=False, indent=1)
