"""Traces (OpenTelemetry): from a request to the jobs it starts. Off unless ``OTEL_EXPORTER_OTLP_ENDPOINT`` names a collector.

Spans say what was done, to which report and how long it took; never a text, a name, a key or an address of a person.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from opentelemetry import context, propagate, trace
from opentelemetry.trace import SpanKind

ENDPOINTS = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"
NAME = "open-tube"
TRACEPARENT = "traceparent"
tracer = trace.get_tracer(NAME)


def is_on() -> bool:
    """Whether somebody collects traces."""
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true" or os.environ.get("OTEL_TRACES_EXPORTER") == "none":
        return False
    return any(os.environ.get(name) for name in ENDPOINTS)


def start_tracing() -> None:
    """Send the spans of this process to the collector, in the background, and the last of them when it ends."""
    if not is_on():
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - seldom wanted
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - as above

    resource = Resource.create({SERVICE_NAME: os.environ.get("OTEL_SERVICE_NAME", NAME)})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


def end_tracing() -> None:
    """Send the last spans of a forked process, which ends without the interpreter's own ways."""
    shutdown = getattr(trace.get_tracer_provider(), "shutdown", None)
    if shutdown:
        shutdown()


def origin() -> str | None:
    """What a job needs to go on with the trace of who starts it (W3C ``traceparent``); None where there is none."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier.get(TRACEPARENT)


@contextmanager
def job_span(name: str, started_by: object, attributes: dict[str, Any]) -> Iterator[None]:
    """A job, as part of the trace whose `origin` is ``started_by``."""
    carrier = {TRACEPARENT: started_by} if isinstance(started_by, str) else {}
    token = context.attach(propagate.extract(carrier))
    try:
        with tracer.start_as_current_span(name, kind=SpanKind.CONSUMER, attributes=attributes):
            yield
    finally:
        context.detach(token)
