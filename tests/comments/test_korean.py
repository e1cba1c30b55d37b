import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opentube.comments.korean import KoreanModels
from opentube.comments.normalise import plain, words_only
from opentube.comments.readings import Readings

PRAISE = (
    "진짜 너무 재밌어요 최고의 영상",
    "감동받아서 눈물이 나네요",
    "역시 믿고 보는 채널 최고입니다",
    "존나 웃겨 ㅋㅋㅋㅋ",
)
BLAME = ("노잼이고 시간 아깝다 최악", "소리가 너무 작아서 아쉬워요", "돈 주고 보기 아까운 영상")
PLAIN = ("이거 몇 시에 시작하나요", "어제 편의점에서 같은 거 샀음", "두 번째 곡 제목 아시는 분")
QUESTIONS = ("이 카메라 어디 제품인가요", "다음 영상은 언제 올라와요?", "이거 얼마예요")
REQUESTS = ("다음에는 제주도 편도 찍어주세요", "자막 좀 크게 해주세요")
INSULTS = ("너 같은 쓰레기는 나가 죽어라", "틀딱들은 다 없어져야 한다", "진짜 못생긴 게 나대네 역겹다")


@pytest.fixture(scope="module")
def models() -> KoreanModels:
    return KoreanModels(threads=1)


def read(models: KoreanModels, texts: tuple[str, ...]) -> Readings:
    return models.read([words_only(plain(text)) for text in texts])


def test_praise_blame_and_facts_are_told_apart(models: KoreanModels) -> None:
    assert read(models, PRAISE).side.tolist() == [2] * len(PRAISE)
    assert read(models, BLAME).side.tolist() == [0] * len(BLAME)
    assert read(models, PLAIN).side.tolist() == [1] * len(PLAIN)


def test_questions_need_no_question_mark(models: KoreanModels) -> None:
    assert (read(models, QUESTIONS).question >= 0.5).all()
    assert (read(models, PRAISE + BLAME).question < 0.5).all()


def test_requests_are_found(models: KoreanModels) -> None:
    assert (read(models, REQUESTS).request >= 0.5).all()
    assert (read(models, PRAISE + PLAIN).request < 0.5).all()


def test_requests_within_complaints_are_found(models: KoreanModels) -> None:
    asked = (
        "국물이 너무 짜요 우리 동네 가게도 점검해 주세요 진짜 못 먹겠습니다",
        "맛이 형편없던데 여기 좀 와 주셨으면 합니다",
    )
    thanked = ("영상 올려 주셔서 감사합니다", "다시 불러줘서 고마워요", "오래오래 방송해 주세요")
    assert (read(models, asked).request >= 0.5).all()
    assert (read(models, thanked).request < 0.5).all()


def test_insults_are_abuse_and_vulgar_delight_is_not(models: KoreanModels) -> None:
    assert (read(models, INSULTS).abuse >= 0.5).all()
    assert (read(models, PRAISE + PLAIN).abuse < 0.5).all()


def test_probabilities_add_up(models: KoreanModels) -> None:
    np.testing.assert_allclose(read(models, PRAISE + BLAME).sentiment.sum(axis=1), 1, rtol=1e-5)


def test_numbers_do_not_depend_on_the_batch(models: KoreanModels) -> None:
    texts = [*PRAISE, "", "가나다 " * 3000, *BLAME, "?", *PLAIN, *QUESTIONS, "ㅋ", *INSULTS] * 3
    together = models.read(texts)
    for index, text in enumerate(texts[:18]):
        alone = models.read([text])
        np.testing.assert_allclose(alone.sentiment[0], together.sentiment[index], atol=1e-6)
        assert alone.side[0] == together.side[index]
        np.testing.assert_allclose(alone.abuse[0], together.abuse[index], atol=1e-6)


def test_no_texts_are_no_answers(models: KoreanModels) -> None:
    assert models.read([]).sentiment.shape == (0, 3)


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=4))
def test_any_text_is_read(models: KoreanModels, texts: list[str]) -> None:
    readings = models.read(texts)
    assert readings.sentiment.shape == (len(texts), 3)
    assert np.isfinite(readings.sentiment).all()
    assert ((readings.question >= 0) & (readings.request <= 1)).all()
