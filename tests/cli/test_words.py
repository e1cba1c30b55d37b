"""Words to hide and to allow, on the command line."""

import json
from pathlib import Path

from tests.cli.outcome import Run


def test_words_take_effect_at_once(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "video.info.json"
    comments = [{"id": "1", "text": "그 오리배 또 나왔다", "like_count": 3}]
    file.write_text(json.dumps({"id": "v", "title": "영상", "comments": comments}), encoding="utf-8")
    outcome = run("analyze", file, "--json", "-o", tmp_path / "out")
    assert outcome.code == 0, outcome.said
    report = json.loads(outcome.printed)["id"]

    outcome = run("words", "add", "--hide", "오리배", "--allow", "시발점", "--json")

    assert outcome.code == 0, outcome.said
    assert json.loads(outcome.printed) == {"reports": [report]}
    assert run("reports", "write", report, "-o", tmp_path / "out").code == 0
    written = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert [comment["profane"] for comment in written["comments"]["most_liked"]] == [True]
    listed = json.loads(run("words", "list", "--json").printed)
    assert [(row["word"], row["kind"]) for row in listed] == [("시발점", "allow"), ("오리배", "hide")]

    outcome = run("words", "remove", "오리배")
    assert outcome.code == 0, outcome.said
    assert "1 report follows" in outcome.said
    assert run("words", "remove", "오리배").code == 1
    assert run("words", "add").code == 2
