"""Clips and contact sheets from the command line, without a database."""

import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from opentube.cli import clips, main
from opentube.cli.terminal import console
from opentube.media.frames import frame_at, read_frames
from opentube.settings import Settings
from tests.cli.outcome import Outcome, Run

FILM = Path(__file__).parents[2] / "samples" / "sample.mp4"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run a command in this process, without models."""
    settings = Settings(data_dir=tmp_path / "data", models_dir=tmp_path / "models", threads=1)
    monkeypatch.setattr(clips, "Settings", lambda: settings)
    monkeypatch.setattr(console, "width", 400)
    before = signal.getsignal(signal.SIGTERM)

    def run(*arguments: object, given: str | None = None) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["open-tube", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main.run()
        said = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), said.err, said.out)

    yield run
    signal.signal(signal.SIGTERM, before)


def report_of(folder: Path, *moments: dict[str, object]) -> Path:
    document = {"schema_version": "1", "title": "more than is needed", "moments": moments}
    path = folder / "report.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_clips_are_named_after_their_times(run: Run, tmp_path: Path) -> None:
    said = run("clips", FILM, "--at", "0:02", "--at", "3.5-5", "--at", "2", "--length", "1", "-o", tmp_path, "--json")
    assert said.code == 0, said.said
    made = json.loads(said.printed)
    assert [Path(clip["file"]).name for clip in made] == ["sample_0-02.mp4", "sample_0-03.5.mp4", "sample_0-02_2.mp4"]
    assert [(clip["start_s"], clip["end_s"]) for clip in made] == [(2.0, 3.0), (3.5, 5.0), (2.0, 3.0)]
    first = next(read_frames(tmp_path / "sample_0-03.5.mp4")).image(320)
    assert np.abs(first.astype(int) - frame_at(FILM, 3.5).image(320)).mean() < 5


def test_a_file_names_its_format(run: Run, tmp_path: Path) -> None:
    said = run(
        "clips",
        FILM,
        "--at",
        "1",
        "--after",
        "1",
        "--width",
        "120",
        "--max-mb",
        "0.05",
        "-o",
        tmp_path / "new" / "clip.gif",
    )
    assert said.code == 0, said.said
    assert (tmp_path / "new" / "clip.gif").read_bytes().startswith(b"GIF89a")
    assert (tmp_path / "new" / "clip.gif").stat().st_size <= 50_000
    assert "0:01 to 0:02" in said.said


def test_an_upright_clip_without_models_keeps_the_middle_and_says_so(run: Run, tmp_path: Path) -> None:
    said = run(
        "clips", FILM, "--at", "1", "--after", "0.5", "--vertical", "--caption", "와 대박", "-o", tmp_path / "c.mp4"
    )
    assert said.code == 0, said.said
    assert "models pull" in said.said
    with av.open(tmp_path / "c.mp4") as container:
        stream = container.streams.video[0]
        assert stream.width / stream.height == pytest.approx(9 / 16, abs=0.02)


def test_moments_of_a_report_become_clips(run: Run, tmp_path: Path) -> None:
    report = report_of(
        tmp_path,
        {"at_s": 5.0, "weight": 1.0, "title": "첫 장면"},
        {"at_s": 1.0, "weight": 0.5, "end_s": 1.5},
        {"at_s": 3.0, "weight": 0.2},
    )
    said = run(
        "clips", FILM, "--moments", report, "--most", "2", "--caption-from", "title", "--before", "1", "--after", "0.5", "--width", "160",
        "-o", tmp_path / "clips", "--json",
    )  # fmt: skip
    assert said.code == 0, said.said
    assert [(c["start_s"], c["end_s"]) for c in json.loads(said.printed)] == [(0.0, 1.5), (4.0, 5.5)]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--at", "59:00"], 1, "outside the film"),
        (["--at", "2-1"], 1, "end after it starts"),
        (["--at", "soon"], 1, "A time looks like"),
        ([], 2, "--at"),
        (["--at", "1", "--at", "2", "-o", "one.mp4"], 1, "more than one clip"),
        (["--at", "1", "-o", "one.mp4", "--format", "gif"], 2, "ends in .mp4"),
        (["--moments", __file__], 1, "report.json"),
        (["--at", "1", "--max-mb", "0.001", "--length", "2"], 1, "that small"),
    ],
)
def test_what_cannot_be_cut_is_refused_in_a_sentence(
    run: Run, tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    output = [] if "-o" in arguments else ["-o", tmp_path]
    said = run("clips", FILM, *arguments, *output)
    assert said.code == code
    assert words in said.said.replace("\n", " ")
    assert "Traceback" not in said.said
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_report_without_moments_is_refused(run: Run, tmp_path: Path) -> None:
    said = run("clips", FILM, "--moments", report_of(tmp_path))
    assert said.code == 1
    assert "no moments" in said.said


def test_the_video_itself_is_never_written_to(run: Run, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(FILM.read_bytes())
    assert run("clips", film, "--at", "1", "-o", film).code == 1
    assert film.read_bytes() == FILM.read_bytes()


def test_an_interrupted_clip_leaves_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clips, "_advance", lambda *_: signal.raise_signal(signal.SIGINT))
    said = run("clips", FILM, "--at", "0-5", "-o", tmp_path / "clip.mp4")
    assert said.code
    assert "Traceback" not in said.said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_a_sheet_is_laid_out(run: Run, tmp_path: Path, suffix: str) -> None:
    output = tmp_path / f"sheet.{suffix}"
    by = "shots" if suffix == "png" else "even"
    said = run("sheet", FILM, "--grid", "2x3", "--by", by, "--title", "표본", "--width", "640", "-o", output, "--json")
    assert said.code == 0, said.said
    told = json.loads(said.printed)
    picture = cv2.imread(str(output))
    assert picture is not None
    assert picture.shape[:2] == (told["height"], told["width"])
    assert (told["rows"], told["columns"], len(told["times_s"])) == (2, 3, 6)
    assert 620 <= told["width"] <= 640


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["-o", "sheet.bmp"], 2, ".png"),
        (["-o", "sheet.png", "--grid", "0x5"], 2, "grid"),
        (["-o", "sheet.png", "--grid", "many"], 2, "grid"),
        (["-o", "sheet.png", "--grid", "2000x1", "--width", "2000"], 2, "16,000"),
    ],
)
def test_an_impossible_sheet_is_refused(run: Run, arguments: list[str], code: int, words: str) -> None:
    said = run("sheet", FILM, *arguments)
    assert said.code == code
    assert words in said.said


def test_a_sheet_of_no_film_is_refused(run: Run, tmp_path: Path) -> None:
    said = run("sheet", __file__, "-o", tmp_path / "sheet.png")
    assert said.code == 1
    assert "not a video" in said.said
    assert list(tmp_path.iterdir()) == []
