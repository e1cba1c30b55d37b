"""The page brings the characters it uses."""

import io

from fontTools.ttLib import TTFont

from opentube.reports.page.fonts import MAX_CHARACTERS, characters, woff2


def test_the_font_has_the_characters_of_the_page_and_no_others() -> None:
    font = TTFont(io.BytesIO(woff2(characters("김치찌개 🍲 日本"))))

    held = {chr(code) for code in font.getBestCmap()}

    assert set("김치찌개日本Az09") <= held
    assert "가" not in held
    assert len(held) < 110


def test_rare_characters_are_left_to_the_readers_fonts() -> None:
    text = "한글 한글 " + "".join(chr(0xAC00 + index) for index in range(5000)) * 3

    wanted = characters(text)

    assert len(wanted) == MAX_CHARACTERS + 95
    assert {"한", "글"} <= wanted
