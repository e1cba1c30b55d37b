"""What an upload is: told by its content, in the sandbox."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opentube.media.errors import MediaUnreadable
from opentube.sources.comment_formats import format_by_suffix
from opentube.sources.file_errors import CommentsNotText
from opentube.sources.folder import MEDIA_SUFFIXES
from opentube.sources.sandbox.answers import Found, Look, Refusal
from opentube.sources.sandbox.cell import Cell
from opentube.sources.sandbox.limits import FILES


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that can be used. ``found`` has the key ``media`` or ``comments``; ``kept`` is the file to keep of it."""

    media_type: str
    found: dict[str, Any]
    kept: Path


def inspect(path: Path, name: str, columns: Mapping[str, str], work: Path) -> Inspected | Refusal:
    """Read an upload in the sandbox: as what its name says first, then as the other.

    ``columns`` maps fields of comments to the file's own columns. Of comments what is kept is their canonical form, a new file in the folder ``work``.
    """
    read = work / "comments.jsonl"
    with Cell(FILES) as cell:
        if format_by_suffix(name) is None:
            film = cell.ask(Look.MEDIA, path=str(path))
            if isinstance(film, Found):
                return Inspected(film.values["media_type"], {"media": film.values["info"]}, path)
            if film.code != MediaUnreadable.code or Path(name).suffix.lower() in MEDIA_SUFFIXES:
                return film
        comments = cell.ask(
            Look.COMMENTS, path=str(path), name=name, target=str(read), columns=json.dumps(dict(columns))
        )
        if isinstance(comments, Refusal):
            return Refusal.of(MediaUnreadable()) if _is_neither(comments, name) else comments
        media_type = comments.values.pop("media_type")
        return Inspected(media_type, {"comments": comments.values}, read)


def _is_neither(comments: Refusal, name: str) -> bool:
    return comments.code == CommentsNotText.code and format_by_suffix(name) is None
