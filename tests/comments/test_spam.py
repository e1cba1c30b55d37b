import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opentube.comments.cues import load_cues
from opentube.comments.normalise import plain
from opentube.comments.spam import SpamModel, spam_cues

SPAM = (
    "check out my new channel guys, i post gaming videos every day, please subscribe!!",
    "Earn $3000 a week from home, visit www.easycash4you.net",
    "sub4sub anyone? I sub back",
    "주식 급등주 무료 단톡방 입장하세요 카톡 문의",
    "집에서 하루 30분 부업으로 월 300 버는 법 궁금하시면 프로필 클릭",
    "제 채널도 놀러 오세요~ 맞구독 환영합니다",
)
FINE = (
    "this song never gets old, I still love it",
    "I just came here to check the views lol",
    "subscribed, this channel deserves more",
    "단톡방에 이 영상 공유했더니 다들 난리 ㅋㅋㅋ",
    "부업 하다가 망한 사람 여기 있어요 ㅠㅠ",
    "구독하고 갑니다 오늘도 잘 봤어요",
    "2:31 여기 진짜 웃기다",
    "",
)


@pytest.fixture(scope="module")
def model() -> SpamModel:
    return SpamModel(threads=1)


def test_bait_and_self_promotion_are_spam_in_both_languages(model: SpamModel) -> None:
    scores = model.scores([plain(text) for text in SPAM])
    assert [text for text, score in zip(SPAM, scores, strict=True) if score < 0.5] == []


def test_what_only_looks_like_spam_is_not(model: SpamModel) -> None:
    scores = model.scores([plain(text) for text in FINE])
    assert [text for text, score in zip(FINE, scores, strict=True) if score >= 0.5] == []


def test_a_score_does_not_depend_on_the_batch(model: SpamModel) -> None:
    texts = [*SPAM, *FINE, "long " * 1000, *SPAM]
    together = model.scores(texts)
    alone = np.concatenate([model.scores([text]) for text in texts])
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_array_equal(model.scores(texts[::-1]), together[::-1])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=5))
def test_any_text_has_a_score(model: SpamModel, texts: list[str]) -> None:
    scores = model.scores([plain(text) for text in texts])
    assert scores.shape == (len(texts),)
    assert scores.dtype == np.float32
    assert ((scores >= 0) & (scores <= 1)).all()


@pytest.mark.parametrize("piece", ["a", "https://", "my my ", "youtu", "check the ", "a-", "+1", "제 채널 ", "\n!"])
def test_ten_thousand_characters_are_read(model: SpamModel, piece: str) -> None:
    assert np.isfinite(model.scores([(piece * 10_000)[:10_000]])).all()


def test_every_cue_has_a_name_of_its_own_and_triggers_that_do_not_hide_it() -> None:
    cues = load_cues("spam_cues.tsv")
    assert len({cue.name for cue in cues}) == len(cues)
    for text in (*SPAM, *FINE):
        lower = text.lower()
        for cue in cues:
            if cue.pattern.search(lower):
                assert any(trigger in lower for trigger in cue.triggers), (cue.name, text)


def test_links_count_and_words_in_capitals_too() -> None:
    shouting, quiet = spam_cues(["LOOK https://a.example", "look"])
    assert (shouting != quiet).any()
