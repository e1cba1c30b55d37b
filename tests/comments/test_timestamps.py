import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentube.comments.timestamps import find_timestamps
from tests.comments.timestamps_set import Line, found_in, lines


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0:05 여기", [5]),
        ("웃음벨 00:10", [10]),
        ("1:02:03 엔딩", [3723]),
        ("01:02:03", [3723]),
        ("3：20 전각", [200]),
        ("3분 20초에 나오는 노래", [200]),
        ("1시간 3분 20초부터", [3800]),
        ("3분20초", [200]),
        ("0:05 1:10 그리고 75:20", [5, 70, 4520]),
        ("1:00~1:30 구간반복", [60, 90]),
        ("1:00-1:30", [60, 90]),
        ("(2:15)", [135]),
        ("2:15분쯤 웃음", [135]),
        ("2:15에서 빵터짐", [135]),
        ("at 2:15, the drop", [135]),
        ("노래 2:15.", [135]),
        ("안녕3:20ㅋㅋ", [200]),
    ],
)
def test_finds_every_form_people_write(text: str, seconds: list[float]) -> None:
    assert [found.at_s for found in find_timestamps(text)] == seconds


@pytest.mark.parametrize(
    "text",
    [
        "3:0 완승",
        "스코어 3:10 대패",
        "16:9 비율",
        "화면비 21:09",
        "오후 3:20에 만나요",
        "at 3:20 pm",
        "새벽 2:30까지 봄",
        "3분 20초 동안 웃음",
        "2024:10:11:12",
        "12:345",
        "1:75",
        "ab::12",
        "",
    ],
)
def test_leaves_scores_ratios_and_times_of_day_alone(text: str) -> None:
    assert find_timestamps(text) == ()


@pytest.mark.parametrize("line", lines(), ids=lambda line: line.text)
def test_the_labelled_set(line: Line) -> None:
    assert found_in(line.text) == line.expected


def test_a_range_carries_its_end_and_both_ends_are_given() -> None:
    first, last = find_timestamps("1:00~1:30 무한반복", duration_s=600)
    assert (first.at_s, first.end_s, first.closes) == (60, 90, False)
    assert (last.at_s, last.end_s, last.closes) == (90, None, True)


def test_a_range_past_the_end_has_no_end() -> None:
    (first,) = find_timestamps("1:00~9:30", duration_s=120)
    assert (first.at_s, first.end_s) == (60, None)


def test_hangul_in_parts_is_read_and_offsets_stay_right() -> None:
    text = unicodedata.normalize("NFD", "와 각 3분 20초 여기")
    (found,) = find_timestamps(text)
    assert found.at_s == 200
    assert unicodedata.normalize("NFC", text[found.start : found.end]) == "3분 20초"


def test_leaves_out_what_lies_past_the_end() -> None:
    assert [found.at_s for found in find_timestamps("1:00 2:00 3:00", duration_s=120)] == [60, 120]


def test_offsets_refer_to_the_original_text() -> None:
    text = "\u200b@viewer\xa0 <b>1:02</b> 와 3분 20초"
    assert [text[found.start : found.end] for found in find_timestamps(text)] == ["1:02", "3분 20초"]


@given(st.integers(0, 59), st.integers(0, 59), st.integers(0, 9))
def test_any_time_survives_being_written_and_read(minutes: int, seconds: int, hours: int) -> None:
    written = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    assert [found.at_s for found in find_timestamps(f"ㅋㅋ {written} 진짜")] == [hours * 3600 + minutes * 60 + seconds]


@given(st.text(alphabet="0123456789:：;'\"분초시간 ~-오후.,/가ams<&분", max_size=40))
def test_any_text_gives_ordered_spans_within_it(text: str) -> None:
    found = find_timestamps(text)
    assert all(0 <= a.start < a.end <= len(text) and a.at_s >= 0 for a in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
