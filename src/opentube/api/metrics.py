"""Figures for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

registry = CollectorRegistry()
requests = Counter("opentube_requests", "Requests answered.", ["method", "route", "status"], registry=registry)
latency = Histogram(
    "opentube_request_seconds",
    "Seconds until a request was answered.",
    ["method", "route"],
    registry=registry,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
streams = Gauge("opentube_event_streams", "Open streams of events.", registry=registry)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer."""
    method = method if method in METHODS else "OTHER"
    requests.labels(method, route, str(status)).inc()
    latency.labels(method, route).observe(seconds)
