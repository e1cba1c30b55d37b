import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentube.comments.language import language_of
from opentube.comments.normalise import plain, words_only


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("오늘도 잘 보고 갑니다", "ko"),
        ("ㅋㅋㅋㅋㅋ", "ko"),
        ("진짜 GOAT", "ko"),
        ("BGM 제목 뭐예요", "ko"),
        ("오늘도".encode().decode(), "ko"),
        ("\u110b\u1169\u1102\u1173\u11af", "ko"),
        ("this song makes me happy", "en"),
        ("wow", "en"),
        ("I can’t stop laughing", "en"),
        ("日本から応援しています", "ja"),
        ("すごい", "ja"),
        ("我很喜欢这个视频", "zh"),
        ("Очень смешно", "ru"),
        ("สนุกมาก", "th"),
        ("فيديو رائع", "ar"),
        ("me encanta esta canción, saludos desde Perú", "es"),
        ("asdf qwer", "und"),
        ("12:34", "und"),
        ("😂😂😂", "und"),
        ("@viewer 0:15", "und"),
        ("https://example.org/watch", "und"),
        ("", "und"),
        ("???", "und"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(words_only(plain(text))) == language


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert 2 <= len(language_of(words_only(plain(text)))) <= 3
