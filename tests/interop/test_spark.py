"""The PySpark example, in local mode with Debian's Java."""

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from opentube.comments import Analyzer
from tests.conftest import REPOSITORY

pytestmark = [
    pytest.mark.interop,
    pytest.mark.skipif(not shutil.which("java"), reason="needs Java: apt-get install default-jre-headless"),
    pytest.mark.skipif(not find_spec("pyspark"), reason="needs PySpark: pip install pyspark"),
]

TEXTS = ["정말 재밌어요 최고! 1:05", "노잼이고 시간 아깝다", None, "what a lovely song", "ㅋㅋㅋ"] * 40


def test_the_example_labels_on_spark_what_the_library_labels(tmp_path: Path) -> None:
    source, target = tmp_path / "comments.jsonl", tmp_path / "labelled"
    rows = [json.dumps({"id": str(number), "text": text}) for number, text in enumerate(TEXTS)]
    source.write_text("\n".join(rows), encoding="utf-8")
    environment = os.environ | {
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_SUBMIT_ARGS": "--master local[2] --conf spark.ui.enabled=false pyspark-shell",
    }

    subprocess.run(
        [sys.executable, str(REPOSITORY / "examples" / "spark_comments.py"), str(source), str(target)],
        env=environment,
        cwd=tmp_path,
        check=True,
    )

    parts = sorted(target.glob("part-*.json"))
    written = [json.loads(line) for part in parts for line in part.read_text(encoding="utf-8").splitlines()]
    found = {row["id"]: row for row in written}
    assert len(written) == len(found) == len(TEXTS)
    labels = Analyzer().label([text or "" for text in TEXTS])
    for number, (text, label) in enumerate(zip(TEXTS, labels, strict=True)):
        row = found[str(number)]
        if text is None:
            assert "sentiment" not in row
        else:
            assert (row["text"], row["language"], row["sentiment"]) == (text, label.language, label.sentiment)
            assert row["timestamps_s"] == list(label.timestamps_s)
            assert row["keywords"] == list(label.keywords)
