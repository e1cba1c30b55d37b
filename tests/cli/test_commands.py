"""The commands as a person uses them, on the bundled sample."""

import csv
import json
import re
import signal
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.cli.conftest import PROGRAM
from tests.cli.outcome import Run

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def test_a_video_and_its_comments_become_a_report(run: Run, sample: Path, tmp_path: Path) -> None:
    given = json.loads(sample.with_name("sample.info.json").read_text(encoding="utf-8"))

    outcome = run("analyze", sample, "-o", tmp_path / "out")

    assert outcome.code == 0, outcome.said
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["status"] == "done"
    assert report["comments"]["total"] == len(given["comments"])
    assert sum(report["comments"]["sentiment"].values()) == len(given["comments"])
    assert len(report["persons"]["persons"]) >= 2
    assert report["keywords"]
    assert report["moments"]
    for name in [person["cover"] for person in report["persons"]["persons"]] + [report["contact_sheet"]["picture"]]:
        assert (tmp_path / "out" / name).read_bytes().startswith(b"\xff\xd8")
    assert str(tmp_path / "out" / "report.html") in outcome.said
    assert given["title"] in outcome.said


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")
def test_the_page_shows_what_the_report_says(run: Run, sample: Path, tmp_path: Path) -> None:
    assert run("analyze", sample, "-o", tmp_path / "out").code == 0
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((tmp_path / "out" / "report.html").as_uri())
        text = page.inner_text("body")
        pictures = page.evaluate("[...document.images].filter(i => i.complete && i.naturalWidth).length")
        browser.close()

    assert report["video"]["title"] in text
    assert f"{report['comments']['total']:,}" in text
    assert report["keywords"][0]["term"] in text
    assert pictures >= len(report["persons"]["persons"]) + 1
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_a_machine_reads_the_report_from_standard_output(run: Run, sample: Path, tmp_path: Path) -> None:
    outcome = run("analyze", sample, "--without", "persons", "--json", "-o", tmp_path / "out")

    assert outcome.code == 0, outcome.said
    report = json.loads(outcome.printed)
    assert report["persons"] is None
    assert {state["kind"] for state in report["analyses"]} == {"comments", "keywords", "moments", "contact_sheet"}


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.interop)])
def test_an_interrupt_cancels_and_retry_goes_on(
    run: Run, environment: dict[str, str], sample: Path, tmp_path: Path, number: signal.Signals
) -> None:
    command = [*PROGRAM, "analyze", str(sample), "-o", str(tmp_path / "out")]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, preexec_fn=_listen)  # noqa: PLW1509
    while not json.loads(run("reports", "list", "--json").printed):
        assert process.poll() is None
    process.send_signal(number)
    _, said = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "Traceback" not in said
    found = re.search(r"open-tube reports retry ([0-9a-f-]{36})", said)
    assert found
    assert json.loads(run("reports", "list", "--json").printed)[0]["status"] == "cancelled"

    outcome = run("reports", "retry", found[1], "-o", tmp_path / "out")

    assert outcome.code == 0, outcome.said
    assert (tmp_path / "out" / "report.html").exists()
    assert json.loads(run("reports", "list", "--json").printed)[0]["status"] == "done"


def _listen() -> None:
    """Shells start background jobs deaf to Ctrl-C; the tests may be one."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_comments_are_labelled_in_their_order(run: Run, sample: Path, tmp_path: Path) -> None:
    given = json.loads(sample.with_name("sample.info.json").read_text(encoding="utf-8"))["comments"]

    outcome = run(
        "comments", sample.with_name("sample.info.json"), "-o", tmp_path / "out.jsonl", "--with-header", "--quiet"
    )

    assert outcome.code == 0, outcome.said
    header, *lines = map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())
    assert {model["task"] for model in header["models"]} >= {"sentiment", "language", "keywords"}
    assert [(line["id"], line["text"]) for line in lines] == [(comment["id"], comment["text"]) for comment in given]
    assert {line["sentiment"] for line in lines} <= {"positive", "neutral", "negative", "unknown"}
    assert all(-1 <= line["sentiment_score"] <= 1 for line in lines)


def test_comments_come_through_pipes_under_other_column_names(run: Run) -> None:
    table = '번호,본문\r\n1,정말 재밌어요 최고!\r\n2,"노잼, 시간 아깝다"\r\n'

    outcome = run("comments", "-", "--format", "csv", "--column", "text=본문", "--column", "id=번호", given=table)

    assert outcome.code == 0, outcome.said
    lines = list(map(json.loads, outcome.printed.splitlines()))
    assert [(line["id"], line["sentiment"]) for line in lines] == [("1", "positive"), ("2", "negative")]


def test_the_output_never_replaces_the_input(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "comments.csv"
    with file.open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([["id", "text"], ["1", "좋아요"]])
    before = file.read_bytes()

    assert run("comments", file, "-o", file).code == 1
    assert file.read_bytes() == before


def test_the_people_of_a_video_are_printed_with_pictures_beside(run: Run, sample: Path, tmp_path: Path) -> None:
    outcome = run("faces", sample, "-o", tmp_path / "faces.json", "--quiet")

    assert outcome.code == 0, outcome.said
    found = json.loads((tmp_path / "faces.json").read_text(encoding="utf-8"))
    assert len(found["persons"]) >= 2
    known = {person["id"] for person in found["persons"]}
    assert {track["person"] for track in found["tracks"]} - {None} == known
    assert {path.stem for path in (tmp_path / "faces_persons").glob("*.jpg")} == known


def test_doctor_and_models_tell_machines_how_things_stand(run: Run) -> None:
    findings = json.loads(run("doctor", "--json").printed)
    models = json.loads(run("models", "list", "--json").printed)

    assert all(finding["ok"] for finding in findings if finding["needed"])
    assert {model["status"] for model in models} == {"ready", "bundled"}


def test_missing_models_are_said_before_anything_is_stored(
    environment: dict[str, str], sample: Path, tmp_path: Path
) -> None:
    environment = environment | {"OPENTUBE_MODELS_DIR": str(tmp_path / "nothing here")}
    command = [*PROGRAM, "analyze", str(sample)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert "open-tube models pull" in ended.stderr
    assert "--without persons" in ended.stderr
