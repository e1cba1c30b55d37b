"""How much faster two workers of one thread each make a report than one: python benchmarks/workers.py [VIDEO COMMENTS].

Every run has a database of its own and workers that are warm: they made a small report before. Without arguments the
bundled sample is used, its comments forty times over. The runs alternate, so that a busy machine is busy for both.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from opentube.accounts.service import local_owner
from opentube.models.folder import ModelFolder
from opentube.reports.document import ReportStatus
from opentube.reports.intake import request_report_for
from opentube.reports.options import ReportOptions
from opentube.reports.progress import watch_progress
from opentube.settings import Settings
from opentube.store.blobs import Blobs
from opentube.store.database import Database
from opentube.store.embedded import start_embedded, stop_embedded
from opentube.store.migrate import upgrade

SAMPLES = Path(__file__).parents[1] / "samples"
ROUNDS = 3


def tiled(folder: Path, times: int) -> Path:
    """The sample's comments, many times over, under ids of their own."""
    info = json.loads((SAMPLES / "sample.info.json").read_text(encoding="utf-8"))
    comments = info["comments"]
    info["comments"] = [
        comment | {"id": f"{comment['id']}-{n}", "parent": "root"} for n in range(times) for comment in comments
    ]
    path = folder / "tiled.info.json"
    path.write_text(json.dumps(info, ensure_ascii=False), encoding="utf-8")
    return path


def measure(count: int, video: Path, comments: Path) -> float:
    """Seconds that ``count`` warm workers of one thread need for one report."""
    with tempfile.TemporaryDirectory(prefix="opentube-bench-") as name:
        folder = Path(name)
        url = start_embedded(folder / "postgres")
        settings = Settings(data_dir=folder, database_url=url, threads=1)
        environment = os.environ | {
            "OPENTUBE_DATA_DIR": str(folder),
            "OPENTUBE_DATABASE_URL": url,
            "OPENTUBE_THREADS": "1",
        }
        with Database(url) as database:
            upgrade(database)
            command = [sys.executable, "-m", "opentube.cli.main", "worker"]
            workers = [subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) for _ in range(count)]
            try:
                for _ in range(3 * count):
                    make_report(database, settings, SAMPLES / "sample.mp4", SAMPLES / "sample.info.json")
                return make_report(database, settings, video, comments)
            finally:
                for worker in workers:
                    worker.terminate()
                for worker in workers:
                    worker.wait()
                database.close()
                stop_embedded(folder / "postgres")


def make_report(database: Database, settings: Settings, video: Path, comments: Path) -> float:
    """Seconds from the request to the end of the report."""
    with database.session() as session:
        owner_id = local_owner(session)
    options = ReportOptions(comment_batch=500, segment_s=20)
    models = ModelFolder(settings.models_path)
    blobs = Blobs.from_settings(settings)
    report_id = request_report_for(database, blobs, owner_id, str(video), options, models=models, comments=comments)
    start = time.perf_counter()
    *_, last = watch_progress(database, report_id, every_s=0.2)
    if last.status is not ReportStatus.DONE:
        raise SystemExit(f"the report ended {last.status}")
    return time.perf_counter() - start


def main() -> None:
    """Print seconds for one and for two workers, and the ratio of their medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", type=Path, nargs="?", default=SAMPLES / "sample.mp4")
    parser.add_argument("comments", type=Path, nargs="?")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        comments = arguments.comments or tiled(Path(folder), 40)
        seconds: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(ROUNDS):
            for count, values in seconds.items():
                values.append(measure(count, arguments.video, comments))
    for count, values in seconds.items():
        print(f"{count} worker(s) of one thread: {' '.join(f'{value:.1f}' for value in values)} s")
    one, two = (statistics.median(values) for values in seconds.values())
    print(f"two are {one / two:.2f} times as fast as one")


if __name__ == "__main__":
    main()
