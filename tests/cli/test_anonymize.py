"""``open-tube anonymize``, as somebody would use it."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from opentube.faces.anonymize.document import as_document
from opentube.faces.detection import YuNet
from opentube.media.frames import read_frames
from opentube.models.folder import ModelFolder
from tests.cli.conftest import PROGRAM
from tests.cli.outcome import Run
from tests.conftest import models_folder
from tests.faces.films import paste, portrait, scene, write


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """One second with two faces, the left one that of the portrait."""
    pictures = []
    for step in range(25):
        picture = scene(1, 640, 360)
        paste(picture, portrait(150), 60 + step, 100)
        paste(picture, portrait(150, 9.0), 400, 100)
        pictures.append(picture)
    return write(tmp_path / "film.mp4", pictures, 25)


def faces_in(path: Path) -> set[int]:
    detector = YuNet(ModelFolder(models_folder()).path("yunet"), 0.6)
    return {len(detector.detect(frame.image()).scores) for frame in list(read_frames(path))[::6]}


def test_everybody_is_hidden_and_boxes_can_be_edited(run: Run, film: Path, tmp_path: Path) -> None:
    hidden, boxes = tmp_path / "hidden.mp4", tmp_path / "boxes.json"
    ended = run("anonymize", film, "-o", hidden, "--style", "solid", "--boxes-out", boxes, "--json")
    assert ended.code == 0, ended.said
    told = json.loads(ended.printed)
    assert told["frames"] == 25
    assert told["safe"] is True
    assert faces_in(film) != {0}
    assert faces_in(hidden) == {0}

    document = json.loads(boxes.read_text(encoding="utf-8"))
    for track in document["tracks"]:
        track["hide"] = False
    boxes.write_text(json.dumps(document), encoding="utf-8")
    again = run("anonymize", film, "-o", tmp_path / "again.mp4", "--boxes", boxes)
    assert again.code == 0, again.said
    assert faces_in(tmp_path / "again.mp4") == faces_in(film)


def test_mistakes_are_told_in_a_sentence(run: Run, film: Path, tmp_path: Path) -> None:
    output = tmp_path / "hidden.mp4"
    boxes = tmp_path / "boxes.json"
    boxes.write_text('{"format": "open-tube face boxes", "version": 1, "tracks": [{"boxes": 3}]}')
    for arguments, code, told in (
        (["-o", film], 1, "replace the video"),
        (["-o", output, "--boxes", boxes], 1, "tracks[0].boxes"),
        (["-o", output, "--keep", "p1"], 1, "neither a person of a faces file"),
        (["-o", output, "--keep", "p1", "--hide", "p2"], 2, "one of --keep"),
    ):
        ended = run("anonymize", film, *arguments)
        assert ended.code == code, (arguments, ended.said)
        assert told in ended.said
    assert not output.exists()


def test_a_weak_setting_warns(run: Run, film: Path, tmp_path: Path) -> None:
    ended = run("anonymize", film, "-o", tmp_path / "weak.mp4", "--strength", "0.5", "--preset", "ultrafast")
    assert ended.code == 0
    assert "may still be recognised" in ended.said


def test_an_interrupted_run_leaves_nothing(environment: dict[str, str], film: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    os.mkfifo(folder / "boxes.json")
    known = tmp_path / "known.json"
    known.write_text(json.dumps(as_document(())))
    command = [*PROGRAM, "anonymize", str(film), "-o", str(folder / "hidden.mp4"), "--boxes", str(known), "--boxes-out"]
    process = subprocess.Popen([*command, str(folder / "boxes.json")], env=environment, stderr=subprocess.PIPE)
    with (folder / "boxes.json").open("rb") as pipe:  # opened by both before faces are hidden
        pipe.read(1)
        process.send_signal(signal.SIGINT)
        pipe.read()
    _, said = process.communicate(timeout=60)
    assert process.returncode in {1, 130}, said
    assert [path.name for path in folder.iterdir()] == ["boxes.json"]
