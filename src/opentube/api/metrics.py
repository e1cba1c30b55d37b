"""Figures for Prometheus: what all processes of the server answered, and how the installation does."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.orm import Session

registry = CollectorRegistry()
requests = Counter("opentube_requests", "Requests answered.", ["method", "route", "status"], registry=registry)
latency = Histogram(
    "opentube_request_seconds",
    "Seconds until a request was answered.",
    ["method", "route"],
    registry=registry,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
streams = Gauge("opentube_event_streams", "Open streams of events.", registry=registry, multiprocess_mode="livesum")
COUNTED = (
    ("opentube_jobs", "Jobs that are not done.", ("queue", "status"),
     "SELECT queue_name, status::text, count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') GROUP BY 1, 2"),
    ("opentube_reports", "Reports.", ("status",), "SELECT status::text, count(*) FROM report GROUP BY 1"),
    ("opentube_database_connections", "Connections to the database, of all processes.", ("state",),
     "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1"),
)  # fmt: skip
"""Name, meaning and labels of figures that the database knows."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer."""
    method = method if method in METHODS else "OTHER"
    requests.labels(method, route, str(status)).inc()
    latency.labels(method, route).observe(seconds)


class _State(Collector):
    def __init__(self, session: Session, folder: Path) -> None:
        self._session = session
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        for name, meaning, labels, query in COUNTED:
            family = GaugeMetricFamily(name, meaning, labels=labels)
            for *values, count in self._session.execute(sa.text(query)):
                family.add_metric(values, count)
            yield family
        disk = shutil.disk_usage(self._folder)
        yield GaugeMetricFamily("opentube_disk_free_bytes", "Free space where the data folder is.", disk.free)
        yield GaugeMetricFamily("opentube_disk_bytes", "Size of the disk where the data folder is.", disk.total)


def figures(session: Session, folder: Path) -> bytes:
    """All figures in the text format; ``folder`` is where the installation's files are."""
    gathered = CollectorRegistry()
    gathered.register(_State(session, folder))
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(gathered) + generate_latest(registry)
    MultiProcessCollector(gathered)  # type: ignore[no-untyped-call]
    return generate_latest(gathered)
