"""Words are broken between words, cut with an ellipsis, and never shown as boxes."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pylopdf_fonts_ko
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opentube.media import fonts
from opentube.media.caption import make_caption
from opentube.media.fonts import CLUSTER, typeface_for
from opentube.media.text import ELLIPSIS, break_lines, draw_lines, line_width

COMMENT = "이 부분 진짜 웃기다 ㅋㅋㅋㅋ 몇 번을 다시 봤는지 모르겠어요 최고!"


@pytest.fixture
def own_typeface_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A machine without fonts."""
    monkeypatch.setattr(fonts, "font_folders", lambda: iter([tmp_path]))
    fonts._installed.cache_clear()
    yield
    fonts._installed.cache_clear()


@pytest.mark.parametrize("width_px", [120, 200, 333, 900])
def test_lines_are_broken_between_words_and_fit(width_px: int) -> None:
    broken = break_lines(COMMENT, size_px=20, width_px=width_px, max_lines=30)
    assert " ".join(broken.lines) == COMMENT
    assert not broken.cut
    assert all(line_width(line, 20) <= width_px for line in broken.lines)


def test_lines_are_filled_evenly() -> None:
    first, second = break_lines(COMMENT, size_px=20, width_px=500, max_lines=4).lines
    assert line_width(second, 20) > 0.6 * line_width(first, 20)


def test_a_word_longer_than_a_line_is_divided() -> None:
    broken = break_lines("ㅋ" * 50, size_px=20, width_px=200, max_lines=20)
    assert len(broken.lines) > 4
    assert "".join(broken.lines) == "ㅋ" * 50


def test_long_text_ends_with_an_ellipsis() -> None:
    broken = break_lines(COMMENT * 20, size_px=20, width_px=300, max_lines=3)
    assert broken.cut
    assert len(broken.lines) == 3
    assert broken.lines[-1].endswith(ELLIPSIS)
    assert all(line_width(line, 20) <= 300 for line in broken.lines)


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from("가힣ㅋab .,!?12日ー)\n\t"), max_size=60), st.integers(40, 400))
def test_no_letter_is_lost_or_added(text: str, width_px: int) -> None:
    broken = break_lines(text, size_px=16, width_px=width_px, max_lines=1000)
    assert "".join(broken.lines).replace(" ", "") == "".join(text.split())


def test_decomposed_syllables_are_put_together() -> None:
    assert break_lines("한글", size_px=20, width_px=500, max_lines=1).lines == ("한글",)


@pytest.mark.parametrize("sign", ["👍🏽", "👨‍👩‍👧", "🇰🇷", "❤️", "1️⃣", "é"])
def test_a_sign_of_several_characters_stays_one(sign: str) -> None:
    assert CLUSTER.findall(sign) == [sign]


@pytest.mark.usefixtures("own_typeface_alone")
def test_what_no_typeface_shows_is_left_out_and_told() -> None:
    broken = break_lines("최고 👨‍👩‍👧 예요😂", size_px=20, width_px=500, max_lines=2)
    assert broken.lines == ("최고 예요",)
    assert broken.lost == "👨‍👩‍👧😂"


@pytest.mark.usefixtures("own_typeface_alone")
def test_korean_needs_no_font_of_the_machine() -> None:
    assert typeface_for("힣") == Path(pylopdf_fonts_ko.sans_path())
    drawn = draw_lines(["좋아요"], size_px=40, stroke_px=2)
    letters = drawn[..., 3] > 200
    assert 0.1 < letters.mean() < 0.7
    assert (drawn[letters][:, :3] > 230).all(axis=1).any()
    assert (drawn[letters][:, :3] < 25).all(axis=1).any()


@pytest.mark.usefixtures("own_typeface_alone")
def test_a_caption_of_nothing_that_can_be_shown_is_none() -> None:
    assert make_caption("😂", 640, 360) is None
    assert make_caption(" \n ", 640, 360) is None


@pytest.mark.parametrize("size", [(640, 360), (404, 720), (96, 64), (60, 16), (1920, 1080)])
@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_caption_is_legible_on_any_picture(size: tuple[int, int], shade: int) -> None:
    picture = np.full((size[1], size[0], 3), shade, np.uint8)
    caption = make_caption(COMMENT, *size)
    assert caption
    caption.draw_on(picture)
    assert picture.max() > 200
    assert picture.min() < 80
    changed = np.flatnonzero((picture != shade).any(axis=(1, 2)))
    if size[1] > 100:
        assert changed[0] >= size[1] * 2 // 3 - 1


def test_folders_of_this_system_are_looked_through() -> None:
    assert any(path.is_absolute() for path in fonts.font_folders())
    if sys.platform == "linux":
        assert Path("/usr/share/fonts") in set(fonts.font_folders())
