"""The sentences of a report, word for word."""

from datetime import UTC, datetime
from typing import Any

import pytest

from opentube.comments.terms import TermKind
from opentube.comments.values import Sentiment
from opentube.reports.document import (
    Appearance,
    CampaignPart,
    ChangePart,
    CommentPart,
    CommentsPart,
    FlagCounts,
    KeywordPart,
    MomentPart,
    PersonPart,
    PersonsPart,
    ReportDocument,
    ReportStatus,
    SentimentCounts,
    SummarySentence,
    TopicPart,
    VideoPart,
)
from opentube.reports.summary import MOST, summarise
from opentube.reports.wording import LANGUAGES, _templates, length, quotable

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def counts(positive: int, neutral: int = 0, negative: int = 0, unknown: int = 0) -> SentimentCounts:
    return SentimentCounts(positive=positive, neutral=neutral, negative=negative, unknown=unknown)


def voice(text: str = "칼은 어디 거예요?", likes: int = 0) -> CommentPart:
    return CommentPart(id="q1", text=text, likes=likes, language="ko", sentiment=Sentiment.NEUTRAL, sentiment_score=0)


def comments(sentiment: SentimentCounts, **more: Any) -> CommentsPart:
    total = sum(sentiment.model_dump().values())
    return CommentsPart.empty().model_copy(update={"total": total, "sentiment": sentiment, **more})


def document(**parts: Any) -> ReportDocument:
    return ReportDocument(
        opentube_version="0",
        id="r",
        status=ReportStatus.DONE,
        requested_at=DAY,
        finished_at=DAY,
        video=VideoPart(source="file", external_id="v", title="영상", duration_s=600),
        models=[],
        analyses=[],
        notices=[],
        **parts,
    )


def said(**parts: Any) -> list[SummarySentence]:
    return summarise(document(**parts))


def only(**parts: Any) -> tuple[str, str, str]:
    """The code, the Korean and the English of the one sentence there is."""
    (sentence,) = said(**parts)
    return sentence.code, sentence.ko, sentence.en


def keyword(term: str, count: int, score: float | None, kind: TermKind = TermKind.NOUN) -> KeywordPart:
    return KeywordPart(term=term, kind=kind, count=count, authors=count, likes=0, sentiment_score=score, examples=[])


def moment(at_s: float, title: str | None, number: int, weight: float) -> MomentPart:
    return MomentPart(
        at_s=at_s,
        title=title,
        comments=number,
        authors=number,
        likes=0,
        weight=weight,
        sentiment=counts(number),
        examples=[],
    )


@pytest.mark.parametrize(
    ("sentiment", "code", "ko", "en"),
    [
        (counts(0), "nothing", "댓글이 없습니다.", "There are no comments."),
        (
            counts(3, 1, 0),
            "mood_few",
            "댓글이 4개뿐이라 비율 대신 수로 적습니다. 긍정 3개, 중립 1개, 부정 0개입니다.",
            "There are only 4 comments, too few for shares: 3 positive, 1 neutral, 0 negative.",
        ),
        (
            counts(1),
            "mood_few",
            "댓글이 1개뿐이라 비율 대신 수로 적습니다. 긍정 1개, 중립 0개, 부정 0개입니다.",
            "There is only 1 comment, too few for shares: 1 positive, 0 neutral, 0 negative.",
        ),
        (
            counts(820, 410, 410),
            "mood_positive",
            "댓글 1,640개 가운데 긍정이 50%, 부정이 25%로 긍정이 더 많습니다.",
            "More positive than negative: of 1,640 comments, 50% are positive and 25% negative.",
        ),
        (
            counts(10, 20, 30),
            "mood_negative",
            "댓글 60개 가운데 부정이 50%, 긍정이 17%로 부정이 더 많습니다.",
            "More negative than positive: of 60 comments, 50% are negative and 17% positive.",
        ),
        (
            counts(31, 39, 30),
            "mood_mixed",
            "댓글 100개 가운데 긍정이 31%, 부정이 30%로 비슷합니다.",
            "Of 100 comments, 31% are positive and 30% negative, much the same.",
        ),
        (
            counts(20, 70, 10),
            "mood_neutral",
            "댓글 100개 가운데 70%가 중립이고, 긍정은 20%, 부정은 10%입니다.",
            "Of 100 comments, 70% are neutral, 20% positive and 10% negative.",
        ),
    ],
)
def test_mood(sentiment: SentimentCounts, code: str, ko: str, en: str) -> None:
    assert only(comments=comments(sentiment)) == (code, ko, en)


def test_comments_that_nobody_can_judge_are_said() -> None:
    code, ko, en = only(comments=comments(counts(30, 10, 10, 50)))
    assert code == "mood_positive"
    assert ko == "댓글 100개(감정을 판단하지 않은 50개 포함) 가운데 긍정이 30%, 부정이 10%로 긍정이 더 많습니다."
    assert en == "More positive than negative: of 100 comments (50 not rated), 30% are positive and 10% negative."
    assert said(comments=comments(counts(0, 0, 0, 50))) == []


def test_mood_by_likes_where_it_differs() -> None:
    part = comments(counts(30, 10, 10), liked=counts(40, 100, 60), most_liked=[voice(likes=80)])
    assert said(comments=part)[1].model_dump() == {
        "code": "liked_down",
        "values": {"all": 0.6, "liked": 0.2},
        "ko": "좋아요를 받은 만큼 무게를 두면 긍정이 60%에서 20%로 줄어듭니다.",
        "en": "Weighted by likes, the positive share falls from 60% to 20%.",
        "evidence": ["sentiment", "comment:q1"],
    }
    assert len(said(comments=part.model_copy(update={"liked": counts(60, 21, 20)}))) == 1


def test_mood_around_the_first_day() -> None:
    part = comments(counts(60, 20, 20), first_day=counts(40, 5, 5), later=counts(20, 15, 15))
    assert said(comments=part)[1].ko == "첫날 80%이던 긍정 비율이 그 뒤로는 40%로 내렸습니다."
    assert said(comments=part)[1].en == "The positive share fell from 80% on the first day to 40% since."
    assert len(said(comments=part.model_copy(update={"later": counts(1, 9, 9)}))) == 1


def test_words_by_their_sentiment() -> None:
    _, praised, blamed = said(
        comments=comments(counts(300, 100, 100)),
        keywords=[
            keyword("국물", 120, 0.6),
            keyword("맛있다", 90, 0.9, TermKind.ADJECTIVE),
            keyword("광고", 40, -0.5),
            keyword("고기", 1200, 0.4),
            keyword("간장", 80, 0.1),
            keyword("드묾", 4, 0.9),
            keyword("모름", 50, None),
        ],
    )
    assert praised.ko == "‘국물’(120개), ‘고기’(1,200개)가 나오는 댓글은 대체로 긍정적입니다."
    assert praised.en == "Comments with “국물” (120) and “고기” (1,200) are mostly positive."
    assert praised.evidence == ["keyword:국물", "keyword:고기"]
    assert praised.values == {"terms": "국물, 고기"}
    assert blamed.ko == "‘광고’(40개)가 나오는 댓글은 대체로 부정적입니다."
    assert blamed.en == "Comments with “광고” (40) are mostly negative."


def test_words_that_lean_like_all_comments_do_say_nothing() -> None:
    part = comments(counts(10, 100, 300), mean_score=-0.5)
    _, blamed = said(comments=part, keywords=[keyword("짬뽕", 90, -0.52), keyword("관리", 40, -0.7)])
    assert blamed.values == {"terms": "관리"}


def test_topics() -> None:
    def topic(number: int, name: str, count: int, score: float | None) -> TopicPart:
        return TopicPart(
            id=number,
            name=name,
            terms=[name],
            count=count,
            authors=count,
            likes=0,
            sentiment=counts(count),
            sentiment_score=score,
            examples=[],
        )

    topics = [topic(1, "국물 맛", 40, 0.7), topic(2, "광고", 20, -0.6), topic(3, "음악", 9, 0.1), topic(4, "불", 8, 0)]
    _, sentence = said(comments=comments(counts(300)), topics=topics)
    assert sentence.ko == (
        "댓글이 많이 모인 주제는 ‘국물 맛’(40개, 대체로 긍정), ‘광고’(20개, 대체로 부정), ‘음악’(9개)입니다."
    )
    assert sentence.en == (
        "Most comments are about “국물 맛” (40, mostly positive), “광고” (20, mostly negative) and “음악” (9)."
    )
    assert sentence.evidence == ["topic:1", "topic:2", "topic:3"]
    assert len(said(comments=comments(counts(300)), topics=topics[:1])) == 1


def test_moments() -> None:
    (sentence,) = said(
        moments=[moment(33, None, 6, 0.4), moment(1596, "할배 드롭킥", 19, 1), moment(3723.5, "끝", 1, 0.2)]
    )
    assert sentence.code == "moments"
    assert sentence.ko == "가장 주목받은 순간은 차례로 26:36 ‘할배 드롭킥’(댓글 19개), 0:33(댓글 6개)입니다."
    assert sentence.en == "The moments that stand out most are 26:36 “할배 드롭킥” (19 comments) and 0:33 (6 comments)."
    assert sentence.evidence == ["moment:1596", "moment:33"]
    assert sentence.values == {"at_s": 1596, "comments": 19}
    assert only(moments=[moment(61, "cat", 2, 1)]) == (
        "moment",
        "가장 주목받은 순간은 1:01 ‘cat’(댓글 2개)입니다.",
        "The moment that stands out most is 1:01 “cat” (2 comments).",
    )


def test_questions_and_requests() -> None:
    flags = FlagCounts(question=12, request=1, spam=0)
    part = comments(counts(100), flags=flags, unanswered=[voice(likes=7)])
    assert said(comments=part)[1].ko == "질문하는 댓글이 12개(12%) 있습니다."
    assert said(comments=part)[1].evidence == ["flags", "comment:q1"]
    part = part.model_copy(update={"replies": 9})
    assert said(comments=part)[1].ko == (
        "아무도 답하지 않은 질문 가운데 ‘칼은 어디 거예요?’가 좋아요 7개로 가장 많은 공감을 얻었습니다."
    )
    assert said(comments=part)[1].en == (
        "Of the questions that nobody answered, “칼은 어디 거예요?” has the most likes, 7."
    )
    part = part.model_copy(update={"unanswered": [voice("where?\n\u202eplease")], "flags": FlagCounts(request=3)})
    _, question, request = said(comments=part)
    assert question.en == "Some questions were not answered by anybody, for example “where? please”."
    assert request.ko == "무언가를 해 달라고 부탁하는 댓글이 3개(3%) 있습니다."
    assert request.en == "3 comments (3%) request something."


def test_spam_abuse_and_campaigns() -> None:
    part = comments(
        counts(900, 100),
        flags=FlagCounts(spam=30, abusive=9),
        campaigns=[CampaignPart(comments=12, authors=5, videos=1, example=voice())],
    )
    _, spam, campaign = said(comments=part)
    assert spam.ko == "스팸으로 보이는 댓글이 30개(3%) 있습니다."
    assert campaign.ko == "거의 같은 글을 작성자 5명이 12번 올렸습니다."
    assert campaign.en == "5 authors posted much the same text 12 times."
    assert len(said(comments=comments(counts(900), flags=FlagCounts(spam=0)))) == 1


def a_change(**more: Any) -> ChangePart:
    values: dict[str, Any] = {
        "comments_added": 0,
        "comments_gone": 0,
        "mean_score": None,
        "positive_share": None,
        "negative_share": None,
        "keywords_risen": [],
        "keywords_gone": [],
    }
    return ChangePart(report_id="r0", requested_at=DAY, **values | more)


@pytest.mark.parametrize(
    ("change", "ko", "en"),
    [
        (
            a_change(),
            "지난 리포트(2026-03-01) 뒤로 새로 달리거나 사라진 댓글이 없습니다.",
            "Since the last report (2026-03-01), no comment came or went.",
        ),
        (
            a_change(comments_added=1),
            "지난 리포트(2026-03-01) 뒤로 댓글 1개가 새로 달렸습니다.",
            "Since the last report (2026-03-01), 1 comment is new.",
        ),
        (
            a_change(comments_added=200, comments_gone=3, positive_share=-0.04, keywords_risen=["불맛", "두부"]),
            (
                "지난 리포트(2026-03-01) 뒤로 댓글 200개가 새로 달리고 3개가 사라졌습니다. 그사이 긍정 비율은 4%p 내렸습니다. "
                "새로 많이 나온 말은 ‘불맛’, ‘두부’입니다."
            ),
            (
                "Since the last report (2026-03-01), 200 comments are new and 3 are gone. The positive share fell by 4 "
                "percentage points. Newly frequent: “불맛” and “두부”."
            ),
        ),
    ],
)
def test_change(change: ChangePart, ko: str, en: str) -> None:
    _, sentence = said(comments=comments(counts(300), change=change))
    assert (sentence.ko, sentence.en) == (ko, en)
    assert sentence.evidence == ["change"]


def people(*persons: tuple[str | None, float]) -> PersonsPart:
    made = [
        PersonPart(
            id=f"p{number}",
            name=name,
            cover=None,
            screen_time_s=seconds,
            tracks=1,
            appearances=[Appearance(start_s=0, end_s=seconds)],
        )
        for number, (name, seconds) in enumerate(persons, start=1)
    ]
    return PersonsPart(persons=made, shots=[], tracks=len(made), unsure_tracks=0)


def test_persons() -> None:
    assert only(persons=people((None, 270), ("김서연", 90))) == (
        "persons_share",
        "영상에서 인물 2명을 찾았고, 인물 1은 화면에 4분 30초(영상의 45%) 나와 가장 오래 보입니다.",
        "2 persons were found in the video; Person 1 is on screen longest, for 4 min 30 s (45% of the video).",
    )
    assert only(persons=people(("김서연", 9))) == (
        "person_share",
        "영상에서 인물 한 명을 찾았고, 화면에 9초(영상의 2%) 나옵니다.",
        "One person was found in the video, on screen for 9 s (2% of the video).",
    )
    assert said(persons=people()) == []


def test_at_most_nine_and_the_most_telling_are_kept() -> None:
    part = comments(
        counts(300, 100, 100),
        liked=counts(40, 400, 160),
        first_day=counts(40, 5, 5),
        later=counts(20, 15, 15),
        flags=FlagCounts(spam=30, abusive=30, request=30, question=30),
        replies=3,
        unanswered=[voice(likes=1)],
        change=a_change(),
    )
    whole = said(
        comments=part,
        keywords=[keyword("국물", 120, 0.6), keyword("광고", 40, -0.5)],
        moments=[moment(61, "cat", 2, 1)],
        persons=people((None, 270)),
    )
    assert len(whole) == MOST
    assert [each.code for each in whole] == [
        "mood_positive",
        "liked_down",
        "praised",
        "blamed",
        "moment",
        "unanswered",
        "abuse",
        "change_none",
        "person_share",
    ]


def test_nothing_analysed_says_nothing() -> None:
    assert said() == []


def test_both_languages_have_the_same_templates() -> None:
    assert _templates("ko").keys() == _templates("en").keys()
    assert LANGUAGES == ("ko", "en")


@pytest.mark.parametrize(
    ("seconds", "ko", "en"),
    [(0.2, "1초", "1 s"), (59.4, "59초", "59 s"), (61, "1분 1초", "1 min 1 s"), (7380, "2시간 3분", "2 h 3 min")],
)
def test_lengths(seconds: float, ko: str, en: str) -> None:
    assert length(seconds) == {"ko": ko, "en": en}


def test_quoted_words_stay_one_line_of_plain_text() -> None:
    assert quotable("a\nb\u202ec\u200b  d\ud800") == "a b c d"
    assert len(quotable("가" * 300)) == 60
