"""What is changed on the way in is counted, and nothing else is changed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentube.sources.cell_values import count_of, identifier, time_of
from opentube.sources.comment_rows import RowReader
from opentube.sources.file_notices import NOTICE_MESSAGES, NoticeCode, NoticeTally
from opentube.sources.values import CommentRecord


def read(*rows: dict[str, Any]) -> tuple[list[CommentRecord], dict[NoticeCode, int]]:
    tally = NoticeTally()
    reader = RowReader({}, tally)
    records = [record for row in rows if (record := reader.record({"id": "1", **row}))]
    return records, {notice.code: notice.count for notice in tally.notices()}


def test_nul_and_broken_characters_are_replaced_in_place_and_counted() -> None:
    records, notices = read({"text": "a\0b\0"}, {"text": "x\ud83dy"}, {"text": "\udc00"}, {"text": "😀"})
    assert [record.text for record in records] == ["a\ufffdb\ufffd", "x\ufffdy", "\ufffd", "😀"]
    assert notices == {NoticeCode.NUL_REPLACED: 1, NoticeCode.SURROGATES_REPLACED: 2}


def test_names_and_ids_hold_nothing_that_a_database_refuses() -> None:
    (record,), _ = read({"text": "a", "id": "i\0", "author": "n\0\ud800", "author_id": "  ", "parent": "p\0"})
    assert (record.external_id, record.author, record.author_id, record.parent_id) == (
        "i\ufffd",
        "n\ufffd\ufffd",
        None,
        "p\ufffd",
    )


def test_rows_without_text_are_left_out_and_counted() -> None:
    records, notices = read(
        {"text": ""}, {"text": " \n"}, {"text": None}, {}, {"text": ["a"]}, {"text": "\0"}, {"text": 5}
    )
    assert [record.text for record in records] == ["5"]
    assert notices == {NoticeCode.WITHOUT_TEXT: 6}


def test_unreadable_numbers_and_times_are_counted_and_missing_ones_are_not() -> None:
    records, notices = read(
        {"text": "a", "likes": "many", "time": "2 days ago"},
        {"text": "a", "likes": -3, "time": {}},
        {"text": "a", "likes": None, "time": 0},
        {"text": "a"},
    )
    assert {(record.likes, record.published_at) for record in records} == {(0, None)}
    assert notices == {NoticeCode.LIKES_UNREADABLE: 2, NoticeCode.TIMES_UNREADABLE: 2}


def test_an_id_that_is_missing_is_made_the_same_way_every_time() -> None:
    rows: list[dict[str, Any]] = [{"id": None, "text": "same"}, {"id": "", "text": "same"}]
    once, notices = read(*rows)
    again, _ = read(*rows)
    assert once == again
    assert once[0].external_id != once[1].external_id
    assert notices == {NoticeCode.IDS_DERIVED: 2}


def test_ids_keep_their_case_and_long_ones_are_shortened_alike() -> None:
    assert [identifier(value) for value in ("aB", "Ab", 7, None, "")] == ["aB", "Ab", "7", None, None]
    long, other = identifier("x" * 5000), identifier("x" * 5001)
    assert long == identifier("x" * 5000) != other
    assert long is not None
    assert len(long) < 100


def test_no_comment_is_its_own_parent() -> None:
    (record,), _ = read({"text": "a", "parent": "1"})
    assert record.parent_id is None


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (5, 5),
        ("1,234", 1234),
        ("1.2K", 1200),
        ("3천", 3000),
        ("1.5만", 15_000),
        (" 7 ", 7),
        (2.0, 2),
        ("", 0),
        (None, 0),
    ],
)
def test_counts_are_read_as_people_write_them(value: object, count: int) -> None:
    assert count_of(value) == count


@pytest.mark.parametrize("value", ["x", "1 2", True, [], "-1", 1e30, "9" * 1_000_000, float("nan")])
def test_what_is_no_count_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the row reader catches any
        count_of(value)


@pytest.mark.parametrize(
    "value",
    [
        1714566600,
        "1714566600",
        1714566600000,
        1714566600.0,
        "2024-05-01T12:30:00Z",
        "2024-05-01T21:30:00+09:00",
        "2024-05-01 12:30",
        "2024.05.01 12:30",
        "2024. 5. 1. 12:30:00",
        "2024/5/1 12:30",
    ],
)
def test_times_are_read_as_people_and_tools_write_them(value: object) -> None:
    assert time_of(value) == datetime(2024, 5, 1, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("value", ["yesterday", "2024.13.1", "9" * 16, True, [], "0001-01-01T00:00:00+09:00", -5])
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the row reader catches any
        time_of(value)


@given(st.datetimes(min_value=datetime(1970, 1, 1, 0, 0, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - as Hypothesis wants
def test_iso_times_come_back(time: datetime) -> None:
    assert time_of(time.isoformat()) == time


def test_every_notice_has_a_sentence() -> None:
    assert set(NOTICE_MESSAGES) == set(NoticeCode)
