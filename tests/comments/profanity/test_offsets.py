"""Spans stand in the original text, whatever that looks like."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opentube.comments.normalise import MAX_CHARS
from opentube.comments.profanity import ProfanityDetector

DETECTOR = ProfanityDetector()
NFD = unicodedata.normalize("NFD", "시발")
PIECES = [
    "시발",
    "sh1t",
    "ㅅ",
    "ㅂ",
    "시",
    "발",
    "1",
    " ",
    ".",
    "<b>",
    "&lt;",
    "&#49884;",
    "\u200b",
    "\ud83d",
    "😂",
    "가",
    "f",
    NFD,
]
PIECES += ["u", "c", "k", "*", "\u202e", "مرحبا", "\u0301", "ㅋ", "tlqkf", "\n", "@", "$", "ａ", "\u1109", "\u1161"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"와 {NFD} 진짜", NFD),
        ("시\u200b발", "시\u200b발"),
        ("fu\u00adck", "fu\u00adck"),
        ("\ud83d 씨발 \udc00", "씨발"),
        ("a &amp; b 씨발", "씨발"),
        ("시<b>발</b> 뭐야", "시<b>발"),
        ("&#49884;&#48156; 뭐야", "&#49884;&#48156;"),
        ("첫 줄<br />시발", "시발"),
        ("مرحبا fuck شكرا", "fuck"),
        ("😂🤣👨‍👩‍👧 병신 ㅋㅋ", "병신"),
        ("s\u0336h\u0336i\u0336t\u0336", "s\u0336h\u0336i\u0336t"),
        ("ﾾﾃￂﾂￂﾽ", None),
    ],
)
def test_spans_stand_in_the_original(text: str, found: str | None) -> None:
    answer = DETECTOR.find(text)
    assert [text[start:end] for start, end in answer.spans] == ([] if found is None else [found])


@settings(max_examples=300)
@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.text(max_size=60)))
def test_any_text_gives_ordered_spans_within_it(text: str) -> None:
    answer = DETECTOR.find(text)
    edges = [edge for span in answer.spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in answer.spans)
    assert 0 <= answer.score <= 1
    assert bool(answer.spans) == answer.profane


@pytest.mark.parametrize("unit", ["시 ", "f*", "ㅅㅣ", "*", "a.", "씨이", "&#", "<b", "k k ", "$1@", "tlq", "개새"])
def test_a_very_long_comment_is_read_to_the_limit(unit: str) -> None:
    text = (unit * 100_000)[: MAX_CHARS - 10] + " 씨발 " + unit * 100
    answer = DETECTOR.find(text[:100_000])
    assert answer.profane
