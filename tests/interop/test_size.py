"""Memory does not grow with the number of comments."""

import json
import random
import resource
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import PROGRAM, environment

__all__ = ["environment"]

pytestmark = pytest.mark.interop

COMMENTS = 200_000
MOST_BYTES = 1.5 * 2**30
WORDS = [
    "정말",
    "재밌어요",
    "최고",
    "노잼",
    "배우",
    "연기",
    "음악",
    "1:23",
    "다시",
    "보고",
    "싶다",
    "편집",
    "목소리",
    "영상",
    "ㅋㅋㅋ",
    "감사합니다",
    "별로",
    "실망",
    "good",
    "video",
]


def test_two_hundred_thousand_comments_fit(environment: dict[str, str], tmp_path: Path) -> None:
    chance = random.Random(1)
    file = tmp_path / "comments.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for number in range(COMMENTS):
            text = " ".join(chance.choices(WORDS, k=chance.randint(1, 20)))
            lines.write(json.dumps({"id": number, "text": text, "likes": number % 7}, ensure_ascii=False) + "\n")

    ended = subprocess.run(
        [*PROGRAM, "analyze", str(file), "-o", str(tmp_path / "out")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["comments"]["total"] == COMMENTS
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 <= MOST_BYTES
