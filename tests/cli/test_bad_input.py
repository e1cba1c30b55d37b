"""What cannot be used: exit code 1, one clear sentence, no traceback, no half report."""

import gzip
import json
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from opentube.reports.tables import Report
from opentube.sources.tables import Comment, Video
from opentube.store.database import Database
from tests.cli.outcome import Outcome, Run


def not_a_video(folder: Path, sample: Path) -> tuple[Path, str]:
    path = folder / "film.mp4"
    path.write_bytes(b"This is a text with a wrong name. " * 100)
    return path, "video"


def empty(folder: Path, sample: Path) -> tuple[Path, str]:
    path = folder / "film.mp4"
    path.write_bytes(b"")
    return path, "video"


def truncated(folder: Path, sample: Path) -> tuple[Path, str]:
    path = folder / "film.mp4"
    path.write_bytes(sample.read_bytes()[: sample.stat().st_size // 2])
    return path, "ends"


def sound_only(folder: Path, sample: Path) -> tuple[Path, str]:
    path = folder / "film.mp4"
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16000))
    return path, "picture"


def unreadable_json(folder: Path, sample: Path) -> tuple[Path, str]:
    path = folder / "v.info.json"
    path.write_text('{"id": "v", "comments": [{"id": "1", "text": "a"}, {"id": ', encoding="utf-8")
    return path, "v.info.json"


def missing_columns(folder: Path, sample: Path) -> tuple[Path, str]:
    path = folder / "comments.csv"
    path.write_text("when,who\n1,2\n", encoding="utf-8")
    return path, "when"


def damaged_archive(folder: Path, sample: Path) -> tuple[Path, str]:
    path = folder / "comments.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps({"id": "1", "text": "a" * 10_000}).encode())[:40])
    return path, "comments.jsonl.gz"


def nothing_there(folder: Path, sample: Path) -> tuple[Path, str]:
    return folder / "no such file.mp4", "neither a file"


def empty_folder(folder: Path, sample: Path) -> tuple[Path, str]:
    path = folder / "nothing"
    path.mkdir()
    return path, "neither a video nor"


@pytest.mark.parametrize(
    "make",
    [
        not_a_video,
        empty,
        truncated,
        sound_only,
        unreadable_json,
        missing_columns,
        damaged_archive,
        nothing_there,
        empty_folder,
    ],
)
def test_bad_files_are_refused_in_one_sentence(
    run: Run,
    database: Database,
    tmp_path: Path,
    sample: Path,
    make: Callable[[Path, Path], tuple[Path, str]],
) -> None:
    path, expected = make(tmp_path, sample)

    outcome = run("analyze", path, "-o", tmp_path / "out")

    assert outcome.code == 1
    assert expected in outcome.said
    assert_told_plainly(outcome)
    assert_nothing_left(database, tmp_path / "out")


@pytest.mark.parametrize(
    "address",
    [
        "https://vimeo.com/1234",
        "https://www.youtube.com.evil.example/watch?v=aaaaaaaaaaa",
        "https://www.youtube.com@evil.example/watch?v=aaaaaaaaaaa",
        "http://127.0.0.1/watch?v=aaaaaaaaaaa",
        "file:///etc/passwd",
    ],
)
def test_only_addresses_of_youtube_videos_are_taken(run: Run, database: Database, tmp_path: Path, address: str) -> None:
    outcome = run("analyze", address, "-o", tmp_path / "out")

    assert outcome.code == 1
    assert "YouTube" in outcome.said
    assert_told_plainly(outcome)
    assert_nothing_left(database, tmp_path / "out")


def test_wrong_usage_is_another_exit_code(run: Run) -> None:
    assert run("analyze").code == 2
    assert run("analyze", "x", "--workers", "many").code == 2
    assert run("nonsense").code == 2
    assert run("--help").code == 0


def test_a_database_that_was_not_upgraded_says_so(run: Run, database: Database) -> None:
    with database.connection() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))

    outcome = run("reports", "list")

    assert outcome.code == 1
    assert "open-tube db upgrade" in outcome.said


def assert_told_plainly(outcome: Outcome) -> None:
    assert "Traceback" not in outcome.said
    assert outcome.said.startswith("Error: ")
    assert len(outcome.said.strip().splitlines()) == 1


def assert_nothing_left(database: Database, output: Path) -> None:
    with database.session() as session:
        for table in (Report, Video, Comment):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    assert not output.exists()
