"""Times are read and written as people do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentube.media.clock import TimeUnreadable, clock, parse_clock
from opentube.media.span import Span, SpanEmpty, TimeOutsideFilm


@pytest.mark.parametrize(
    ("text", "time_s"),
    [
        ("83", 83.0),
        ("1:23", 83.0),
        ("01:23", 83.0),
        ("1:23.5", 83.5),
        ("1:02:03", 3723.0),
        (" 0:00 ", 0.0),
        ("90:00", 5400.0),
    ],
)
def test_a_time_is_read(text: str, time_s: float) -> None:
    assert parse_clock(text) == time_s


@pytest.mark.parametrize(
    "text", ["", "abc", "1:", ":10", "1:60", "1:99:00", "-5", "1:2:3:4", "1.2.3", "1e3", "inf", "nan"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(TimeUnreadable):
        parse_clock(text)


@given(st.integers(0, 360_000_000))
def test_what_is_written_is_read_again(milliseconds: int) -> None:
    assert round(parse_clock(clock(milliseconds / 1000)) * 1000) == milliseconds


@given(
    at_s=st.floats(-5, 105, allow_nan=False),
    before_s=st.floats(0, 50),
    after_s=st.floats(0, 50),
    film_s=st.floats(0.1, 100),
)
def test_a_span_around_a_time_lies_in_the_film(at_s: float, before_s: float, after_s: float, film_s: float) -> None:
    try:
        span = Span.around(at_s, before_s=before_s, after_s=after_s, film_s=film_s)
    except TimeOutsideFilm:
        assert not 0 <= at_s < film_s
    except SpanEmpty:
        assert min(before_s, at_s) + after_s < 1e-9
    else:
        assert 0 <= span.start_s <= at_s <= span.end_s <= film_s
        assert span.length_s <= before_s + after_s + 1e-6
