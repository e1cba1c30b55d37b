"""Clients that read and write without a pause, go on through every fault, and note what they were answered."""

import itertools
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from opentube.api import tus
from tests.api.tus_client import VERSION

PAUSE_S = 0.05
LONGEST_S = 10.0
READS = "reports", "persons", "usage", "exports", "words", "session", "channel"
SENTIMENTS = "positive", "negative", "neutral"
TEXTS = "정말 재미있어요", "3:20 여기 웃겨요", "별로였어요", "What song is this?", "Great video!"
COMMENTS = "".join(json.dumps({"id": str(place), "text": text}) + "\n" for place, text in enumerate(TEXTS)).encode()


@dataclass(frozen=True)
class Answer:
    """What came back for one request; status 0 where nothing did."""

    asked: str
    status: int
    seconds: float
    problem: str | None
    retry_after: str | None


@dataclass
class Load:
    """What happened so far. ``reports`` are those that were acknowledged, by their idempotency keys."""

    base_url: str
    headers: dict[str, str]
    report_id: str
    comment_ids: list[str]
    answers: list[Answer] = field(default_factory=list)
    reports: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, str] = field(default_factory=dict)
    corrected: dict[str, str] = field(default_factory=dict)
    finished: list[str] = field(default_factory=list)
    streams_ended: int = 0
    last: dict[str, int] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Clients at work for the length of a ``with`` block."""
        work: list[Callable[[], None]] = [*[self._read] * 4, *[self._report] * 2, self._correct]
        threads = [threading.Thread(target=one, name=f"client {number}") for number, one in enumerate(work)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """An event stream open for the length of a ``with`` block, and until its next heartbeat."""
        done, opened = threading.Event(), threading.Event()
        watcher = threading.Thread(target=self._watch, args=[opened, done])
        watcher.start()
        opened.wait(LONGEST_S)
        try:
            yield
        finally:
            done.set()
            watcher.join()

    @property
    def recovered(self) -> bool:
        """Whether each client's newest answer is a good one."""
        return len(self.last) == 7 and all(0 < status < 500 for status in self.last.values())

    def _watch(self, opened: threading.Event, done: threading.Event) -> None:
        with self._client() as client, client.stream("GET", "events") as response:
            for line in response.iter_lines():
                opened.set()
                if done.is_set():
                    return
                event = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                if event.get("kind") == "report.finished":
                    self.finished.append(event["report_id"])
        self.streams_ended += 1

    def _ask(self, client: httpx.Client, method: str, path: str, **more: Any) -> httpx.Response | None:
        start = time.monotonic()
        try:
            answer = client.request(method, path, **more)
        except httpx.TransportError as error:
            self._note(f"{method} {path}", 0, time.monotonic() - start, repr(error), None)
            return None
        problem = answer.json()["code"] if answer.headers.get("content-type") == "application/problem+json" else None
        self._note(
            f"{method} {path}",
            answer.status_code,
            time.monotonic() - start,
            problem,
            answer.headers.get("Retry-After"),
        )
        return answer

    def _note(self, asked: str, status: int, seconds: float, problem: str | None, retry_after: str | None) -> None:
        self.answers.append(Answer(asked, status, seconds, problem, retry_after))
        self.last[threading.current_thread().name] = status

    def _until_done(self, client: httpx.Client, method: str, path: str, **more: Any) -> httpx.Response:
        """The answer to a request, repeated until there is one; a stop is no reason to give up."""
        while True:
            answer = self._ask(client, method, path, **more)
            if answer is not None and answer.status_code < 500:
                return answer
            time.sleep(2 * PAUSE_S)

    def _client(self) -> httpx.Client:
        return httpx.Client(base_url=self.base_url, headers=self.headers, timeout=3 * LONGEST_S)

    def _read(self) -> None:
        with self._client() as client:
            paths = [*READS, f"reports/{self.report_id}", f"reports/{self.report_id}/comments"]
            for path in itertools.cycle(paths):
                if self._stop.wait(PAUSE_S):
                    return
                self._ask(client, "GET", path)

    def _correct(self) -> None:
        with self._client() as client:
            for comment_id, sentiment in zip(
                itertools.cycle(self.comment_ids), itertools.cycle(SENTIMENTS), strict=False
            ):
                if self._stop.wait(PAUSE_S):
                    return
                path = f"reports/{self.report_id}/comments/{comment_id}"
                answer = self._until_done(client, "PATCH", path, json={"sentiment": sentiment})
                self.corrected[comment_id] = answer.json()["holds"]["sentiment"]

    def _report(self) -> None:
        with self._client() as client:
            while not self._stop.wait(10 * PAUSE_S):
                key = uuid.uuid4().hex
                address = self._upload(client, key)
                asked = {"comments_upload_id": address.rpartition("/")[2], "analyses": ["comments", "keywords"]}
                first, again = (
                    self._until_done(client, "POST", "reports", headers={"Idempotency-Key": key}, json=asked)
                    for _ in range(2)
                )
                self.reports[key], self.repeated[key] = first.json()["id"], again.json()["id"]

    def _upload(self, client: httpx.Client, key: str) -> str:
        """The address of comments of which a report can be made."""
        told = {"Upload-Length": str(len(COMMENTS)), "Idempotency-Key": f"upload-{key}"}
        address = self._until_done(client, "POST", "uploads", headers=VERSION | told).headers["Location"]
        address = address.removeprefix("/api/v1/")
        while self._until_done(client, "GET", address).json()["status"] == "receiving":
            offset = self._until_done(client, "HEAD", address, headers=VERSION).headers["Upload-Offset"]
            more = VERSION | {"Upload-Offset": offset, "Content-Type": tus.BODY_TYPE}
            self._ask(client, "PATCH", address, headers=more, content=COMMENTS[int(offset) :])
        return address
