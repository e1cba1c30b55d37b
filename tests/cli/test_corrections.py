"""Labels put right on the command line."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from opentube.cli.corrections import parse_correction
from opentube.reports.corrections import CorrectionInvalid
from tests.cli.outcome import Run


@pytest.fixture
def report(run: Run, tmp_path: Path) -> str:
    """A report of one negative comment, called c1."""
    file = tmp_path / "video.info.json"
    comments = [{"id": "c1", "text": "노잼\t시간 아깝다"}]
    file.write_text(json.dumps({"id": "v", "title": "영상", "comments": comments}), encoding="utf-8")
    outcome = run("analyze", file, "--json", "-o", tmp_path / "out")
    assert outcome.code == 0, outcome.said
    return str(json.loads(outcome.printed)["id"])


def sentiment(run: Run, report: str, folder: Path) -> Any:
    assert run("reports", "write", report, "-o", folder).code == 0
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))["comments"]["sentiment"]


def test_labels_are_put_right_listed_exported_and_taken_back(run: Run, report: str, tmp_path: Path) -> None:
    outcome = run("corrections", "add", report, "c1", "sentiment=positive", "request=NO", "language=ja")
    assert outcome.code == 0, outcome.said
    assert report in outcome.said
    assert sentiment(run, report, tmp_path / "out")["positive"] == 1

    listed = json.loads(run("corrections", "list", "--report", report, "--json").printed)
    assert {row["field"]: row["value"] for row in listed} == {
        "sentiment": "positive",
        "request": False,
        "language": "ja",
    }
    assert "sentiment=positive" in run("corrections", "list").said

    lines = [json.loads(line) for line in run("corrections", "export").printed.splitlines()]
    assert [(line["field"], line["value"]) for line in lines] == [
        ("sentiment", "positive"),
        ("request", False),
        ("language", "ja"),
    ]
    assert run("corrections", "export", "-o", tmp_path / "new" / "rows.tsv").code == 0
    table = (tmp_path / "new" / "rows.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(table), dialect="excel-tab"))
    assert [row["text"] for row in rows] == ["노잼\t시간 아깝다"] * 3
    assert [row["value"] for row in rows] == ["positive", "no", "ja"]
    assert rows[0]["machine_value"] == "negative"

    outcome = run("corrections", "remove", report, "c1", "sentiment", "--json")
    assert json.loads(outcome.printed) == {"reports": [report]}
    assert sentiment(run, report, tmp_path / "out")["negative"] == 1

    for arguments, said in (
        (("add", report, "c1", "sentiment=angry"), "positive, neutral, negative, unknown"),
        (("export", "-o", tmp_path), "Choose another"),
    ):
        outcome = run("corrections", *arguments)
        assert (outcome.code, "Traceback" in outcome.said) == (1, False), outcome.said
        assert said in outcome.said


@pytest.mark.parametrize(
    ("pair", "understood"),
    [
        ("sentiment=negative", ("sentiment", "negative")),
        ("spam=no", ("spam", False)),
        (" spam = YES ", ("spam", True)),
        ("language=no", ("language", "no")),
        ("spam=maybe", ("spam", "maybe")),
        ("=", ("", "")),
    ],
)
def test_pairs_are_read_as_people_write_them(pair: str, understood: tuple[str, object]) -> None:
    assert parse_correction(pair) == understood


def test_a_pair_without_an_equals_sign_is_refused() -> None:
    with pytest.raises(CorrectionInvalid, match="sentiment=negative"):
        parse_correction("sentiment")
