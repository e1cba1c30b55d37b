"""Who is meant: persons of a faces file, or faces of photos."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from opentube.errors import UserError
from opentube.faces.anonymize.choosing import KnownFace, Person
from opentube.faces.photo import PhotoReader
from opentube.faces.values import EMBEDDING_SIZE


class SelectionUnclear(UserError):
    """It is not clear whose faces are meant. Give photo files, or persons such as p1 together with --faces FACES.json."""

    code = "selection_unclear"


def read_faces_file(path: Path) -> dict[str, tuple[KnownFace, ...]]:
    """Return where the persons of a file are that ``open-tube faces`` wrote, by their ids.

    Raises:
        SelectionUnclear: it is no such file.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        persons: dict[str, tuple[KnownFace, ...]] = {str(person["id"]): () for person in document["persons"]}
        for track in document["tracks"]:
            if track["person"] is not None:
                persons[track["person"]] += tuple(_known(face) for face in track["faces"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise SelectionUnclear(f"{path.name} was not written by `open-tube faces`.") from error
    return persons


def _known(face: dict[str, Any]) -> KnownFace:
    x, y, width, height = map(float, face["box"])
    return KnownFace(float(face["time_s"]), (x, y, width, height))


def chosen_persons(
    names: Sequence[str], known: dict[str, tuple[KnownFace, ...]], photos: PhotoReader
) -> tuple[Person, ...]:
    """Return the persons that names choose, an id of ``known`` or the path of a photo each, and the rest of ``known``.

    Of a photo the best face counts.

    Raises:
        SelectionUnclear: a name is neither, or nothing can be told from the photo.
        UserError: see `opentube.faces.photo`.
    """
    nothing = np.empty((0, EMBEDDING_SIZE), np.float32)
    persons = [Person(name, name in names, nothing, faces) for name, faces in known.items()]
    for name in names:
        if name in known:
            continue
        path = Path(name)
        if not path.is_file():
            ids = f" The persons of the faces file are {', '.join(known)}." if known else ""
            raise SelectionUnclear(f"{name} is neither a person of a faces file (--faces) nor a photo.{ids}")
        vector = photos.read(path.read_bytes())[0].vector
        if vector is None:
            raise SelectionUnclear(f"The face in {path.name} is too small, dark or blurred to know somebody by.")
        persons.append(Person(path.name, chosen=True, vectors=vector[None]))
    return tuple(persons)
