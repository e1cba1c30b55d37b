"""An installation with a hundred reports: 100,000 comments and 2,000 tracks in one of them.

    python -m benchmarks.api.filled FOLDER

The large report is made by the product out of the bundled sample and written texts of this project, and takes some minutes;
the rest are copies of a small one. Whoever wants to look at a large report in the browser can use it too.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.api.clones import clone
from opentube.store.database import Database
from opentube.store.embedded import start_embedded, stop_embedded

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "sample.mp4"
COMMENTS = 100_000
FEW = 300
REPORTS = 100
TRACKS = 2_000
SAMPLE_S = 30
"""How long the sample is."""
PERSONS = 30
PROGRAM = (sys.executable, "-m", "opentube.cli.main")
OF_REPORT = (
    "analysis", "report_comment", "label", "listed_comment", "appearance", "shot", "track", "face",
)  # fmt: skip


def comments(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Comments as yt-dlp writes them, out of two texts each; a third are replies, few authors write much."""
    generator = random.Random(seed)  # noqa: S311 - the same each time
    texts = [
        line.rpartition("\t")[2]
        for file in sorted((ROOT / "training" / "viewer_style").glob("*.tsv"))
        for line in file.read_text(encoding="utf-8").splitlines()[1:]
    ]
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(count):
        author = int(generator.paretovariate(0.6)) % (count // 2 + 1)
        at = f"{generator.randrange(2)}:{generator.randrange(60):02} " if generator.random() < 0.1 else ""
        yield {
            "id": f"c{seed}-{number}",
            "parent": f"c{seed}-{number - number % 3}" if number % 3 == 1 else "root",
            "text": f"{at}{generator.choice(texts)} {generator.choice(texts)}",
            "author": f"viewer {author}",
            "author_id": f"a{author}",
            "like_count": int(generator.paretovariate(0.8)) - 1,
            "timestamp": (begun + timedelta(minutes=generator.expovariate(1 / 20_000))).timestamp(),
        }


def environment(folder: Path) -> dict[str, str]:
    """The environment in which commands find the installation."""
    models = os.environ.get("OPENTUBE_MODELS_DIR", str(ROOT / ".local" / "models"))
    return os.environ | {"OPENTUBE_DATA_DIR": str(folder), "OPENTUBE_MODELS_DIR": models}


def fill(folder: Path) -> str:
    """Make the installation, unless it is there; returns the id of the large report."""
    note = folder / "large"
    if note.exists():
        return note.read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    large, small = (_analyze(folder, number, count) for number, count in enumerate((COMMENTS, FEW)))
    url = start_embedded(folder / "postgres")
    with Database(url) as database, database.session() as session:
        _copies(session, small)
        _crowd(session, large)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    stop_embedded(folder / "postgres")
    note.write_text(large, encoding="utf-8")
    return large


def _analyze(folder: Path, seed: int, count: int) -> str:
    note = folder / f"{seed}.report"
    if note.exists():
        return note.read_text(encoding="utf-8")
    given = folder / f"{seed}.info.json"
    video = {"id": f"bench{seed:06}", "title": f"영상 {seed}", "duration": 60, "comments": [*comments(count, seed)]}
    given.write_text(json.dumps(video), encoding="utf-8")
    film = Path(shutil.copy(SAMPLE, folder / f"{seed}.mp4"))  # beside its own info.json, and not the sample's
    command = [*PROGRAM, "analyze", str(film), "--json", "--workers", str(os.cpu_count())]
    done = subprocess.run(command, env=environment(folder), stdout=subprocess.PIPE, check=True)
    report = str(json.loads(done.stdout)["id"])
    note.write_text(report, encoding="utf-8")
    return report


def _copies(session: Session, report: str) -> None:
    """The rest of the reports."""
    own = f"report_id = '{report}'"
    video = f"(SELECT video_id FROM report WHERE id = '{report}')"  # noqa: S608 - our own id
    where = {"video": f"id = {video}", "comment": f"video_id = {video}", "report": f"id = '{report}'"}
    where |= dict.fromkeys(OF_REPORT, own)
    for number in range(1, REPORTS - 1):
        clone(session, where, number)


def _crowd(session: Session, report: str) -> None:
    """Thirty people and two thousand tracks out of those that were found, one after the other."""
    counts = sa.text("SELECT count(DISTINCT person_id), count(*) FROM track WHERE report_id = :report")
    persons, tracks = session.execute(counts, {"report": report}).one()
    seen = f"(SELECT person_id FROM track WHERE report_id = '{report}' AND person_id IS NOT NULL)"  # noqa: S608
    of_report = f"report_id = '{report}'"
    where = {"person": f"id IN {seen}", "appearance": of_report, "track": of_report, "face": of_report}
    originals = {name: f"id IN (SELECT id FROM first_{name})" for name in where}  # noqa: S608 - our own names
    for name, condition in where.items():
        session.execute(
            sa.text(f"CREATE TEMPORARY TABLE first_{name} ON COMMIT DROP AS SELECT id FROM {name} WHERE {condition}")  # noqa: S608
        )
    known = {name: originals[name] for name in ("track", "face")}
    for copy in range(1, TRACKS // tracks):
        named = originals if copy < PERSONS // persons else known
        clone(session, named, REPORTS + copy, later_s=copy * SAMPLE_S)
    session.execute(
        sa.text("UPDATE video SET duration_s = :end_s WHERE id = (SELECT video_id FROM report WHERE id = :report)"),
        {"end_s": TRACKS // tracks * SAMPLE_S, "report": report},
    )


def main() -> None:
    """Fill a folder, and say which report is the large one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    print(fill(parser.parse_args().folder))


if __name__ == "__main__":
    main()
