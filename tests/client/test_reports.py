"""A report from the request to the downloaded file."""

import re
from pathlib import Path

import pytest

from opentube.client import Client
from opentube.client.models.status import AnalysisKind
from tests.client.conftest import Asking
from tests.client.cutting import Cut, CuttingProxy
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.usefixtures("worker")
TEXT = (REPOSITORY / "docs" / "client.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
COMMENTS: tuple[AnalysisKind, ...] = ("comments", "keywords", "moments")


def test_created_waited_for_read_corrected_exported_and_downloaded(ask: Asking, sample: Path, tmp_path: Path) -> None:
    seen: list[float] = []
    told: list[tuple[int, int]] = []
    comments = sample.with_suffix(".info.json")

    report = ask(
        lambda client: client.reports.create(
            media=sample, comments=comments, analyses=COMMENTS, on_upload=lambda *counts: told.append(counts)
        )
    )
    done = ask(
        lambda client: client.reports.wait(report.id, timeout=120, on_progress=lambda now: seen.append(now.progress))
    )

    assert (done.status, done.progress, seen[-1]) == ("done", 1, 1)
    assert {total for _, total in told} == {sample.stat().st_size, comments.stat().st_size}

    document = ask(lambda client: client.reports.document(report.id))
    numbers = ask(lambda client: client.reports.numbers(report.id))
    assert document.comments == numbers
    assert sum(point.counts.positive for point in numbers.course) == numbers.sentiment.positive
    listed = ask.list(lambda client: client.comments.list(report.id, page_size=7))
    assert len({one.id for one in listed}) == len(listed) == numbers.total
    few = [one.term for one in ask.list(lambda client: client.reports.keywords(report.id, page_size=3))]
    many = [one.term for one in ask.list(lambda client: client.reports.keywords(report.id))]
    assert few == many
    assert set(many) == {one.term for one in document.keywords or ()}
    assert ask(lambda client: client.reports.summary(report.id)).items == document.summary

    [worst, *_] = ask.list(lambda client: client.comments.list(report.id, sentiment=["negative"]), 1)
    right = ask(lambda client: client.comments.correct(report.id, worst.id, sentiment="positive"))
    assert (right.holds.sentiment, right.machine.sentiment, right.corrected) == ("positive", "negative", ("sentiment",))
    assert ask(lambda client: client.comments.count(report.id, corrected=True)).total == 1
    assert ask(lambda client: client.comments.undo_corrections(report.id, worst.id)).corrected == ()

    target = tmp_path / "comments.jsonl"
    assert ask(lambda client: client.exports.save(report.id, "jsonl", target, timeout=120)) == target
    assert len(target.read_text(encoding="utf-8").splitlines()) == numbers.total
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["comments.jsonl"]
    film = ask(lambda client: client.reports.save_media(report.id, tmp_path / "film.mp4"))
    assert film.read_bytes() == sample.read_bytes()


@pytest.fixture(scope="module")
def report_id(worker: None, url: str, key: str, sample: Path) -> str:
    with Client(url, key) as client:
        report = client.reports.create(media=sample, comments=sample.with_suffix(".info.json"), analyses=COMMENTS)
        return str(client.reports.wait(report.id, timeout=120).id)


def test_lists_are_read_a_page_at_a_time(ask: Asking, report_id: str) -> None:
    assert report_id in {str(card.id) for card in ask.list(lambda client: client.reports.list(status="done"))}
    assert ask.list(lambda client: client.reports.list(text="nothing like it")) == []
    [first] = ask.list(lambda client: client.comments.list(report_id, sort="likes", page_size=1), 1)
    assert ask(lambda client: client.comments.get(report_id, first.id)) == first


def test_a_wait_outlives_its_connections(
    ask: Asking, ask_over: Asking, proxy: CuttingProxy, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("protocol", "following"):
        monkeypatch.setattr(f"opentube.client.{module}.pause_s", lambda _: 0.01)
    comments = sample.with_suffix(".info.json")
    report = ask(lambda client: client.reports.create(comments=comments, media=sample, analyses=["comments"]))
    proxy.cuts.extend([Cut(down=700), Cut(down=0), Cut(down=1500), Cut(down=900)])
    assert ask_over(lambda client: client.reports.wait(report.id, timeout=120)).status == "done"


def test_every_example_of_the_documentation_runs(
    url: str, key: str, sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENTUBE_URL", url)
    monkeypatch.setenv("OPENTUBE_KEY", key)
    monkeypatch.chdir(sample.parent)
    shown = []
    for example in EXAMPLES:
        exec(compile(example, "docs/client.md", "exec"), {"__name__": "__main__"})  # noqa: S102 - our own
        shown.append(capsys.readouterr().out)
    first, every, labels, missing, events, refused = shown
    exported = Path("comments.csv")
    assert ("100%" in first, exported.stat().st_size > 1000) == (True, True)
    exported.unlink()
    assert "오픈튜브" in every
    assert "positive" in labels
    assert "report_not_found" in missing
    assert "None" in events
    assert "not ours" in refused
