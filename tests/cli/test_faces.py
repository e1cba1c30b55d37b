"""``open-tube faces`` on the bundled sample."""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.cli.outcome import Run


def test_persons_are_written_as_json_with_pictures_and_drawn_on_a_sheet(run: Run, sample: Path, tmp_path: Path) -> None:
    output, sheet = tmp_path / "new" / "out.json", tmp_path / "who.webp"

    outcome = run("faces", sample, "-o", output, "--sheet", sheet, "--threads", 1)

    assert outcome.code == 0, outcome.said
    document = json.loads(output.read_text(encoding="utf-8"))
    names = {person["id"] for person in document["persons"]}
    assert len(names) >= 2
    assert {path.stem for path in (tmp_path / "new" / "out_persons").iterdir()} == names
    picture = cv2.imread(str(sheet))
    assert picture is not None
    assert picture.shape[0] > 100 * len(names)
    assert float(np.mean(picture)) > 150
    assert sorted(path.name for path in tmp_path.rglob("*.part")) == []
    assert (str(output) in outcome.said, str(sheet) in outcome.said) == (True, True)


def test_json_goes_to_standard_output_beside_a_sheet(run: Run, sample: Path, tmp_path: Path) -> None:
    outcome = run("faces", sample, "--quiet", "--sheet", tmp_path / "who.png")

    assert (outcome.code, outcome.said) == (0, "")
    assert json.loads(outcome.printed)["persons"]
    assert (tmp_path / "who.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["who.gif", "who", "who.jpg.txt"])
def test_a_sheet_of_another_type_is_wrong_usage(run: Run, sample: Path, tmp_path: Path, name: str) -> None:
    outcome = run("faces", sample, "--sheet", tmp_path / name)

    assert outcome.code == 2
    assert ".webp" in outcome.said
    assert list(tmp_path.glob("who*")) == []


def test_what_cannot_be_written_is_told_before_the_work(run: Run, sample: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    (tmp_path / "folder.jpg").mkdir()

    for arguments in (("--sheet", tmp_path / "file" / "who.jpg"), ("--sheet", tmp_path / "folder.jpg")):
        outcome = run("faces", sample, *arguments)
        assert (outcome.code, outcome.printed) == (1, "")
        assert "Choose" in outcome.said
        assert "Traceback" not in outcome.said


def test_an_interrupt_leaves_no_half_file(environment: dict[str, str], sample: Path, tmp_path: Path) -> None:
    script = (  # a Ctrl-C that comes while the sheet is drawn
        "import os, signal, opentube.cli.main as m, opentube.faces.sheet as s\n"
        "s.persons_sheet = lambda *a, **k: os.kill(os.getpid(), signal.SIGINT)\n"
        "m.run()\n"
    )
    command = [sys.executable, "-c", script, "faces", str(sample), "-q", "--sheet", str(tmp_path / "who.jpg")]

    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.glob("who*")) == []
