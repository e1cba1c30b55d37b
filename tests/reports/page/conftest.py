"""Reports made up for these tests: nobody wrote these comments, nobody is in these pictures."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import cv2
import numpy as np
import pytest

from opentube.comments.values import Sentiment
from opentube.reports.document import (
    AnalysisKind,
    AnalysisState,
    Appearance,
    CampaignPart,
    ChangePart,
    CommentPart,
    CommentsPart,
    ContactSheetPart,
    CoursePoint,
    FlagCounts,
    KeywordPart,
    ModelUsed,
    MomentPart,
    Notice,
    PersonPart,
    PersonsPart,
    ReportDocument,
    ReportStatus,
    ReturningAuthor,
    SentimentCounts,
    ShotPart,
    SummarySentence,
    TopicPart,
    VideoPart,
)
from opentube.reports.summary import summarise

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</style><script>alert(2)</script>",
    "\"><svg onload=alert(3)>'",
    "{{ 7 * 7 }} {% raw %} {count}",
    "\u202eright to left\u202d\u2066",
    "Z" + "\u0351\u036b\u0343\u0334\u0319\u0324" * 12,
    "&lt;b&gt; &amp; ]]> <!-- -->",
)
DURATION_S = 1384.0
BEGIN = datetime(2026, 10, 2, 9, 30, tzinfo=UTC)
SAID = [
    ("3:25 여기 국물 끓는 소리만 들어도 배고파요 ㅠㅠ 오늘 저녁은 무조건 김치찌개다", "ko", 0.82, 1204),
    ("설명이 정말 친절하네요. 처음 해 보는데도 그대로 따라 하니까 됐습니다. 감사합니다!", "ko", 0.94, 873),
    ("The way he flips the pancake at 12:40 is just unreal, I watched it five times.", "en", 0.71, 640),
    ("소리가 너무 작아요. 자막도 중간부터 안 맞는데 다음 영상에서는 고쳐 주세요.", "ko", -0.66, 312),
    ("혹시 간장은 어떤 걸 쓰시나요?", "ko", 0.02, 208),
    ("광고가 영상의 절반이네… 실망입니다", "ko", -0.88, 187),
    ("First time cooking Korean food and my family loved it. Thank you so much!", "en", 0.9, 155),
    ("8:02 고양이 등장 ㅋㅋㅋㅋㅋ", "ko", 0.55, 1530),
    ("Too many cuts, I could not follow the recipe at all.", "en", -0.58, 44),
    ("このレシピ、日本でも作れますか?", "ja", 0.0, 12),
    ("재료를 한꺼번에 넣으면 안 되는 이유를 알려 주셔서 좋았어요. " * 14, "ko", 0.77, 96),
    ("솔직히 지난 영상이 더 나았음. 편집이 산만하고 음악이 너무 커서 집중이 안 됨", "ko", -0.47, 71),
]
WORDS = (  # noqa: SIM905 - read as a sentence
    "김치찌개 국물 고양이 레시피 간장 소리 자막 편집 설명 재료 recipe 저녁 불 조절 고춧가루 pancake 냄비 두부 음악 광고 "
    "엄마 sauce 주말 대파 마늘 family 한식 밥도둑 계란 육수 삼겹살 knife"
).split()


def a_comment(index: int) -> CommentPart:
    text, language, value, likes = SAID[index % len(SAID)]
    sentiment = Sentiment.POSITIVE if value > 0.15 else Sentiment.NEGATIVE if value < -0.15 else Sentiment.NEUTRAL
    if language == "ja":
        sentiment = Sentiment.UNKNOWN
    return CommentPart(
        id=f"c{index}",
        text=text,
        author=None
        if index % 7 == 4
        else ("@부엌지기", "@mina_cooks", "한솥 가득", "@j.park1987", "늦은 아침")[index % 5],
        likes=likes,
        published_at=BEGIN + timedelta(hours=11 * index),
        language=language,
        sentiment=sentiment,
        sentiment_score=value,
    )


def counts(total: int, lean: float = 0.5) -> SentimentCounts:
    positive, negative, unknown = int(total * lean), int(total * (0.62 - lean) / 2), int(total * 0.04)
    return SentimentCounts(
        positive=positive, negative=negative, unknown=unknown, neutral=total - positive - negative - unknown
    )


def counts_of(point: CoursePoint) -> int:
    return sum(point.counts.model_dump().values())


def a_course() -> list[CoursePoint]:
    random = np.random.default_rng(7)
    return [
        CoursePoint(
            start=BEGIN + timedelta(days=day),
            counts=counts(int(1300 / (1 + day * 0.55)) + int(random.integers(0, 8)), float(random.uniform(0.38, 0.58))),
        )
        for day in range(42)
    ]


def persons(number: int, appearances: int, duration_s: float = DURATION_S) -> list[PersonPart]:
    random = np.random.default_rng(number)
    made = []
    for index in range(number):
        starts = np.sort(random.uniform(0, duration_s * 0.98, max(1, appearances // (index + 1))))
        ends = np.minimum(starts + random.uniform(1, duration_s / len(starts), len(starts)) * 0.6, duration_s)
        spans = [Appearance(start_s=float(a), end_s=float(b)) for a, b in zip(starts, ends, strict=True)]
        made.append(
            PersonPart(
                id=f"p{index}",
                name="김서연" if index == 0 else None,
                cover=f"person-{index}.jpg" if index != 3 else None,
                screen_time_s=sum(span.end_s - span.start_s for span in spans),
                tracks=len(spans),
                appearances=spans,
            )
        )
    return made


def a_picture(width: int, height: int, hue: int) -> np.ndarray[Any, Any]:
    across = np.tile(np.linspace(60, 200, width, dtype=np.uint8), (height, 1))
    image = cv2.cvtColor(
        np.dstack([np.full_like(across, hue % 180), np.full_like(across, 90), across]), cv2.COLOR_HSV2BGR
    )
    center = (width // 2, int(height * 0.45))
    cv2.ellipse(image, center, (height // 5, height // 4), 0, 0, 360, (170, 190, 225), -1, cv2.LINE_AA)
    cv2.ellipse(image, (width // 2, height), (height // 3, height // 4), 0, 180, 360, (90, 80, 70), -1, cv2.LINE_AA)
    return image


def jpeg(image: np.ndarray[Any, Any]) -> bytes:
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()


def a_change(term: str) -> ChangePart:
    return ChangePart(
        report_id="7",
        requested_at=BEGIN + timedelta(days=9),
        comments_added=214,
        comments_gone=3,
        mean_score=0.02,
        positive_share=0.04,
        negative_share=-0.011,
        keywords_risen=[term],
        keywords_gone=[term],
    )


def a_topic(number: int, name: str) -> TopicPart:
    return TopicPart(
        id=number,
        name=name,
        terms=name.split(),
        count=900 // number,
        authors=800 // number,
        likes=4000 // number,
        sentiment=counts(900 // number),
        sentiment_score=round(0.7 - number * 0.3, 2),
        examples=[a_comment(number), a_comment(number + 4)],
    )


def with_text(document: ReportDocument, text: str) -> ReportDocument:
    """``document`` with ``text`` in every place that others can write to."""
    assert document.comments
    assert document.persons
    assert document.keywords
    assert document.moments
    comment = document.comments.most_liked[0].model_copy(update={"text": text, "author": text, "language": text})
    video = document.video.model_copy(update={"title": text, "channel": text, "external_id": text, "source": text})
    lists = {
        **{key: [comment] for key in ("most_liked", "most_positive", "most_negative", "most_helpful", "unanswered")},
        "languages": {text: 3},
        "returning": [ReturningAuthor(author=text, comments=2, videos=2, likes=1)],
        "campaigns": [CampaignPart(comments=9, authors=3, videos=1, example=comment)],
        "change": a_change(text),
    }
    topic = a_topic(1, text).model_copy(update={"terms": [text], "examples": [comment]})
    evidence = [f"keyword:{text}", "topic:1", f"person:{text}", f"comment:{comment.id}", "change", "moment:0"]
    person = document.persons.persons[0].model_copy(update={"name": text, "id": text, "cover": text})
    return document.model_copy(
        update={
            "video": video,
            "comments": document.comments.model_copy(update=lists),
            "keywords": [document.keywords[0].model_copy(update={"term": text, "examples": [comment]})],
            "topics": [topic],
            "moments": [document.moments[0].model_copy(update={"title": text, "examples": [comment]})],
            "summary": [SummarySentence(code=text, values={text: text}, ko=text, en=text, evidence=evidence)],
            "persons": document.persons.model_copy(update={"persons": [person]}),
            "notices": [Notice(code=text, message=text)],
            "status": ReportStatus.PARTIAL,
            "analyses": [
                AnalysisState(
                    kind=AnalysisKind.KEYWORDS, status=ReportStatus.FAILED, error_code=text, error_message=text
                )
            ],
        }
    )


@pytest.fixture(scope="session")
def pictures() -> Mapping[str, bytes]:
    covers = {f"person-{index}.jpg": jpeg(a_picture(128, 128, 17 * index)) for index in range(50)}
    frames = [[a_picture(256, 144, 9 * (row * 5 + column)) for column in range(5)] for row in range(4)]
    sheet = np.vstack([np.hstack(row) for row in frames])
    return {**covers, "sheet.jpg": jpeg(sheet)}


@pytest.fixture(scope="session")
def rich() -> ReportDocument:
    """A done report of 6,236 comments, 6 persons and everything else."""
    course = a_course()
    whole = {kind: sum(getattr(point.counts, kind) for point in course) for kind in SentimentCounts.model_fields}
    examples = [a_comment(index) for index in range(len(SAID))]
    total = sum(whole.values())
    document = ReportDocument(
        opentube_version="0.1.0",
        id="8a4f1c02",
        status=ReportStatus.DONE,
        requested_at=BEGIN + timedelta(days=43),
        finished_at=BEGIN + timedelta(days=43, minutes=2),
        video=VideoPart(
            source="yt_dlp",
            external_id="aB3dEfGhIjK",
            title="집에서 끓이는 진짜 김치찌개 — 20년 식당의 비법을 처음 공개합니다 (Kimchi stew at home)",
            url="https://www.youtube.com/watch?v=aB3dEfGhIjK",
            channel="오늘의 부엌 Kitchen Today",
            published_at=BEGIN,
            duration_s=DURATION_S,
            width=1280,
            height=720,
            frame_rate=29.97,
            has_media=True,
            has_audio=True,
        ),
        models=[
            ModelUsed(task="language", name="hangul-share", version="1"),
            ModelUsed(task="sentiment", name="ko-linear", version="1"),
            ModelUsed(task="keywords", name="kiwi", version="0.24"),
            ModelUsed(task="face_detection", name="yunet", version="2023mar-int8bq"),
            ModelUsed(task="face_embedding", name="sface", version="2021dec-int8bq"),
        ],
        analyses=[AnalysisState(kind=kind, status=ReportStatus.DONE) for kind in AnalysisKind],
        notices=[
            Notice(code="an_unlisted_code", message="Comments with an id that came before were counted once.", count=3)
        ],
        comments=CommentsPart(
            total=total,
            replies=total // 5,
            authors=int(total * 0.83),
            likes=48_211,
            languages={"ko": total - 900, "en": 700, "ja": 150, "unknown": 40, "es": 6, "pt": 2, "vi": 1, "xx": 1},
            sentiment=SentimentCounts(**whole),
            mean_score=0.31,
            course_axis="time",
            course_step_s=86_400.0,
            course=course,
            most_liked=sorted(examples, key=lambda each: -each.likes)[:6],
            most_positive=sorted(examples, key=lambda each: -each.sentiment_score)[:5],
            most_negative=sorted(examples, key=lambda each: each.sentiment_score)[:4],
            flags=FlagCounts(profane=41, abusive=12, spam=73, question=388),
            liked=counts(54_000, 0.6),
            first_day=course[0].counts,
            later=counts(total - counts_of(course[0]), 0.45),
            most_helpful=[examples[1], examples[10], examples[6]],
            unanswered=[examples[4].model_copy(update={"question": True})],
            returning=[
                ReturningAuthor(author="@mina_cooks", comments=14, videos=6, likes=91),
                ReturningAuthor(author="한솥 가득", comments=5, videos=1, likes=3),
            ],
            campaigns=[
                CampaignPart(comments=37, authors=21, videos=2, example=examples[5].model_copy(update={"spam": True}))
            ],
            change=a_change("고춧가루"),
        ),
        keywords=[
            KeywordPart(
                term=word,
                count=int(900 / (rank + 1.5)) + 4,
                authors=int(800 / (rank + 1.5)) + 3,
                likes=4000 // (rank + 1),
                sentiment_score=None if word == "조절" else round(0.75 - (rank * 0.37) % 1.4, 2),
                examples=[a_comment(rank), a_comment(rank + 3)],
            )
            for rank, word in enumerate(WORDS)
        ],
        topics=[a_topic(n, name) for n, name in enumerate(("국물 김치찌개", "고양이", "소리 자막"), start=1)],
        moments=[
            MomentPart(
                at_s=at_s,
                end_s=at_s + 20 if index % 3 == 1 else None,
                title=("국물 끓는 소리", "고양이 등장", None, "팬케이크 뒤집기")[index % 4],
                sentiment_score=round(0.6 - (index * 0.31) % 1, 2),
                comments=comments,
                authors=comments - comments // 9,
                likes=comments * 13,
                weight=comments / 88,
                sentiment=counts(comments, 0.3 + (at_s % 7) / 23),
                examples=[a_comment(index + shift) for shift in range(3)],
            )
            for index, (at_s, comments) in enumerate(
                [
                    (205, 88),
                    (482, 61),
                    (760, 40),
                    (214, 33),
                    (35, 21),
                    (1120, 18),
                    (1302, 12),
                    (610, 9),
                    (900, 6),
                    (333, 4),
                    (77, 3),
                ]
            )
        ],
        persons=PersonsPart(
            persons=persons(6, 24),
            shots=[
                ShotPart(start_s=at, end_s=min(at + 31, DURATION_S)) for at in np.arange(0, DURATION_S, 31).tolist()
            ],
            tracks=70,
            unsure_tracks=4,
        ),
        contact_sheet=ContactSheetPart(
            picture="sheet.jpg",
            rows=4,
            columns=5,
            times_s=[DURATION_S * (index + 0.5) / 20 for index in range(20)],
            width=1280,
            height=576,
        ),
    )
    return document.model_copy(update={"summary": summarise(document)})


@pytest.fixture
def bare(rich: ReportDocument) -> ReportDocument:
    """A report about which nothing is known."""
    return ReportDocument(
        opentube_version="0.1.0",
        id="0",
        status=ReportStatus.DONE,
        requested_at=rich.requested_at,
        finished_at=None,
        video=VideoPart(source="file", external_id="clip.mp4", title="clip.mp4"),
        models=[],
        analyses=[],
        notices=[],
    )


@pytest.fixture(scope="session")
def hostile() -> str:
    """Text that wants to be more than text; shorter than what is cut."""
    return " ".join(HOSTILE)


@pytest.fixture(scope="session")
def saying(rich: ReportDocument) -> Callable[[str], ReportDocument]:
    """A report with a given text in every place that others can write to."""
    return partial(with_text, rich)
