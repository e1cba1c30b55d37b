"""What a report says of its comments, from labels that are made up here."""

from collections.abc import Sequence

import pytest

from opentube.models.values import ModelRef
from opentube.reports.change import change_since_last
from opentube.reports.digest import digest_comments
from opentube.reports.document import ChangePart, CommentPart, CommentsPart, KeywordPart, MomentPart
from opentube.reports.moments import digest_moments
from opentube.store.database import Database
from tests.conftest import new_database
from tests.reports.audience import Said, add_report, finish

RECIPE = "두부는 소금물에 십 분 담갔다가 물기를 빼고 구우면 부서지지 않고 겉이 훨씬 바삭해집니다"


def digest(database: Database, comments: Sequence[Said], *, shuffle: int | None = None) -> CommentsPart:
    with database.session() as session:
        return digest_comments(session, add_report(session, comments, shuffle=shuffle))


def moments(database: Database, *comments: Said, duration_s: float | None = 600) -> list[MomentPart]:
    with database.session() as session:
        return digest_moments(session, add_report(session, comments), duration_s)


def ids(parts: Sequence[CommentPart]) -> list[str]:
    return [part.id for part in parts]


def test_sentiment_by_likes_and_around_the_first_day(database: Database) -> None:
    part = digest(
        database,
        [
            Said("a", score=0.9, likes=9, hours=0),
            Said("b", score=-0.9, likes=0, hours=23.9),
            Said("c", score=-0.5, likes=1, hours=24.1),
            Said("d", score=None, likes=4, hours=100),
        ],
    )
    assert part.liked.model_dump() == {"positive": 10, "neutral": 0, "negative": 3, "unknown": 5}
    assert part.first_day
    assert part.later
    assert part.first_day.model_dump() == {"positive": 1, "neutral": 0, "negative": 1, "unknown": 0}
    assert part.later.model_dump() == {"positive": 0, "neutral": 0, "negative": 1, "unknown": 1}


def test_without_times_there_is_no_first_day(database: Database) -> None:
    part = digest(database, [Said("a", hours=None), Said("b", hours=None)])
    assert (part.course_axis, part.first_day, part.later) == ("order", None, None)


def test_flags_are_counted_where_a_model_answers(database: Database) -> None:
    part = digest(
        database,
        [Said("a", flags={"spam": True, "question": False}), Said("b", flags={"spam": False, "question": False})],
    )
    assert part.flags.model_dump() == {
        "profane": None,
        "abusive": None,
        "spam": 1,
        "question": 0,
        "request": None,
    }


def test_lists_leave_out_spam_and_repeats(database: Database) -> None:
    part = digest(
        database,
        [
            Said("spam", "무료 체험은 여기로", 0.9, likes=99, flags={"spam": True}),
            Said("first", "정말 좋아요", 0.9, likes=9),
            Said("again", "정말  좋아요", 0.9, likes=8),
            Said("other", "색감이 예뻐요", 0.94, likes=3),
            Said("bad", "소리가 작아요", -0.8, likes=2),
        ],
    )
    assert ids(part.most_liked) == ["first", "other", "bad"]
    assert ids(part.most_positive) == ["first", "other"]
    assert ids(part.most_negative) == ["bad"]


def test_helpful_comments_inform(database: Database) -> None:
    part = digest(
        database,
        [
            Said("asked", "두부가 자꾸 부서지는데 어떻게 구워야 하나요?", flags={"question": True}),
            Said("liked", "대박 ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ 좋아요", 0.9, likes=500),
            Said("answer", RECIPE, 0.2, likes=3, parent="asked"),
            Said("alike", RECIPE + " 참고하세요", 0.2, likes=3),
            Said("rude", RECIPE + " 바보들아", 0.0, likes=80, flags={"abusive": True}),
            Said("angry", RECIPE + " 그런데 왜 안 합니까", -0.7, likes=80),
            Said("channel", RECIPE + " 감사합니다", 0.7, likes=80, by_uploader=True),
        ],
    )
    assert ids(part.most_helpful) == ["answer", "alike"]


def test_questions_are_open_until_somebody_else_replies(database: Database) -> None:
    asks = {"question": True}
    part = digest(
        database,
        [
            Said("answered", "칼은 어디 거예요?", likes=90, author="kim", flags=asks),
            Said("reply", "설명란에 있어요", author="lee", parent="answered"),
            Said("alone", "불 세기는요?", likes=1, author="park", flags=asks),
            Said("pushed", "냄비는요?", likes=5, author="choi", flags=asks),
            Said("bump", "저도 궁금", author="choi", parent="pushed"),
            Said("under", "그건 왜요?", author="jung", parent="answered", flags=asks),
            Said("channel", "다음엔 뭐 할까요?", author="me", by_uploader=True, flags=asks),
        ],
    )
    assert ids(part.unanswered) == ["pushed", "alone"]


def test_authors_who_come_back(database: Database) -> None:
    with database.session() as session:
        add_report(session, [Said("o1", author="loyal", likes=2), Said("o2", author="gone")], video="other")
        report_id = add_report(
            session,
            [
                Said("a", author="loyal", likes=5),
                *(Said(f"b{n}", author="busy", hours=n) for n in range(3)),
                *(Said(f"c{n}", author="at once", hours=1) for n in range(5)),
                Said("d", author="new"),
                *(Said(f"e{n}", author="channel", hours=n, by_uploader=True) for n in range(4)),
                *(Said(f"f{n}", author=None, hours=n) for n in range(4)),
            ],
        )
        returning = digest_comments(session, report_id).returning
    assert [each.model_dump() for each in returning] == [
        {"author": "loyal", "comments": 2, "videos": 2, "likes": 7},
        {"author": "busy", "comments": 3, "videos": 1, "likes": 0},
    ]


def keyword(term: str) -> KeywordPart:
    return KeywordPart(term=term, count=2, authors=2, likes=0, sentiment_score=None, examples=[])


def changed(database: Database, *, models: Sequence[ModelRef]) -> ChangePart | None:
    with database.session() as session:
        earlier = add_report(session, [Said("a", score=0.5), Said("b", score=-0.5), Said("gone")], day=1)
        finish(session, earlier, digest_comments(session, earlier), ["국물", "고양이"])
        later = add_report(session, [Said("b", score=-0.5), Said("a", score=0.5), Said("new", score=0.6)], day=9)
        finish(session, later, digest_comments(session, later), ["고양이", "두부"])
        now = add_report(
            session,
            [Said("a", score=0.5), Said("new", score=0.6), Said("x"), Said("y", score=0.1)],
            day=10,
            models=models,
        )
        part = digest_comments(session, now)
        change = change_since_last(session, now, part, [keyword(term) for term in ("불맛", "두부")])
        assert change is None or change.report_id == str(later)
        assert change_since_last(session, earlier, part, []) is None
        return change


def test_change_since_the_last_report(database: Database) -> None:
    change = changed(database, models=[ModelRef("sentiment", "made-up", "1")])
    assert change
    assert (change.comments_added, change.comments_gone) == (2, 1)
    assert change.positive_share == pytest.approx(3 / 4 - 2 / 3, abs=1e-6)
    assert change.negative_share == pytest.approx(-1 / 3, abs=1e-6)
    assert change.mean_score == pytest.approx(0.3 - 0.2, abs=1e-6)
    assert (change.keywords_risen, change.keywords_gone) == (["불맛"], ["고양이"])


def test_sentiment_of_two_models_is_not_compared(database: Database) -> None:
    change = changed(database, models=[ModelRef("sentiment", "made-up", "2")])
    assert change
    assert change.keywords_risen == ["불맛"]
    assert change.comments_added == 2
    assert (change.mean_score, change.positive_share, change.negative_share) == (None, None, None)


def test_keywords_of_two_engines_are_not_compared(database: Database) -> None:
    change = changed(database, models=[ModelRef("sentiment", "made-up", "1"), ModelRef("keywords", "made-up", "2")])
    assert change
    assert change.positive_share is not None
    assert (change.keywords_risen, change.keywords_gone) == ([], [])


def test_moments_have_titles_ends_and_scores(database: Database) -> None:
    found = moments(
        database,
        Said("a", "1:00~1:20 고양이 등장 ㅋㅋㅋ", 0.8, likes=4, author="kim"),
        Said("b", "1:01 고양이 귀여워", 0.6, author="lee"),
        Said("c", "1:00", None, author="park"),
        Said("rude", "1:01 씨발 고양이 등장 무엇", 0.1, likes=90, author="jung", flags={"profane": True}),
        Said("spam", "1:00 무료 체험은 여기로", 0.9, likes=999, author="ad", flags={"spam": True}),
        Said("late", "50:00 끝", author="han"),
    )
    assert [(each.at_s, each.end_s, each.title, each.comments, each.likes) for each in found] == [
        (60, 80, "고양이 등장", 4, 94)
    ]
    assert found[0].sentiment_score == pytest.approx(0.5)
    assert ids(found[0].examples) == ["rude", "a", "b", "c"]


def test_a_moment_where_nobody_says_anything_has_no_title(database: Database) -> None:
    (moment,) = moments(database, Said("a", "1:00 ㅋㅋㅋㅋ"), Said("b", "1:00", author="lee"))
    assert (moment.title, moment.end_s) == (None, None)


def test_the_order_of_rows_does_not_matter(server: str) -> None:
    comments = [
        Said(
            f"c{n}",
            f"{n % 7}:0{n % 9} 장면 {n % 5} 번 말하고 {RECIPE if n % 3 else '짧게'}",
            score=((n * 37) % 21 - 10) / 10,
            likes=n % 4,
            author=f"v{n % 11}",
            hours=n % 60,
            parent=f"c{n - 1}" if n % 6 == 5 else None,
            flags={"question": n % 4 == 0, "spam": n % 13 == 0},
        )
        for n in range(80)
    ]
    answers = []
    for shuffle in (None, 1):
        with new_database(server) as url, Database(url) as database, database.session() as session:
            report_id = add_report(session, comments, shuffle=shuffle)
            answers.append((digest_comments(session, report_id), digest_moments(session, report_id, 600)))
    assert answers[0] == answers[1]
