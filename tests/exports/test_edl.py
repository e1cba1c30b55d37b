"""Lists for editing programs."""

import pytest

from opentube.exports.edl import Event, EventsOverlap, TooManyEvents, as_edl
from opentube.exports.timecode import PastMidnight, Timecode

SEEN = [Event(1.0, 2.0, "지우"), Event(3.0, 3.0, "a\nb")]


def test_pieces_follow_each_other() -> None:
    assert as_edl("t\r\nFCM: x", "film", SEEN, Timecode.of(25.0), assembled=True).split("\r\n") == [
        "TITLE: t FCM: x",
        "FCM: NON-DROP FRAME",
        "",
        "001  AX       V     C        00:00:01:00 00:00:02:00 00:00:00:00 00:00:01:00",
        "* FROM CLIP NAME: film",
        "* COMMENT: 지우",
        "",
        "002  AX       V     C        00:00:03:00 00:00:03:01 00:00:01:00 00:00:01:01",
        "* FROM CLIP NAME: film",
        "* COMMENT: a b",
        "",
        "",
    ]


def test_pieces_stay_where_they_are() -> None:
    text = as_edl("t", "film", SEEN, Timecode.of(29.97), assembled=False)

    assert "FCM: DROP FRAME" in text
    assert "00:00:03;00 00:00:03;01 00:00:03;00 00:00:03;01" in text


def test_what_a_list_cannot_hold_is_refused() -> None:
    timecode = Timecode.of(25.0)
    with pytest.raises(TooManyEvents):
        as_edl("t", "f", SEEN * 500, timecode, assembled=True)
    with pytest.raises(EventsOverlap):
        as_edl("t", "f", [Event(1, 3, "a"), Event(2, 4, "b")], timecode, assembled=False)
    with pytest.raises(PastMidnight):
        as_edl("t", "f", [Event(86_399, 86_401, "a")], timecode, assembled=True)
