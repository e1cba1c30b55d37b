"""Times, boxes and tracks as people write them."""

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from opentube.cli.person_names import parse_box, parse_time, parse_tracks
from opentube.reports.figures import clock


@given(st.integers(0, 360_000))
def test_times_are_read_as_they_are_shown(tenths: int) -> None:
    assert parse_time(clock(tenths / 10, tenths=True)) == pytest.approx(tenths / 10)
    assert parse_time(str(tenths / 10)) == pytest.approx(tenths / 10)


@given(st.text())
def test_what_is_no_time_or_box_or_track_is_wrong_usage_and_never_a_crash(text: str) -> None:
    for parse in (parse_time, parse_box, lambda given: parse_tracks([given])):
        try:
            parse(text)
        except typer.BadParameter as error:
            assert error.message  # noqa: PT017 - what was understood is no failure


@pytest.mark.parametrize("text", ["", "1:60", "-1", "nan", "inf", "1:2:3:4", "1:-2", "::"])
def test_these_are_no_times(text: str) -> None:
    with pytest.raises(typer.BadParameter, match=r"1:02\.5"):
        parse_time(text)


def test_tracks_may_be_apart_or_joined() -> None:
    assert parse_tracks(["1,2", " 3 ", "4,"]) == [1, 2, 3, 4]
