"""Chapters of a film."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from opentube.exports.webvtt import Cue, as_webvtt

CUE = re.compile(r"(\d+)\n(\d{2,}):(\d\d):(\d\d)\.(\d{3}) --> (\d{2,}):(\d\d):(\d\d)\.(\d{3})\n([^\n]+)")
BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
CUES = st.builds(
    lambda start, length, title: Cue(start, start + length, title),
    st.floats(0, 400_000),
    st.floats(0, 4000),
    st.text(st.characters(codec="utf-8")),
)


def test_names_are_escaped_and_stay_on_one_line() -> None:
    text = as_webvtt([Cue(1.0, 3661.25, "<b>A & B</b> -->\n\n2")])

    assert text == "WEBVTT\n\n1\n00:00:01.000 --> 01:01:01.250\n&lt;b&gt;A &amp; B&lt;/b&gt; --&gt; 2\n"


@given(st.lists(CUES, max_size=5))
def test_every_cue_is_one_block_whose_times_and_title_can_be_read_back(cues: list[Cue]) -> None:
    head, *blocks = as_webvtt(cues).removesuffix("\n").split("\n\n")

    assert head == "WEBVTT" or not cues
    assert len(blocks) == len(cues)
    for number, (cue, block) in enumerate(zip(cues, blocks, strict=True), start=1):
        match = CUE.fullmatch(block)
        assert match
        assert int(match[1]) == number
        start, end = (
            int(match[at]) * 3600 + int(match[at + 1]) * 60 + int(match[at + 2]) + int(match[at + 3]) / 1000
            for at in (2, 6)
        )
        assert abs(start - cue.start_s) <= 0.000_6
        assert start < end <= cue.end_s + 0.001_6
        assert "-->" not in match[10]
        assert html.unescape(match[10]) == (BREAKS.sub(" ", cue.title).strip() or "\xa0")
