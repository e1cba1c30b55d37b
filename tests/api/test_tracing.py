"""A request and the jobs it starts are one trace, as a collector sees it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from opentube.accounts.keys import create_key
from opentube.accounts.principal import ROLE_SCOPES, Principal, Role, Scope
from opentube.accounts.service import local_owner
from opentube.settings import Settings
from opentube.store.database import Database
from tests.api.processes import api_process, started, wait_for
from tests.api.tus_client import begin, send

TEXT = "아무도 모르는 댓글"


@contextmanager
def collector() -> Iterator[tuple[str, list[Span]]]:
    """An OTLP collector: its address, and what it was sent."""
    spans: list[Span] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                spans.extend(span for scope in resource.scope_spans for span in scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", spans
        finally:
            server.shutdown()
            thread.join()


def test_a_trace_goes_from_the_request_to_its_last_job(
    settings: Settings, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.session() as session:
        owner = Principal(local_owner(session), None, Role.OWNER, ROLE_SCOPES[Role.OWNER])
        key = create_key(session, owner, "asker", tuple(Scope)).key
    with collector() as (address, spans):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
        with (
            api_process(settings, tmp_path / "api.log") as (api, port),
            started(settings, tmp_path / "worker.log", "worker") as worker,
            httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1/", timeout=30) as client,
        ):
            client.headers["Authorization"] = f"Bearer {key}"
            said = json.dumps({"id": "1", "text": TEXT}).encode() + b"\n"
            upload = begin(client, len(said), "comments.jsonl")
            assert send(client, upload, 0, said).status_code == 204
            asked = {"comments_upload_id": upload.rpartition("/")[2], "analyses": ["comments"]}
            report = client.post("reports", json=asked, headers={"X-Request-ID": "asked-for-it"}).json()["id"]
            wait_for(lambda: client.get(f"reports/{report}").json()["status"] != "working", "the report")
            for process in (api, worker):
                process.terminate()
                process.wait(30)

    names = {span.span_id: span.name for span in spans}
    [request] = [span for span in spans if span.name == "POST /api/v1/reports"]
    told = {one.key: one.value.string_value for one in request.attributes}
    assert told["opentube.request_id"] == "asked-for-it"
    trace = [span for span in spans if span.trace_id == request.trace_id]
    stages = {
        one.value.string_value
        for span in trace
        if span.kind == Span.SPAN_KIND_CONSUMER
        for one in span.attributes
        if one.key == "opentube.stage"
    }
    assert {"ingest", "label", "digest"} <= stages
    assert all(not span.parent_span_id or span.parent_span_id in names for span in trace)
    assert any(span.name == "transaction" and span.parent_span_id for span in trace)
    everything = b"".join(span.SerializeToString() for span in spans)
    assert TEXT.encode() not in everything
    assert key.encode() not in everything
