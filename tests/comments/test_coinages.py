from opentube.comments.coinages import find_coinages
from opentube.comments.morphology import KoreanTerms

USES = [
    "내꺼내먹은 진짜 별로네",
    "내꺼내먹이 유행이야",
    "내꺼내먹 시켰는데 맛있다",
    "내꺼내먹도 해주세요",
    "내꺼내먹만 보면 배고파",
]


def test_words_used_as_nouns_are_found() -> None:
    found = {coinage.word: coinage for coinage in find_coinages(USES)}
    assert found["내꺼내먹"].texts == 5
    assert not found["내꺼내먹"].is_name


def test_words_with_a_title_are_names() -> None:
    found = {
        coinage.word: coinage for coinage in find_coinages(["뚜룹님 안녕", "뚜룹이 최고", "뚜룹은 천재", "뚜룹도"])
    }
    assert found["뚜룹"].is_name


def test_beginnings_of_words_and_forms_of_verbs_are_not_found() -> None:
    found = {coinage.word for coinage in find_coinages([*USES, "먹는 중", "먹는데", "먹는거", "먹는다"])}
    assert not found & {"내꺼내", "내꺼", "먹는"}


def test_kiwi_tells_which_of_them_it_would_split() -> None:
    assert KoreanTerms().splits(["내꺼내먹", "쀍뗽맨", "김치찌개", "앞으로", "갈때"]) == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_nothing_to_read_gives_nothing() -> None:
    assert find_coinages([]) == []
    assert find_coinages(["", "ㅋㅋㅋ", "only english", "한 번"]) == []
