"""The library of people, as the commands about it open it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from opentube.accounts.service import local_owner
from opentube.cli.person_names import everybody, resolve_person
from opentube.cli.session import Product, open_product
from opentube.faces.photo import PhotoReader
from opentube.models.folder import ModelFolder
from opentube.reports.engines import require_face_models

PersonArgument = Annotated[str, typer.Argument(metavar="ID", help="The start of an id, or a name.")]
Json = Annotated[bool, typer.Option("--json", help="For machines.")]


@dataclass(frozen=True, slots=True)
class Library:
    """The library of who sits here, within one transaction."""

    product: Product
    session: Session
    owner_id: uuid.UUID

    def person(self, given: str, *, binned: bool = False) -> uuid.UUID:
        """Who is meant."""
        return resolve_person(self.session, self.owner_id, given, binned=binned)

    def names(self) -> dict[uuid.UUID, str | None]:
        """The names of all."""
        return {each.id: each.name for each in everybody(self.session, self.owner_id, binned=True)}

    def photo_reader(self) -> PhotoReader:
        """What finds and embeds single faces."""
        folder = ModelFolder(self.product.settings.models_path)
        require_face_models(folder)
        return PhotoReader(folder.path("yunet"), folder.path("sface"))


@contextmanager
def open_library() -> Iterator[Library]:
    """The library; what is done in the ``with`` block is kept when it ends well."""
    with open_product() as product, product.database.session() as session:
        yield Library(product, session, local_owner(session))
