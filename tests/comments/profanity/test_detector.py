"""What is found, where, and what is left alone."""

import pytest

from opentube.comments.profanity import ProfanityDetector


@pytest.fixture(scope="module")
def detector() -> ProfanityDetector:
    return ProfanityDetector()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("아 시발 진짜", "시발"),
        ("아니 시1발 또", "시1발"),
        ("씨@발 광고", "씨@발"),
        ("와 시.발", "시.발"),
        ("아 씨 발 진짜", "씨 발"),
        ("또 ㅅㅂ ㅋㅋ", "ㅅㅂ"),
        ("또 ㅅ ㅂ 졌네", "ㅅ ㅂ"),
        ("ㅂㅅ아", "ㅂㅅ"),
        ("슈발 웃겨", "슈발"),
        ("싀발 너무하네", "싀발"),
        ("저 쉐끼 봐", "쉐끼"),
        ("씨이이발 늦었다", "씨이이발"),
        ("지이랄 하네", "지이랄"),
        ("ㅅㅣㅂㅏㄹ 끊김", "ㅅㅣㅂㅏㄹ"),
        ("시ㅋㅋ발 웃겨", "시ㅋㅋ발"),
        ("시bal 뭐냐", "시bal"),
        ("씨8 더워", "씨8"),
        ("ㅅl발 뭐야", "ㅅl발"),
        ("tlqkf 졌다", "tlqkf"),
        ("qudtls 같은", "qudtls"),
        ("ㄹㅕㅊㅏ 유", "ㄹㅕㅊㅏ"),
        ("미.친 놈이네", "미.친 놈"),
        ("this is sh1t", "sh1t"),
        ("get your a$$ out", "a$$"),
        ("what the f*ck", "f*ck"),
        ("f u c k off", "f u c k"),
        ("f.u.c.k this", "f.u.c.k"),
        ("fuuuuck that", "fuuuuck"),
        ("sh it happens", "sh it"),
        ("ｆｕｃｋ this", "ｆｕｃｋ"),
        ("shіt", "shіt"),
        ("𝐟𝐮𝐜𝐤", "𝐟𝐮𝐜𝐤"),
        ("such an @sshole", "@sshole"),
        ("holyfuckingcow", "holyfucking"),
    ],
)
def test_disguised_words_are_found_where_they_stand(detector: ProfanityDetector, text: str, found: str) -> None:
    answer = detector.find(text)
    assert answer.profane
    assert found in [text[start:end] for start, end in answer.spans]


@pytest.mark.parametrize(
    "text",
    [
        "여기가 시발점이죠",
        "게임 개발자입니다",
        "새끼손가락 걸고",
        "스포니까 보지 마세요",
        "안 자지?",
        "강남역 18번 출구",
        "졸라맨 보던 시절",
        "꼭꼭 씹어 먹는 소리",
        "다시 발표해 주세요",
        "역시 발라드",
        "몇 시 발 기차예요?",
        "민수 씨 발 사이즈가 어떻게 되나요",
        "ㄱ ㄴ ㄷ ㄹ ㅁ ㅂ ㅅ",
        "초성 퀴즈: ㅅㅂ",
        "이상을 좇는 사람",
        "2024년 최고",
        "dkssud 오타",
        "미친 연기력",
        "Scunthorpe fans",
        "the assassin scene",
        "she'll be back",
        "Moby Dick and Dick Van Dyke",
        "blue tits at my feeder",
        "push it real good",
        "a$$et management",
        "@dick thanks",
        "@SS4_Fresh hi",
        "강아지 새끼들 귀여워",
        "새끼를 밴 고양이",
        "***WHO***",
        "https://example.org/fuck",
        "",
        "😂😂😂",
        "\ud800\udc00 \ud83d",
    ],
)
def test_harmless_words_are_left_alone(detector: ProfanityDetector, text: str) -> None:
    answer = detector.find(text)
    assert not answer.profane
    assert answer.spans == ()


def test_mild_words_count_only_where_they_are_disguised(detector: ProfanityDetector) -> None:
    assert 0 < detector.find("damn that is good").score < 0.5
    assert detector.find("d@mn that is good").profane
    assert 0 < detector.find("졸라 웃겨").score < 0.5
    assert detector.find("졸1라 웃겨").profane


def test_a_disguise_scores_a_little_less_than_the_plain_word(detector: ProfanityDetector) -> None:
    assert detector.find("씨발").score > detector.find("씨1발").score > 0.9


def test_the_reference_names_the_lists(detector: ProfanityDetector) -> None:
    assert detector.ref.task == "profanity"
    assert len(detector.ref.version) == 12
    assert detector.ref == ProfanityDetector().ref
