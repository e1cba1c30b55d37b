import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opentube.comments.timestamps import find_timestamps
from opentube.comments.titles import MAX_TITLE, Utterance, title_of, words_at


def title(*texts: str, likes: int = 0) -> str | None:
    return title_of([Utterance(text, likes) for text in texts])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3:20 고양이 등장 ㅋㅋㅋㅋ", ["고양이 등장"]),
        ("3:20초에 고양이 등장!!!", ["고양이 등장!"]),
        ("고양이 등장 3:20", ["고양이 등장"]),
        ("3:20\n고양이 등장", ["고양이 등장"]),
        ("0:00 인사\n1:15 - 재료 손질\n3:20 | 굽기", ["인사", "재료 손질", "굽기"]),
        ("1:15~1:30 재료 손질 3:20 굽기", ["재료 손질", "굽기"]),
        ("at 2:31 the bass drops 😂😂 lol", ["the bass drops"]),
        ("@cook 2:31 :face-blue: nice cut", ["nice cut"]),
        ("3:20 ㅋㅋㅋㅋㅋ", [""]),
        ("3:20 ㅋㅋㄱㅋㅋㅁㅊㅋㅋ", [""]),
        ("3:20 ㅇㅈ 고양이 등장ㅠㅠ", ["고양이 등장"]),
        ('<a href="https://youtu.be/x?t=9">0:09</a> 첫 입', ["첫 입"]),
        ("The way the light comes up at 2:31 gave me goosebumps", ["The way the light comes up"]),
        ("커튼 닫히는 거 3:20 여운이...", ["커튼 닫히는 거"]),
        ("자막이 너무 빨라요. 3:20 읽기도 전에 끝남", ["읽기도 전에 끝남"]),
        ("막이 열리고 3:20에 밝아지는 연출", ["밝아지는 연출"]),
        ("민트가 예쁘다 0:07 민트 0:11 딸기", ["민트", "딸기"]),
        ("잘 봤습니다! 자막이 빨라요 3:20", ["자막이 빨라요"]),
        ("(2:31) (feat. the cat)", ["feat. the cat"]),
    ],
)
def test_words_are_those_beside_the_time(text: str, said: list[str]) -> None:
    found = find_timestamps(text)
    assert [words_at(text, found, n) for n, each in enumerate(found) if not each.closes] == said


def test_the_title_is_what_most_say() -> None:
    assert (
        title("고양이가 컵을 떨어뜨림", "고양이 컵 떨어뜨리는 거", "조명 색 예쁘다", "고양이 컵", "진짜 웃기네")
        == "고양이 컵 떨어뜨리는 거"
    )
    assert title("the cat drops the cup", "cat and cup", "lovely light", "omg so funny") == "cat and cup"


def test_reactions_make_no_title_where_somebody_says_what_happens() -> None:
    assert title("개웃기네", "진짜 웃겨", "미쳤다", "고양이 등장", "레전드", likes=1) == "고양이 등장"
    assert title("개웃기네 진짜", "") == "개웃기네 진짜"


def test_likes_decide_between_equals() -> None:
    assert title_of([Utterance("조명 색 예쁘다", 2), Utterance("접시가 깨졌다", 90)]) == "접시가 깨졌다"


def test_nothing_but_the_time_has_no_title() -> None:
    assert title() is None
    assert title("", "?", "100") is None


def test_long_ones_are_cut_at_a_word() -> None:
    cut = title("고양이가 " * 20)
    assert cut
    assert len(cut) <= MAX_TITLE
    assert cut.endswith("고양이가…")


@given(st.lists(st.tuples(st.text(max_size=60), st.integers(0, 9)), max_size=12), st.randoms())
def test_the_order_does_not_matter(said: list[tuple[str, int]], chance: random.Random) -> None:
    utterances = [Utterance(text, likes) for text, likes in said]
    expected = title_of(utterances)
    chance.shuffle(utterances)
    assert title_of(utterances) == expected
    assert expected is None or len(expected) <= MAX_TITLE
