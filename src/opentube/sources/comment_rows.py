"""From a row of a file to a comment, counting what had to be changed."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from opentube.sources.cell_values import (
    clean,
    count_of,
    flag_of,
    identifier,
    text_of,
    time_of,
    without_nul,
    without_surrogates,
)
from opentube.sources.columns import CommentField, recognise
from opentube.sources.file_notices import NoticeCode, NoticeTally
from opentube.sources.values import CommentRecord

_ROOT = "root"
_MAX_LAYOUTS = 64


class RowReader:
    """Turns rows (column to value) into comments. Rows of JSON may differ in their columns; those of a table do not."""

    def __init__(self, mapping: Mapping[CommentField, str], tally: NoticeTally) -> None:
        self.saw_text_column = False
        self._mapping = mapping
        self._tally = tally
        self._position = 0
        self._layouts: dict[tuple[str, ...], dict[CommentField, str]] = {}

    def record(self, row: Mapping[str, object]) -> CommentRecord | None:
        """The comment, or None when the row has no text."""
        self._position += 1
        cells = {field: row[column] for field, column in self._columns(row).items()}
        self.saw_text_column |= CommentField.TEXT in cells
        text = self._text(cells.get(CommentField.TEXT))
        if text is None:
            self._tally.add(NoticeCode.WITHOUT_TEXT)
            return None
        author = clean(cells.get(CommentField.AUTHOR))
        external_id = identifier(cells.get(CommentField.ID)) or self._derived_id(author, text)
        parent_id = identifier(cells.get(CommentField.PARENT))
        return CommentRecord(
            external_id=external_id,
            text=text,
            parent_id=None if parent_id in {_ROOT, external_id} else parent_id,
            author=author,
            author_id=identifier(cells.get(CommentField.AUTHOR_ID)),
            likes=self._likes(cells.get(CommentField.LIKES)),
            published_at=self._time(cells.get(CommentField.TIME)),
            by_uploader=flag_of(cells.get(CommentField.BY_UPLOADER)),
        )

    def _columns(self, row: Mapping[str, object]) -> dict[CommentField, str]:
        layout = tuple(row)
        if layout not in self._layouts:
            if len(self._layouts) >= _MAX_LAYOUTS:
                self._layouts.clear()
            self._layouts[layout] = recognise(layout, self._mapping)
        return self._layouts[layout]

    def _text(self, value: object) -> str | None:
        text = text_of(value)
        if text is None or not text.strip().strip("\0"):
            return None
        if "\0" in text:
            text = without_nul(text)
            self._tally.add(NoticeCode.NUL_REPLACED)
        if not text.isascii() and (whole := without_surrogates(text)) != text:
            text = whole
            self._tally.add(NoticeCode.SURROGATES_REPLACED)
        return text

    def _likes(self, value: object) -> int:
        try:
            return count_of(value)
        except ValueError:
            self._tally.add(NoticeCode.LIKES_UNREADABLE)
            return 0

    def _time(self, value: object) -> datetime | None:
        try:
            return time_of(value)
        except ValueError:
            self._tally.add(NoticeCode.TIMES_UNREADABLE)
            return None

    def _derived_id(self, author: str | None, text: str) -> str:
        self._tally.add(NoticeCode.IDS_DERIVED)
        content = f"{self._position}\0{author or ''}\0{text}".encode()
        return f"row-{sha256(content).hexdigest()[:24]}"
