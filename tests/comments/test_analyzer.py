import subprocess
import sys
import unicodedata
from itertools import count, islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opentube.comments import Analyzer, CommentLabels, Sentiment
from opentube.comments.profanity import WordLists
from opentube.models.values import ModelRef

MIXED = [
    "진짜 너무 재밌어요 최고의 영상",
    "노잼이고 시간 아깝다 최악",
    "ㅋㅋㅋ",
    "",
    "this is the best song ever",
    "worst video i have ever seen, boring and stupid",
    "2:31 여기 표정 웃기다 ㅋㅋㅋㅋㅋㅋ",
    "❤❤❤",
    "Очень смешно",
    "Очень смешно 😍",
    "가격이 너무 비싸요 " * 40,
]


def test_labels_what_people_write(analyzer: Analyzer) -> None:
    labels = analyzer.label(MIXED)
    assert [(label.language, label.sentiment) for label in labels[:10]] == [
        ("ko", Sentiment.POSITIVE),
        ("ko", Sentiment.NEGATIVE),
        ("ko", Sentiment.POSITIVE),
        ("und", Sentiment.NEUTRAL),
        ("en", Sentiment.POSITIVE),
        ("en", Sentiment.NEGATIVE),
        ("ko", labels[6].sentiment),
        ("und", Sentiment.POSITIVE),
        ("ru", Sentiment.UNKNOWN),
        ("ru", Sentiment.POSITIVE),
    ]
    assert labels[6].timestamps_s == (151,)
    assert labels[4].keywords == ("song",)
    assert labels[8].sentiment_score == 0


@pytest.mark.parametrize("text", ["1등", "12:34", "ㅇㅇ", "123", "???", "@viewer", "https://example.org", ":_custom1:"])
def test_uninformative_comments_are_neutral(analyzer: Analyzer, text: str) -> None:
    assert analyzer.label([text])[0].sentiment is Sentiment.NEUTRAL


@pytest.mark.parametrize("text", ["ㅋㅋ", "ㅎㅎㅎㅎ", "ㅋㅋㅋ!!", "12:34 ㅋㅋ ㅎ"])
def test_laughter_and_nothing_else_is_positive(analyzer: Analyzer, text: str) -> None:
    assert analyzer.label([text])[0].sentiment is Sentiment.POSITIVE


@pytest.mark.parametrize("text", ["ㅋㅋㅋ 노잼 최악", "ㅋㅋ 쓰레기네 시간 아깝다"])
def test_laughter_does_not_outweigh_blame(analyzer: Analyzer, text: str) -> None:
    assert analyzer.label([text])[0].sentiment is Sentiment.NEGATIVE


def test_flags_are_answered_in_korean_and_english(analyzer: Analyzer) -> None:
    insult, bait, question, request, english = analyzer.label(
        [
            "너 같은 쓰레기는 죽어라 이 씨1발 놈아",
            "카톡 주시면 하루 30만원 부업 알려드려요 t.me/abcd",
            "이 노래 제목 아시는 분 계신가요",
            "다음 편도 빨리 올려주세요",
            "what camera do you use?",
        ]
    )
    assert (insult.profane, insult.abusive) == (True, True)
    assert bait.spam
    assert (question.question, question.request, question.profane) == (True, False, False)
    assert request.request
    assert english.question


def test_spans_are_places_of_the_original_text(analyzer: Analyzer) -> None:
    text = unicodedata.normalize("NFD", "와 ") + "&quot;씨@발&quot; 뭐야"
    label = analyzer.label([text])[0]
    assert label.profanity_spans
    assert [text[start:end] for start, end in label.profanity_spans] == ["씨@발"]


def test_an_owners_words_count(analyzer: Analyzer) -> None:
    own = Analyzer(keywords=False, words=WordLists(hide=("고구마",), allow=("존나",)))
    assert [label.profane for label in own.label(["고구마 맛있다", "존나 맛있다"])] == [True, False]
    assert [label.profane for label in analyzer.label(["고구마 맛있다", "존나 맛있다"])] == [False, True]


def test_what_no_model_answers_is_none(analyzer: Analyzer) -> None:
    label = analyzer.label(["Очень смешно"])[0]
    assert (label.abusive, label.abuse_score, label.question, label.request) == (None,) * 4
    assert (label.profane, label.spam) == (False, False)


def test_batch_composition_changes_nothing(analyzer: Analyzer) -> None:
    together = analyzer.label(MIXED)
    assert [analyzer.label([text])[0] for text in MIXED] == together
    assert list(analyzer.stream(MIXED, batch=3)) == together
    assert analyzer.label(MIXED[::-1])[::-1] == together
    assert Analyzer(threads=2).label(MIXED) == together


def test_decomposed_hangul_reads_the_same(analyzer: Analyzer) -> None:
    decomposed = [unicodedata.normalize("NFD", text) for text in MIXED]
    assert analyzer.label(decomposed) == analyzer.label(MIXED)


def test_streams_without_end(analyzer: Analyzer) -> None:
    endless = (f"{n}번째 댓글" for n in count())
    assert len(list(islice(analyzer.stream(endless, batch=4), 10))) == 10


def test_times_past_the_end_are_left_out(analyzer: Analyzer) -> None:
    assert analyzer.label(["1:00 3:00"], duration_s=90)[0].timestamps_s == (60,)


def test_names_every_model(analyzer: Analyzer) -> None:
    assert ModelRef("sentiment", "ko-bilstm-ngrams", "3") in analyzer.models
    tasks = {model.task for model in analyzer.models}
    assert tasks == {
        "abuse",
        "keywords",
        "language",
        "profanity",
        "question",
        "request",
        "sentiment",
        "spam",
        "timestamps",
    }
    assert all(model.name != "kiwi-terms" for model in Analyzer(keywords=False).models)


HOSTILE = [
    "\x00",
    "\ud83d",
    "\udc00재밌다\ud800",
    "\u200b" * 50,
    "\u202eمرحبا 안녕 hello",
    "👨‍👩‍👧‍👦🏳️‍🌈",
    "가" * 1_000_000,
    "ㅋ" * 1_000_000,
    "a" * 1_000_000,
    "1:" * 20_000,
    "<" * 20_000,
    "&" * 20_000,
    "&#xD800;&#0;&#99999999;",
    "@" * 20_000,
    ":a" * 10_000,
    "good " * 20_000,
    " ".join(map(str, range(5_000))),
    "\u1112\u1161\u11ab" * 1000,
    "\n\r\t\x0b\x85\u2028",
]


def test_hostile_texts_are_answered(analyzer: Analyzer) -> None:
    labels = analyzer.label(HOSTILE)
    assert len(labels) == len(HOSTILE)
    assert all(-1 <= label.sentiment_score <= 1 for label in labels)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_categories=())), max_size=5))
def test_any_texts_are_answered(analyzer: Analyzer, texts: list[str]) -> None:
    labels = analyzer.label(texts)
    assert [type(label) for label in labels] == [CommentLabels] * len(texts)


def test_importing_loads_no_model() -> None:
    heavy = "{'kiwipiepy', 'onnxruntime', 'vaderSentiment'}"
    code = f"import sys, opentube.comments; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
