from collections.abc import Iterator

import pytest

from opentube.comments import Analyzer, rank_keywords
from opentube.comments.morphology import english_terms


@pytest.mark.parametrize(
    ("text", "present", "absent"),
    [
        ("편집자님 자막이 너무 웃겨요 ㅋㅋㅋㅋ", {"편집자", "자막"}, {"ㅋㅋㅋ", "님", "너무"}),
        ("이 레시피로 김치찌개 끓였어요", {"레시피", "김치찌개"}, {"이"}),
        ("진짜 사람 때문에 이번 영상 생각이", set(), {"진짜", "사람", "때문", "이번", "영상", "생각"}),
        ("최적화 좀 해주세요", {"최적화"}, {"최적"}),
        ("BGM 제목이 뭔가요", {"bgm", "제목"}, {"뭐"}),
        ("중요한 장면", {"장면"}, {"중요"}),
    ],
)
def test_korean_keywords_are_nouns(analyzer: Analyzer, text: str, present: set[str], absent: set[str]) -> None:
    keywords = set(analyzer.label([text])[0].keywords)
    assert present <= keywords
    assert not keywords & absent


def test_a_term_stands_once_a_comment(analyzer: Analyzer) -> None:
    assert analyzer.label(["자막 자막 자막 웃긴 자막"])[0].keywords == ("자막",)


def test_keywords_can_be_left_out() -> None:
    assert Analyzer(keywords=False).label(["자막이 웃겨요", "great song"])[1].keywords == ()


def test_english_keywords_leave_out_what_says_nothing() -> None:
    assert english_terms("The guitar solo in Adele's concert really made me cry, please subscribe") == (
        "guitar",
        "solo",
        "adele",
        "concert",
        "cry",
    )


def test_ranking_counts_comments() -> None:
    ranked = rank_keywords([("밥", "국"), ("국",), (), ("밥", "국", "국"), ("물",)])
    assert [(k.term, k.count, k.comment_indexes) for k in ranked] == [("국", 3, (0, 1, 3)), ("밥", 2, (0, 3))]


def test_ranking_is_stable_and_limited() -> None:
    def terms() -> Iterator[tuple[str, ...]]:
        yield ("나", "가", "다")
        yield ("다", "나", "가")

    assert [k.term for k in rank_keywords(terms(), limit=2)] == ["가", "나"]


def test_names_of_accounts_are_no_keywords(analyzer: Analyzer) -> None:
    assert english_terms("write to ez_job77 about the rocket") == ("write", "rocket")
    (labels,) = analyzer.label(["텔레그램 ez_job77 로 로켓 문의 주세요"])
    assert not {"ez", "job", "ez_job77"} & set(labels.keywords)
    assert "로켓" in labels.keywords
