"""Comments as tables, lines and lists for review."""

import csv
import io
import json

import polars as pl
import pytest

from opentube.exports.csv_text import written_text
from opentube.exports.kinds import ExportKind
from opentube.reports.corrections import correct_labels
from tests.exports.office import Office
from tests.reports.audience import Said

COMMENTS = (
    Said("c1", '=HYPERLINK("http://x","눌러")\n두 줄', 0.5, likes=3, author="@viewer", flags={"spam": True}),
    Said("c2", "재밌어요 1:23", 0.9, author=None, hours=None, flags={"spam": False, "profane": False}),
    Said("c3", "노잼", -0.7, parent="c1", flags={"spam": False, "profane": True, "abusive": True}),
)


def table(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_spreadsheet_gets_korean_and_no_formulas(office: Office) -> None:
    rows = table(office.make(office.report(COMMENTS), ExportKind.CSV))

    assert [row["id"] for row in rows] == ["c1", "c2", "c3"]
    assert rows[0]["text"].startswith("'=")
    assert [written_text(row["text"]) for row in rows] == [said.text for said in COMMENTS]
    assert written_text(rows[0]["author"]) == "@viewer"
    assert rows[0] | {"likes": "3", "spam": "yes", "profane": "", "published_at_utc": "2026-03-01 13:00:00"} == rows[0]
    assert rows[1] | {"author": "", "published_at_utc": "", "timestamps_s": "83.0"} == rows[1]
    assert rows[2] | {"parent_id": "c1", "sentiment_score": "-0.7", "abusive": "yes"} == rows[2]


def test_lines_say_what_holds_and_what_the_machine_said(office: Office) -> None:
    report_id = office.report(COMMENTS)
    with office.workshop.database.session() as session:
        correct_labels(session, office.owner_id, report_id, "c3", {"sentiment": "neutral", "abusive": False})

    lines = [json.loads(line) for line in office.make(report_id, ExportKind.JSONL).splitlines()]

    assert [line["text"] for line in lines] == [said.text for said in COMMENTS]
    assert lines[0]["corrections"] == {}
    assert lines[1]["timestamps_s"] == [83.0]
    assert (lines[2]["sentiment"], lines[2]["sentiment_score"], lines[2]["abusive"]) == ("neutral", 0.0, False)
    assert lines[2]["corrections"] == {
        "sentiment": {"machine": "negative", "person": "neutral"},
        "abusive": {"machine": True, "person": False},
    }


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"sentiment": ["negative"]}, ["c3"]),
        ({"sentiment": ["negative", "positive"], "spam": ["no"]}, ["c2", "c3"]),
        ({"spam": ["yes"], "profane": ["yes"]}, []),
        ({"language": ["ko"], "abusive": [True]}, ["c3"]),
    ],
)
def test_labels_choose_comments(office: Office, filters: dict[str, list[str]], found: list[str]) -> None:
    rows = table(office.make(office.report(COMMENTS), ExportKind.CSV, filters=filters))
    assert [row["id"] for row in rows] == found


def test_parquet_has_types(office: Office) -> None:
    pytest.importorskip("pyarrow")
    frame = pl.read_parquet(io.BytesIO(office.make(office.report(COMMENTS), ExportKind.PARQUET)))

    assert frame["text"].to_list() == [said.text for said in COMMENTS]
    assert frame["spam"].to_list() == [True, False, False]
    assert frame["likes"].dtype == pl.Int64
    assert frame["published_at"].dtype == pl.Datetime("us", "UTC")
    assert frame["timestamps_s"].to_list() == [[], [83.0], []]


def test_what_holds_after_corrections_is_held_with_links(office: Office) -> None:
    report_id = office.report(COMMENTS, url="https://youtu.be/dQw4w9WgXcQ?t=3")
    with office.workshop.database.session() as session:
        correct_labels(session, office.owner_id, report_id, "c1", {"spam": False})
        correct_labels(session, office.owner_id, report_id, "c2", {"abusive": True})

    assert office.make(report_id, ExportKind.HELD, form="text").decode() == (
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&lc=c2\nhttps://www.youtube.com/watch?v=dQw4w9WgXcQ&lc=c3\n"
    )
    held = json.loads(office.make(report_id, ExportKind.HELD, form="json", labels="profane,abusive"))
    assert [(one["id"], one["held_for"]) for one in held] == [("c2", ["abusive"]), ("c3", ["profane", "abusive"])]
    assert [row["id"] for row in table(office.make(report_id, ExportKind.HELD, labels=["profane"]))] == ["c3"]


def test_comments_of_other_places_are_held_by_id(office: Office) -> None:
    assert office.make(office.report(COMMENTS), ExportKind.HELD, form="text").decode() == "c1\nc3\n"
    assert json.loads(office.make(office.report([Said("ok")]), ExportKind.HELD, form="json")) == []
