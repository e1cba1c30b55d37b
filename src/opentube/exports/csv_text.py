"""CSV as spreadsheets open it: RFC 4180 in UTF-8 with a byte order mark, and no text that they would compute.

A cell whose text a spreadsheet could take for a formula gets an apostrophe before it, as in
https://owasp.org/www-community/attacks/CSV_Injection; `written_text` takes it away again, so nothing is lost.
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol

_MARK: Final = "'"
_FORMULA_SIGNS: Final = frozenset("=+-@\N{MINUS SIGN}")
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})

Cell = str | int | float | bool | datetime | Sequence[str] | Sequence[float] | None


class Rows(Protocol):
    """What takes the rows of a table."""

    def writerow(self, row: Iterable[Any], /) -> Any:
        """Take one."""


def plain_text(text: str) -> str:
    """``text`` as a cell that is never computed."""
    return _MARK + text if _could_be_computed(text) else text


def written_text(cell: str) -> str:
    """What was written before `plain_text` made a cell of it."""
    rest = cell.removeprefix(_MARK)
    return rest if rest != cell and _could_be_computed(rest) else cell


def _could_be_computed(text: str) -> bool:
    """Whether the first sign that shows is one of a formula, full-width forms included, or a tab or CR leads."""
    for sign in text:
        if sign in "\t\r":
            return True
        if sign != _MARK and unicodedata.category(sign) not in _INVISIBLE:
            return unicodedata.normalize("NFKC", sign)[0] in _FORMULA_SIGNS
    return False


def cells(values: Iterable[Cell]) -> list[str | int | float]:
    """Values as cells: flags as yes and no, times in UTC, lists with commas, None as nothing; numbers stay numbers."""
    return [_cell(value) for value in values]


def _cell(value: Cell) -> str | int | float:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return value
        case str():
            return plain_text(value)
        case datetime():
            return (value.astimezone(UTC) if value.tzinfo else value).strftime("%Y-%m-%d %H:%M:%S")
        case _:
            return plain_text(", ".join(str(each) for each in value))


@contextmanager
def open_csv(path: Path, heading: Sequence[str]) -> Iterator[Rows]:
    """A new file with its heading, to write rows of `cells` to."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        yield writer
