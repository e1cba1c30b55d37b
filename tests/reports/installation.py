"""An installation under test: requests, workers in this process or as real processes, and everything a report left."""

import asyncio
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import opentube.reports.tasks  # noqa: F401 - importing tasks registers them with the queue
from opentube.accounts.service import local_owner
from opentube.jobs.worker import run_worker
from opentube.models.folder import ModelFolder
from opentube.reports.build import build_document
from opentube.reports.document import ReportDocument, ReportStatus
from opentube.reports.intake import request_report_for
from opentube.reports.options import COMMENT_ANALYSES, MEDIA_ANALYSES, ReportOptions, Stage
from opentube.reports.progress import ENDED
from opentube.reports.service import get_report
from opentube.reports.work import Workshop

PATIENCE_S = 120.0
Dump = dict[str, list[Any]]
OPTIONS = ReportOptions(comment_batch=40, segment_s=20.0)
COMMENTS_ONLY = OPTIONS.model_copy(update={"analyses": COMMENT_ANALYSES})
MEDIA_ONLY = OPTIONS.model_copy(update={"analyses": MEDIA_ANALYSES})

DUMPS = {
    "comments": """
        SELECT c.external_id, c.parent_external_id, c.author, c.author_id, c.text, c.likes, c.published_at, rc.position
        FROM report_comment rc JOIN comment c ON c.id = rc.comment_id WHERE rc.report_id = :report ORDER BY rc.position
    """,
    "labels": """
        SELECT c.external_id, m.models, l.language, l.sentiment, l.sentiment_score, l.timestamps_s, l.keywords, l.profane,
               l.profanity_score, l.profanity_spans, l.abusive, l.abuse_score, l.spam, l.spam_score, l.question, l.request
        FROM label l JOIN comment c ON c.id = l.comment_id JOIN model_set m ON m.id = l.model_set_id
        WHERE l.report_id = :report ORDER BY c.external_id
    """,
    "faces": """
        SELECT f.segment, f.ordinal, f.time_s, f.until_s, f.box, f.landmarks, f.score, f.quality, f.embedding,
               t.ordinal AS track, m.models
        FROM face f LEFT JOIN track t ON t.id = f.track_id JOIN model_set m ON m.id = f.model_set_id
        WHERE f.report_id = :report ORDER BY f.segment, f.ordinal
    """,
    "shots": "SELECT ordinal, start_s, end_s FROM shot WHERE report_id = :report ORDER BY ordinal",
    "tracks": """
        SELECT t.ordinal, t.start_s, t.end_s, s.ordinal AS shot, p.cover_key, t.embedding
        FROM track t JOIN shot s ON s.id = t.shot_id LEFT JOIN person p ON p.id = t.person_id
        WHERE t.report_id = :report ORDER BY t.ordinal
    """,
    "appearances": """
        SELECT p.cover_key, a.start_s, a.end_s FROM appearance a JOIN person p ON p.id = a.person_id
        WHERE a.report_id = :report ORDER BY a.start_s, p.cover_key
    """,
    "analyses": "SELECT kind, status, result - 'change' FROM analysis WHERE report_id = :report ORDER BY kind",
    "units": "SELECT stage, ordinal, status, done FROM unit WHERE report_id = :report ORDER BY stage, ordinal",
    "persons": "SELECT count(DISTINCT person_id) FROM appearance WHERE report_id = :report",
}


@dataclass(frozen=True)
class Installation:
    """One installation with an owner."""

    workshop: Workshop

    @property
    def owner_id(self) -> uuid.UUID:
        with self.workshop.database.session() as session:
            return local_owner(session)

    def request(self, named: Path | str, options: ReportOptions = OPTIONS, **more: Any) -> uuid.UUID:
        """Ask for a report, as the command line does."""
        return request_report_for(
            self.workshop.database,
            self.workshop.blobs,
            self.owner_id,
            str(named),
            options,
            models=ModelFolder(self.workshop.settings.models_path),
            **more,
        )

    def work_off(self) -> None:
        """Be a worker until the queue is empty."""
        context = {"workshop": self.workshop}
        asyncio.run(run_worker(self.workshop.database.conninfo, self.workshop.settings, context=context, wait=False))

    def document(self, report_id: uuid.UUID) -> ReportDocument:
        with self.workshop.database.session() as session:
            return build_document(session, get_report(session, self.owner_id, report_id))

    def dump(self, report_id: uuid.UUID) -> Dump:
        """Everything a report left in the database, without what differs by chance.

        That is ids, times of the day, and what changed since another report of the video.
        """
        with self.workshop.database.session() as session:
            return {
                name: [tuple(row) for row in session.execute(sa.text(query), {"report": report_id})]
                for name, query in DUMPS.items()
            }

    def status(self, report_id: uuid.UUID) -> ReportStatus:
        with self.workshop.database.session() as session:
            return ReportStatus(get_report(session, self.owner_id, report_id).status)

    def jobs(self, report_id: uuid.UUID, *, stage: Stage | None = None, status: str = "doing") -> int:
        """How many jobs of a report have this status."""
        query = "SELECT count(*) FROM procrastinate_jobs WHERE status = :status AND args ->> 'report_id' = :report"
        values = {"status": status, "report": str(report_id)}
        if stage:
            query, values = query + " AND args ->> 'stage' = :stage", values | {"stage": stage}
        with self.workshop.database.session() as session:
            return int(session.execute(sa.text(query), values).scalar_one())

    def start_worker(self, *, preload: bool = True) -> subprocess.Popen[bytes]:
        """A worker process, as `open-tube worker` starts it."""
        settings = self.workshop.settings
        return subprocess.Popen(
            [sys.executable, "-m", "opentube.cli.main", "worker", "--preload" if preload else "--no-preload"],
            env=os.environ
            | {
                "OPENTUBE_DATA_DIR": str(settings.data_dir),
                "OPENTUBE_DATABASE_URL": str(settings.database_url),
                "OPENTUBE_MODELS_DIR": str(settings.models_path),
                "OPENTUBE_THREADS": str(settings.threads),
                "OPENTUBE_HEARTBEAT_S": str(settings.heartbeat_s),
                "OPENTUBE_STALLED_AFTER_S": str(settings.stalled_after_s),
            },
            stderr=subprocess.PIPE,
        )

    @contextmanager
    def worker(self, *, preload: bool = True) -> Iterator[subprocess.Popen[bytes]]:
        """A worker process for the length of a ``with`` block."""
        process = self.start_worker(preload=preload)
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=30)

    def wait_for_stage(self, report_id: uuid.UUID, stage: Stage) -> None:
        """Until a job of this stage runs, or ran."""
        done = sa.text("SELECT count(*) FROM unit WHERE report_id = :report AND stage = :stage AND status = 'done'")

        def reached() -> bool:
            if self.jobs(report_id, stage=stage):
                return True
            with self.workshop.database.session() as session:
                return bool(session.execute(done, {"report": report_id, "stage": stage}).scalar_one())

        wait_until(reached)

    def wait_for_end(self, report_id: uuid.UUID) -> ReportStatus:
        """Until the report has ended, whichever way."""
        wait_until(lambda: self.status(report_id) in ENDED)
        return self.status(report_id)


def wait_until(condition: Callable[[], bool], patience_s: float = PATIENCE_S) -> float:
    """Look every few milliseconds until ``condition`` holds; returns how long it took in seconds."""
    start = time.monotonic()
    while not condition():
        if time.monotonic() - start > patience_s:
            raise TimeoutError
        time.sleep(0.005)
    return time.monotonic() - start
