"""Frames counted as editors count them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentube.exports.timecode import RATES, FrameRateUnusual, PastMidnight, Timecode

NTSC = Timecode.of(29.97)
COUNTS = st.builds(Timecode.of, st.sampled_from([float(rate) for rate in RATES]), drop=st.booleans())


def frames_in(text: str, timecode: Timecode) -> int:
    """The number of a frame from its timecode, by the definition: numbers counted, less those left out."""
    hours, minutes, seconds, frames = map(int, text.replace(";", ":").split(":"))
    nominal = round(timecode.rate)
    total = hours * 60 + minutes
    left_out = nominal // 15 * (total - total // 10) if timecode.drop else 0
    return (total * 60 + seconds) * nominal + frames - left_out


@pytest.mark.parametrize(
    ("rate", "drop", "frame", "text"),
    [
        (25, True, 90_000, "01:00:00:00"),
        (29.97, True, 1799, "00:00:59;29"),
        (29.97, True, 1800, "00:01:00;02"),
        (29.97, True, 17_982, "00:10:00;00"),
        (29.97, True, 107_892, "01:00:00;00"),
        (29.97, False, 1800, "00:01:00:00"),
        (59.94, True, 3600, "00:01:00;04"),
        (23.976, True, 1440, "00:01:00:00"),
    ],
)
def test_known_frames_have_their_known_timecode(rate: float, drop: bool, frame: int, text: str) -> None:
    assert Timecode.of(rate, drop=drop).text(frame) == text


@given(COUNTS, st.integers(0, 2_000_000))
def test_each_frame_has_a_timecode_of_its_own(timecode: Timecode, frame: int) -> None:
    text = timecode.text(frame)

    assert frames_in(text, timecode) == frame
    assert timecode.text(frame + 1) > text
    if timecode.drop and text[3:5] not in {"00", "10", "20", "30", "40", "50"} and text[6:8] == "00":
        assert int(text[9:]) >= round(timecode.rate) // 15


@given(st.floats(0, 86_000))
def test_dropping_keeps_up_with_the_clock(time_s: float) -> None:
    hours, minutes, seconds, frames = map(int, NTSC.text(NTSC.frame_at(time_s)).replace(";", ":").split(":"))

    assert abs(hours * 3600 + minutes * 60 + seconds + frames / 30 - time_s) < 0.15


def test_the_day_ends_at_midnight() -> None:
    assert Timecode.of(25.0).text(24 * 90_000 - 1) == "23:59:59:24"
    for timecode in (Timecode.of(25.0), NTSC):
        with pytest.raises(PastMidnight):
            timecode.text(timecode.frame_at(86_400.1))


@pytest.mark.parametrize("rate", [None, 0.0, 12.5, 27.3, 24.5, 120.0])
def test_rates_without_timecode_are_refused(rate: float | None) -> None:
    with pytest.raises(FrameRateUnusual, match="frame_rate=25"):
        Timecode.of(rate)


def test_rates_as_containers_write_them_are_known() -> None:
    assert Timecode.of(29.97002997).rate == Timecode.of(29.97).rate == Fraction(30000, 1001)
    assert Timecode.of(23.98).rate == Fraction(24000, 1001)
    assert Timecode.of(24.0).rate == 24
