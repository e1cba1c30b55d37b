import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentube.reports.particles import with_particle


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("국물", "은/는", "국물은"),
        ("고기", "은/는", "고기는"),
        ("국물", "이/가", "국물이"),
        ("고기", "을/를", "고기를"),
        ("국물", "으로/로", "국물로"),
        ("국", "으로/로", "국으로"),
        ("고기", "으로/로", "고기로"),
        ("고기", "과/와", "고기와"),
        ("‘국물’", "이/가", "‘국물’이"),
        ("‘국물’(120개)", "이/가", "‘국물’(120개)이"),
        ("41%", "으로/로", "41%로"),
        ("41%", "이/가", "41%가"),
        ("1", "으로/로", "1로"),
        ("3", "으로/로", "3으로"),
        ("5", "이/가", "5가"),
        ("7", "으로/로", "7로"),
        ("10", "이/가", "10이"),
        ("1,000", "으로/로", "1,000으로"),
        ("2.5", "은/는", "2.5는"),
        ("BTS", "은/는", "BTS는"),
        ("NPM", "이/가", "NPM이"),
        ("URL", "으로/로", "URL로"),
        ("ap", "이/가", "ap가"),
        ("bgm", "이/가", "bgm이"),
        ("time", "이/가", "time이"),
        ("apple", "으로/로", "apple로"),
        ("cake", "을/를", "cake를"),
        ("rap", "이/가", "rap이"),
        ("song!", "은/는", "song!은"),
        ("coffee", "은/는", "coffee는"),
        ("料理", "은/는", "料理은(는)"),
        ("😂", "으로/로", "😂(으)로"),
        ("", "이/가", "이(가)"),
        (":_", "은/는", ":_은(는)"),
        ("song:_!", "은/는", "song:_!은"),
    ],
)
def test_particles_follow_the_sound(word: str, pair: str, expected: str) -> None:
    assert with_particle(word, pair) == expected


@given(st.text(max_size=20), st.sampled_from(["은/는", "이/가", "을/를", "과/와", "으로/로"]))
def test_any_word_takes_one(word: str, pair: str) -> None:
    closed, opened = pair.split("/")
    assert with_particle(word, pair).removeprefix(word) in {
        closed,
        opened,
        f"{closed}({opened})",
        f"({closed[:-1]}){opened}",
    }
