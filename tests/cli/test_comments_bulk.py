"""Files of comments on all cores: the same output, cut off and continued, killed and stopped."""

import json
import lzma
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import psutil
import pytest

from opentube.cli.label_file import Batch, LineLabeller, OutputDiffers, batches, resume
from opentube.comments.parallel import map_ordered
from opentube.sources.comment_files import open_comments
from tests.cli.conftest import PROGRAM
from tests.cli.outcome import Run

COMMENTS = 1_300  # more than two batches
WRITTEN = [
    "정말 재밌어요 {}",
    "{}번째로 봤는데 노잼",
    "1:{} here is the best part",
    "",
    "ㅋㅋㅋ {}",
    "다음 편 해주세요 {}",
]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of an installation without a database."""
    return os.environ | {"OPENTUBE_DATA_DIR": str(tmp_path / "data"), "COLUMNS": "400"}


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("given") / "comments.jsonl"
    rows = ({"id": str(n), "text": WRITTEN[n % len(WRITTEN)].format(n)} for n in range(COMMENTS))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def label() -> LineLabeller:
    return LineLabeller()


@pytest.fixture(scope="module")
def whole(given: Path, label: LineLabeller) -> bytes:
    return label.load() + b"".join(map(label, cut(given)))


def cut(given: Path) -> Iterator[Batch]:
    return batches(open_comments(given))


def test_any_number_of_workers_gives_the_same_lines(given: Path, label: LineLabeller, whole: bytes) -> None:
    header = label.load()
    assert header + b"".join(map_ordered(label, cut(given), workers=3)) == whole


def test_on_the_command_line_too_and_continued(run: Run, given: Path, whole: bytes, tmp_path: Path) -> None:
    packed, out = tmp_path / "c.jsonl.xz", tmp_path / "out.jsonl"
    packed.write_bytes(lzma.compress(given.read_bytes()))
    command = ("comments", packed, "-o", out, "--with-header", "--resume", "--workers", 2)

    outcome = run(*command)

    assert outcome.code == 0, outcome.said
    assert "Rows without a text were left out." in outcome.said
    assert out.read_bytes() == whole
    out.write_bytes(whole[:-50_000])
    assert run(*command).code == 0
    assert out.read_bytes() == whole


def resumed(left: bytes, given: Path, label: LineLabeller, workers: int = 1) -> bytes:
    output = BytesIO(left)
    for lines in map_ordered(label, resume(output, label.load(), cut(given), label), workers=workers):
        output.write(lines)
    return output.getvalue()


@pytest.mark.parametrize("share", [0.0, 0.001, 0.2, 0.5, 0.999, 1.0])
def test_an_output_cut_anywhere_is_continued(given: Path, whole: bytes, label: LineLabeller, share: float) -> None:
    assert resumed(whole[: int(len(whole) * share)], given, label) == whole


def test_an_output_cut_between_two_batches_is_continued(given: Path, whole: bytes, label: LineLabeller) -> None:
    assert resumed(b"".join(whole.splitlines(keepends=True)[:513]), given, label) == whole


def test_comments_that_were_added_since_are_labelled(
    given: Path, whole: bytes, label: LineLabeller, tmp_path: Path
) -> None:
    fewer = tmp_path / "fewer.jsonl"
    fewer.write_bytes(b"".join(given.read_bytes().splitlines(keepends=True)[:700]))
    assert resumed(resumed(b"", fewer, label), given, label) == whole


def spoiled(whole: bytes) -> Iterator[bytes]:
    header, *lines = whole.splitlines(keepends=True)
    yield whole[:-1_000].replace("정말".encode(), "참말".encode(), 1)
    yield whole[:-1_000].replace(b'"language": "ko"', b'"language": "ja"', 1)
    yield b"".join([header, *lines[:600], lines[601], lines[600], *lines[602:]])
    yield whole + lines[0]
    yield b'{"models": []}\n' + b"".join(lines)
    yield b"".join(lines)
    yield b"my notes"


def test_what_was_made_otherwise_is_refused_and_kept(given: Path, whole: bytes, label: LineLabeller) -> None:
    for left in spoiled(whole):
        output = BytesIO(left)
        with pytest.raises(OutputDiffers):
            resume(output, label.load(), cut(given), label)
        assert output.getvalue() == left


def test_long_comments_make_small_batches(given: Path, tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    path.write_text((json.dumps({"id": 1, "text": "가" * 100_000}) + "\n") * 50)
    assert max(map(len, cut(path))) <= 11


def test_resuming_needs_a_file(run: Run, given: Path) -> None:
    assert run("comments", given, "--resume").code == 2
    assert run("comments", given, "--workers", 0).code == 2


def test_own_words_are_hidden_and_allowed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "hide.txt").write_text("감자도리\n\n", encoding="utf-8-sig")
    (tmp_path / "allow.txt").write_text("shit\n", encoding="utf-8")
    (tmp_path / "other.txt").write_bytes("감자".encode("cp949"))
    given = "text\n감자도리 같은 소리\nthis is shit\n"

    outcome = run(
        "comments", "-", "--hide-words", tmp_path / "hide.txt", "--allow-words", tmp_path / "allow.txt", given=given
    )

    assert outcome.code == 0, outcome.said
    assert [json.loads(line)["profane"] for line in outcome.printed.splitlines()] == [True, False]
    assert run("comments", "-", "--hide-words", tmp_path / "other.txt", given=given).code == 1
    assert run("comments", "-", "--hide-words", tmp_path / "missing.txt", given=given).code == 2


def endless(environment: dict[str, str], output: Path) -> "subprocess.Popen[bytes]":
    """A run that waits for more input, with all its workers at work."""
    started = subprocess.Popen(
        [*PROGRAM, "comments", "-", "-o", str(output), "--workers", "2"],
        env=environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    )
    assert started.stdin
    for number in range(2_100):
        started.stdin.write(json.dumps({"id": number, "text": "잘 봤습니다"}).encode() + b"\n")
    started.stdin.flush()
    return started


def workers_of(started: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """The worker processes, waited for."""
    while started.poll() is None:
        if len(workers := psutil.Process(started.pid).children()) == 2:
            return workers
        time.sleep(0.05)
    raise AssertionError(started.communicate())


def test_a_killed_worker_is_told(environment: dict[str, str], tmp_path: Path) -> None:
    started = endless(environment, tmp_path / "out.jsonl")
    workers_of(started)[0].kill()

    _, said = started.communicate(timeout=60)

    assert started.returncode == 1
    assert b"--workers 1" in said
    assert b"Traceback" not in said


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_the_program(environment: dict[str, str], tmp_path: Path, ending: signal.Signals) -> None:
    started = endless(environment, tmp_path / "out.jsonl")
    workers = workers_of(started)

    started.send_signal(ending)
    _, said = started.communicate(timeout=60)

    assert psutil.wait_procs(workers, timeout=30)[1] == []
    assert b"Traceback" not in said
    if ending != signal.SIGKILL:
        assert started.returncode != 0
        assert b"--resume" in said
