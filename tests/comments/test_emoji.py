import pytest

from opentube.comments.emoji import emoji_valence


def test_each_emoji_counts_once() -> None:
    assert emoji_valence("❤❤❤❤👎") == 0
    assert emoji_valence("좋아요 😍❤️") == pytest.approx(0.9)


def test_unknown_emoji_say_nothing() -> None:
    assert emoji_valence("🚁") is None
    assert emoji_valence("no emoji") is None
    assert emoji_valence("한글") is None
