"""Long comments are cut where a reader would still follow."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from opentube.reports.page.excerpts import PREVIEW_CHARACTERS, PREVIEW_LINES, preview


def test_short_comments_are_not_cut() -> None:
    assert preview("짧은 댓글") is None
    assert preview("x" * PREVIEW_CHARACTERS) is None


def test_many_lines_are_long_too() -> None:
    assert preview("ㅋ\n" * 20) == "\n".join("ㅋ" * PREVIEW_LINES)


@given(st.text(alphabet="a한\n \u0301\u200d\ufe0f👩", min_size=PREVIEW_CHARACTERS))
def test_a_preview_is_a_beginning_that_ends_between_characters(text: str) -> None:
    start = preview(text)

    if start is None:
        assert len(text) <= PREVIEW_CHARACTERS
        return
    assert text.startswith(start)
    assert len(start) <= PREVIEW_CHARACTERS
    rest = text[len(start) :]
    assert not unicodedata.combining(rest[0]) or len(start) <= 1
