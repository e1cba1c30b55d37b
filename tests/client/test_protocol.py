"""What is asked again, when, and with which key: steps without a connection."""

import json
from typing import Any

import httpx
import pytest

from opentube.client import ApiError, ConnectionFailed, RateLimited, Unavailable
from opentube.client.models.reports import Report
from opentube.client.models.workspace import Word
from opentube.client.protocol import Protocol, place
from opentube.client.steps import Answer, Ask, Emit, Pause, Request

PROTOCOL = Protocol(retries=2)
LOST = httpx.ReadError("cut")
NEVER_SENT = httpx.ConnectError("refused")


def problem(status: int, code: str = "some_code", **headers: str) -> Answer:
    body = {"code": code, "detail": "A sentence.", "status": status}
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"x-request-id": "r1"} | told, json.dumps(body).encode())


def carried_out(steps: Any, *outcomes: Answer | Exception) -> tuple[Any, list[Request], list[float]]:
    """The result of steps, what they asked and how long they waited, with these answers."""
    waiting = list(outcomes)
    asked: list[Request] = []
    pauses: list[float] = []
    step = next(steps)
    try:
        while True:
            if isinstance(step, Pause):
                pauses.append(step.seconds)
                step = steps.send(None)
                continue
            assert isinstance(step, Ask)
            asked.append(step.request)
            outcome = waiting.pop(0)
            step = steps.throw(outcome) if isinstance(outcome, Exception) else steps.send(outcome)
    except StopIteration as done:
        assert not waiting
        return done.value, asked, pauses


def test_who_asks_too_often_waits_as_long_as_told() -> None:
    answer = Answer(200, {}, b"{}")
    request = Request("POST", "library/undo", repeatable=False)
    result, asked, pauses = carried_out(PROTOCOL.ask(request), problem(429, retry_after="7"), answer)
    assert (result, len(asked), pauses) == (answer, 2, [7.0])


def test_nobody_waits_for_minutes_unasked() -> None:
    with pytest.raises(RateLimited) as refused:
        carried_out(PROTOCOL.ask(Request("GET", "usage")), problem(429, retry_after="3600"))
    assert refused.value.retry_after_s == 3600


def test_pauses_grow_until_it_is_given_up() -> None:
    answer = Answer(200, {})
    _, _, pauses = carried_out(Protocol(retries=4).ask(Request("GET", "usage")), *[LOST] * 4, answer)
    assert all(0.25 * 2**n <= pause <= 0.5 * 2**n for n, pause in enumerate(pauses))
    with pytest.raises(ConnectionFailed):
        carried_out(Protocol(retries=4).ask(Request("GET", "usage")), *[LOST] * 5)


def test_a_creation_keeps_its_key_when_asked_again() -> None:
    body = {"id": "0f4c8f7e-0000-4000-8000-000000000000", "status": "working", "progress": 0, "stage": None}
    body |= {"requested_at": "2026-01-01T00:00:00Z", "finished_at": None, "analyses": [], "notices": []}
    made = Answer(201, {}, json.dumps(body | {"binned_at": None}).encode())
    result, asked, _ = carried_out(PROTOCOL.create(Report, "reports", {"url": "…"}), LOST, problem(503), made)
    assert result.status == "working"
    assert len({request.headers["Idempotency-Key"] for request in asked}) == 1
    _, [other], _ = carried_out(PROTOCOL.create(Report, "reports", {"url": "…"}), made)
    assert other.headers["Idempotency-Key"] != asked[0].headers["Idempotency-Key"]


@pytest.mark.parametrize(("outcome", "error"), [(LOST, ConnectionFailed), (problem(503), Unavailable)])
def test_what_must_not_happen_twice_is_asked_once(outcome: Answer | Exception, error: type[Exception]) -> None:
    with pytest.raises(error):
        carried_out(PROTOCOL.ask(Request("POST", "library/undo", repeatable=False)), outcome)


def test_what_was_never_sent_is_sent_again() -> None:
    request = Request("POST", "library/undo", repeatable=False)
    assert len(carried_out(PROTOCOL.ask(request), NEVER_SENT, Answer(200, {}))[1]) == 2


def test_what_is_gone_after_a_lost_answer_was_deleted() -> None:
    request = Request("DELETE", "keys/1")
    assert carried_out(PROTOCOL.ask(request), LOST, problem(404))[0].status == 404
    with pytest.raises(ApiError):
        carried_out(PROTOCOL.ask(request), problem(404))


def test_pages_are_asked_for_when_they_are_wanted() -> None:
    word = {"word": "x", "kind": "hide", "created_at": "2026-01-01T00:00:00Z"}
    pages = PROTOCOL.pages(Word, "words", 2)
    assert isinstance(first := next(pages), Ask)
    assert first.request.params == {"limit": 2}
    answer = Answer(200, {}, json.dumps({"items": [word, word], "next": "abc"}).encode())
    assert isinstance(pages.send(answer), Emit)
    assert isinstance(next(pages), Emit)
    assert isinstance(second := next(pages), Ask)
    assert second.request.params == {"limit": 2, "cursor": "abc"}
    with pytest.raises(StopIteration):
        pages.send(Answer(200, {}, b'{"items": [], "next": null}'))


def test_an_answer_that_is_no_problem_document_is_told_too() -> None:
    with pytest.raises(Unavailable) as broken:
        carried_out(Protocol(0).ask(Request("GET", "usage")), Answer(502, {}, b"<html>"))
    assert (broken.value.code, broken.value.request_id, broken.value.retry_after_s) == ("http_502", None, None)
    with pytest.raises(ApiError):
        carried_out(PROTOCOL.get(Report, "reports/1"), Answer(200, {}, b"<html>"))


def test_ids_lead_nowhere_else() -> None:
    assert place("reports", "a/../b?c", "comments:count") == "reports/a%2F..%2Fb%3Fc/comments:count"
    for wrong in ("", ".", ".."):
        with pytest.raises(ValueError, match="no id"):
            place("reports", wrong)
