"""Cells that no spreadsheet computes, and that lose nothing."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentube.exports.csv_text import cells, open_csv, plain_text, written_text

TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from("=+-@＝＋－＠'\"\t\r\n ,;\u200b\ufeff\u3000−a가"), st.characters(codec="utf-8"))
)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+82 10",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\rx",
        "  =1",
        "\u3000＝1",
        "＋1",
        "－1",
        "＠a",
        "\u200b=1",
        "'=1",
        "\n@a",
        "﹦1",
        "−1",
    ],
)
def test_what_could_be_computed_gets_an_apostrophe(text: str) -> None:
    assert plain_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "재밌어요", "a=b", "'s", "1:23", "🎭 =", '"=1"'])
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert plain_text(text) == text


@given(TEXTS)
def test_what_was_written_can_be_had_back(text: str) -> None:
    assert written_text(plain_text(text)) == text


@given(TEXTS)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    shown = plain_text(text).lstrip(" \n\u200b\ufeff\u3000")
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@given(rows=st.lists(st.lists(TEXTS, min_size=2, max_size=2)))
def test_any_csv_reader_reads_what_was_written(rows: list[list[str]], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("csv") / "table.csv"
    with open_csv(path, ("one", "two")) as table:
        for row in rows:
            table.writerow(cells(row))

    assert path.read_bytes().startswith(b"\xef\xbb\xbfone,two\r\n")
    with path.open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.reader(file, strict=True))[1:]
    assert [[written_text(cell) for cell in row] for row in read] == rows


def test_values_are_written_as_people_read_them(tmp_path: Path) -> None:
    when = datetime.fromisoformat("2026-03-01T21:00:00+09:00")
    assert cells([True, False, None, 3, -0.5, when, [1.5, 2.0], ["=a", "b"], datetime(2026, 1, 1, tzinfo=UTC)]) == [
        "yes", "no", "", 3, -0.5, "2026-03-01 12:00:00", "1.5, 2.0", "'=a, b", "2026-01-01 00:00:00",
    ]  # fmt: skip
