import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opentube.comments.cues import load_cues
from opentube.comments.english import EnglishModels
from opentube.comments.english_text import english_text, english_words
from opentube.comments.normalise import plain, words_only
from opentube.comments.readings import Readings

PRAISE = (
    "I love this so much, thank you!",
    "this is the best video I have seen all year",
    "not bad at all, I enjoyed it",
)
BLAME = ("this is awful, what a waste of time", "so disappointed, worst episode ever", "I hate how sad this makes me")
PLAIN = ("he is wearing a blue shirt", "the video was filmed in 2019", "it starts at the second minute")
QUESTIONS = ("what camera do you use?", "anyone know the name of this song", "is this available in Canada")
REQUESTS = ("please make a part 2", "can you do a tutorial on this", "make a video about the engine next please")
INSULTS = ("you are a pathetic idiot, shut up", "go kill yourself you worthless loser")
VULGAR_BUT_KIND = ("holy shit this is fucking amazing", "damn that was a hell of a show")


@pytest.fixture(scope="module")
def models() -> EnglishModels:
    return EnglishModels(threads=1)


def read(models: EnglishModels, texts: tuple[str, ...]) -> Readings:
    return models.read([words_only(plain(text)) for text in texts])


def test_praise_blame_and_facts_are_told_apart(models: EnglishModels) -> None:
    assert read(models, PRAISE).side.tolist() == [2, 2, 2]
    assert read(models, BLAME).side.tolist() == [0, 0, 0]
    assert read(models, PLAIN).side.tolist() == [1, 1, 1]


def test_questions_need_no_question_mark(models: EnglishModels) -> None:
    assert (read(models, QUESTIONS).question >= 0.5).all()
    assert (read(models, PRAISE + BLAME).question < 0.5).all()


def test_requests_are_found(models: EnglishModels) -> None:
    assert (read(models, REQUESTS).request >= 0.5).all()
    assert (read(models, PRAISE + PLAIN).request < 0.5).all()


def test_insults_are_abuse_and_vulgar_delight_is_not(models: EnglishModels) -> None:
    assert (read(models, INSULTS).abuse >= 0.5).all()
    assert (read(models, VULGAR_BUT_KIND + PRAISE).abuse < 0.5).all()


def test_probabilities_add_up(models: EnglishModels) -> None:
    readings = read(models, PRAISE + BLAME + PLAIN)
    np.testing.assert_allclose(readings.sentiment.sum(axis=1), 1, rtol=1e-5)


def test_numbers_do_not_depend_on_the_batch(models: EnglishModels) -> None:
    texts = [*PRAISE, "", "word " * 300, *BLAME, "?", *PLAIN, *QUESTIONS, "a", *INSULTS] * 3
    together = models.read(texts)
    alone = [models.read([text]) for text in texts]
    backwards = models.read(texts[::-1])
    for name in ("sentiment", "side", "abuse", "question", "request"):
        np.testing.assert_array_equal(getattr(together, name), np.concatenate([getattr(one, name) for one in alone]))
        np.testing.assert_array_equal(getattr(together, name), getattr(backwards, name)[::-1])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=5))
def test_any_text_can_be_read(models: EnglishModels, texts: list[str]) -> None:
    readings = read(models, tuple(texts))
    assert readings.sentiment.shape == (len(texts), 3)
    assert readings.abuse.dtype == np.float32
    assert np.isfinite(readings.sentiment).all()


@pytest.mark.parametrize("piece", ["a", "you are ", "so and but ", "can you ", "?", "'s", "haha", ", right "])
def test_ten_thousand_characters_are_read(models: EnglishModels, piece: str) -> None:
    assert np.isfinite(models.read([(piece * 10_000)[:10_000]]).sentiment).all()


def test_every_model_says_its_task(models: EnglishModels) -> None:
    assert [ref.task for ref in models.refs] == ["sentiment", "abuse", "question", "request"]


def test_text_is_brought_to_one_form() -> None:
    assert english_text("It’s  SOOOOOO 2024\n hahahahaha") == "it's sooo 0000 hahaha"
    assert english_words("it's :) <3 what?! [name]") == ["it's", ":)", "<3", "what", "?!", "[name]"]


def test_triggers_do_not_hide_a_cue() -> None:
    for text in map(english_text, PRAISE + BLAME + QUESTIONS + REQUESTS + INSULTS + VULGAR_BUT_KIND):
        for cue in load_cues("english_cues.tsv"):
            if cue.pattern.search(text) and cue.triggers:
                assert any(trigger in text for trigger in cue.triggers), (cue.name, text)
