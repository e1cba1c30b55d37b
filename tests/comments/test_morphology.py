import pytest

from opentube.comments import Analyzer
from opentube.comments.morphology import KoreanTerms
from opentube.comments.terms import TermKind


@pytest.mark.parametrize(
    ("text", "present", "absent"),
    [
        ("편집자님 자막이 너무 웃겨요 ㅋㅋㅋㅋ", {"편집자", "자막", "웃기다"}, {"ㅋㅋㅋ", "님", "너무"}),
        ("이 레시피로 김치찌개 끓였어요", {"레시피", "김치찌개", "끓이다"}, {"이", "로"}),
        ("진짜 사람 때문에 이번 영상 생각이", set(), {"진짜", "사람", "때문", "이번", "영상", "생각"}),
        ("최적화 좀 해주세요", {"최적화"}, {"최적", "하다", "주다"}),
        ("BGM 제목이 뭔가요", {"bgm", "제목"}, {"뭐"}),
        ("중요한 장면", {"장면"}, {"중요", "중요하다"}),
        ("고기를 먹었는데 소스가 새콤했어요", {"고기", "먹다", "소스", "새콤하다"}, {"고기를", "먹", "었", "가"}),
        ("우리 강아지 귀여워서 두근거린다", {"강아지", "귀엽다", "두근거리다"}, {"귀여워서"}),
        ("사랑스러운 아기 판다", {"사랑스럽다", "아기"}, {"사랑", "스럽다"}),
        ("뼈해장국집 앞에서", {"뼈해장국집"}, {"뼈", "집", "앞"}),
        ("ㅋㅋㅋㅋㅋ ㅠㅠ 하하하 ㄹㅇ", set(), {"ㅋㅋㅋ", "ㅠㅠ", "하하하", "ㄹㅇ"}),
    ],
)
def test_terms_are_nouns_and_words_in_dictionary_form(
    analyzer: Analyzer, text: str, present: set[str], absent: set[str]
) -> None:
    keywords = set(analyzer.label([text])[0].keywords)
    assert present <= keywords
    assert not keywords & absent


def test_a_term_stands_once_a_comment(analyzer: Analyzer) -> None:
    assert analyzer.label(["자막 자막 자막 웃긴 자막"])[0].keywords == ("자막", "웃기다")


def test_keywords_can_be_left_out() -> None:
    assert Analyzer(keywords=False).label(["자막이 웃겨요", "great song"])[1].keywords == ()


def test_names_of_accounts_are_no_keywords(analyzer: Analyzer) -> None:
    (labels,) = analyzer.label(["텔레그램 ez_job77 로 로켓 문의 주세요"])
    assert not {"ez", "job", "ez_job77"} & set(labels.keywords)
    assert "로켓" in labels.keywords


@pytest.mark.parametrize(
    ("term", "kind"),
    [
        ("먹다", TermKind.VERB),
        ("막다", TermKind.VERB),
        ("귀엽다", TermKind.ADJECTIVE),
        ("새콤하다", TermKind.ADJECTIVE),
        ("사이다", TermKind.NOUN),
        ("김치찌개", TermKind.NOUN),
        ("손흥민", TermKind.NAME),
        ("쀍뗽맨", TermKind.COINAGE),
    ],
)
def test_the_kind_of_a_term_follows_from_the_term(term: str, kind: TermKind) -> None:
    assert KoreanTerms().kinds([term]) == [kind]
