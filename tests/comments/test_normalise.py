import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from opentube.comments.normalise import MAX_CHARS, model_text, plain, words_only


def test_html_of_youtube_becomes_text() -> None:
    given = 'Tom &amp; Jerry<br />둘째 줄<br><a href="https://www.youtube.com/watch?v=x&amp;t=62s">1:02</a> <b>굵게</b> &quot;따옴표&quot; 3 < 4'
    assert plain(given) == 'Tom & Jerry\n둘째 줄\n1:02 굵게 "따옴표" 3 < 4'


def test_decomposed_hangul_is_composed() -> None:
    assert plain(unicodedata.normalize("NFD", "재밌다")) == "재밌다"


def test_invisible_and_unpaired_characters_vanish() -> None:
    assert plain("\ufeff재\u200b밌\u202e다\ud83d\x00!") == "재밌다  !"


def test_what_is_not_words_is_taken_out() -> None:
    text = "@viewer.01 12:34 대박 https://example.org/a?b=c :_이모티콘2::face-blue: 😂❤️ @이긴"
    assert words_only(plain(text)).split() == ["대박"]


def test_runs_are_limited_and_marks_keep_their_digits() -> None:
    assert model_text("ㅋㅋㅋㅋㅋㅋㅋ WOW!!!!!!") == "ㅋㅋㅋ wow!!!"
    assert model_text("푸하푸하푸하푸하푸하") == "푸하푸하푸하"
    assert model_text("1등 했다, 10점 만점에 1점") == "0등 했다, 10점 만점에 1점"


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_read_without_lone_surrogates(text: str) -> None:
    read = model_text(words_only(plain(text)))
    read.encode("utf-32-le")
    assert len(read) <= 4 * MAX_CHARS


def test_only_the_beginning_of_a_long_comment_is_read() -> None:
    assert len(plain("가" * 1_000_000)) == MAX_CHARS
