"""An owner's words: at once, both languages, both ways."""

import pytest

from opentube.comments.profanity import ProfanityDetector, WordInvalid, WordLists

BUILT_IN = ProfanityDetector()


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("노잼", "완전 노잼", "노잼"),
        ("노잼", "완전 노1잼이네", "노1잼"),
        ("노잼", "shwoa 완전", "shwoa"),
        ("noob", "you n00b", "n00b"),
        ("noob", "what noobs", "noobs"),
        ("shut up", "please SHUT  up", "SHUT  up"),
        ("부업24", "부업24 문의", "부업24"),
        ("시발점", "여기가 시발점", "시발점"),
        ("바보 멍청이", "이 바보 멍청이야", "바보 멍청이"),
    ],
)
def test_words_to_hide_are_found_like_ours(word: str, text: str, found: str) -> None:
    assert not BUILT_IN.find(text).profane
    answer = BUILT_IN.with_words(WordLists(hide=(word,))).find(text)
    assert answer.score > 0.9
    assert [text[start:end] for start, end in answer.spans] == [found]


@pytest.mark.parametrize(
    ("word", "text"),
    [("존나", "존나 웃겨"), ("존나", "존1나 웃겨"), ("shit", "this is sh1t"), ("썅", "아 썅"), ("f word!", "f word!")],
)
def test_words_to_allow_are_left_alone(word: str, text: str) -> None:
    assert not BUILT_IN.with_words(WordLists(allow=(word,))).find(text).profane


def test_a_longer_vulgar_word_around_an_allowed_one_is_still_found() -> None:
    allowing = BUILT_IN.with_words(WordLists(allow=("새끼",)))
    assert not allowing.find("이 새끼 웃기네").profane
    assert allowing.find("개새끼").profane


def test_the_words_of_one_owner_do_not_touch_another() -> None:
    BUILT_IN.with_words(WordLists(hide=("노잼",), allow=("시발",)))
    assert BUILT_IN.find("시발").profane
    assert not BUILT_IN.find("노잼").profane


@pytest.mark.parametrize("word", ["", "   ", "\u200b", "가" * 101, "a\nb"])
def test_words_that_cannot_be_seen_are_refused(word: str) -> None:
    with pytest.raises(WordInvalid):
        WordLists(hide=(word,))
    with pytest.raises(WordInvalid):
        WordLists(allow=(word,))
