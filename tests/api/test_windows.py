"""How requests are counted, also by several processes."""

import os

import pytest

from opentube.api import windows
from opentube.api.windows import Windows

LIMIT = 10
WINDOW_S = 60


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 6_000_000.0
        monkeypatch.setattr("opentube.api.windows.time.time", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_so_many_are_allowed_and_no_more(clock: Clock) -> None:
    counts = Windows()

    hits = [counts.hit("somebody", LIMIT, WINDOW_S) for _ in range(LIMIT + 1)]

    assert [hit.left for hit in hits] == [*reversed(range(LIMIT)), 0]
    assert [hit.allowed for hit in hits] == [True] * LIMIT + [False]
    assert counts.hit("somebody else", LIMIT, WINDOW_S).allowed


def test_what_was_asked_for_before_counts_less_and_less(clock: Clock) -> None:
    counts = Windows()
    for _ in range(LIMIT):
        counts.hit("somebody", LIMIT, WINDOW_S)

    clock.now += 1.5 * WINDOW_S

    allowed = sum(counts.hit("somebody", LIMIT, WINDOW_S).allowed for _ in range(LIMIT))
    assert allowed == LIMIT / 2


@pytest.mark.parametrize("later_s", [0, 20, 59, 70, 100])
@pytest.mark.parametrize("cost", [1, 4])
def test_who_waits_as_long_as_told_is_answered(clock: Clock, later_s: float, cost: int) -> None:
    counts = Windows()
    for _ in range(LIMIT):
        counts.hit("somebody", LIMIT, WINDOW_S)
    clock.now += later_s
    while (refused := counts.hit("somebody", LIMIT, WINDOW_S, cost)).allowed:
        pass

    clock.now += refused.wait_s

    assert counts.hit("somebody", LIMIT, WINDOW_S, cost).allowed


def test_a_request_that_costs_more_than_is_left_costs_nothing(clock: Clock) -> None:
    counts = Windows()

    assert not counts.hit("somebody", LIMIT, WINDOW_S, LIMIT + 1).allowed
    assert counts.hit("somebody", LIMIT, WINDOW_S, LIMIT).allowed


def test_after_two_windows_nothing_counts(clock: Clock) -> None:
    counts = Windows()
    counts.hit("somebody", LIMIT, WINDOW_S, LIMIT)

    clock.now += 2 * WINDOW_S

    assert counts.hit("somebody", LIMIT, WINDOW_S).left == LIMIT - 1


def test_who_came_long_ago_makes_room(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "SLOTS", 16)
    counts = Windows()
    for number in range(100):
        counts.hit(f"visitor {number}", LIMIT, WINDOW_S)
    clock.now += 2 * WINDOW_S

    counts.hit("newcomer", LIMIT, WINDOW_S)

    assert counts.hit("newcomer", LIMIT, WINDOW_S).left == LIMIT - 2


def test_forked_processes_count_together() -> None:
    counts = Windows()
    children = []
    for _ in range(4):
        if not (child := os.fork()):
            for _ in range(250):
                counts.hit("somebody", 2000, 10**9)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)

    assert counts.hit("somebody", 2000, 10**9).left == 999
