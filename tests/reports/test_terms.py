"""Keywords and topics of a report, from real comments files to the document."""

import json
import random
from pathlib import Path
from typing import Any

from opentube.comments.terms import TermKind
from opentube.reports.corrections import correct_labels
from opentube.reports.document import ReportDocument
from opentube.reports.refresh import refresh_results
from tests.reports.installation import COMMENTS_ONLY, Installation

GRILL = ["삼겹살에 쌈장이 최고", "쌈장 찍은 삼겹살 먹고 싶다", "불판에 삼겹살 굽는 소리", "삼겹살은 불판에 구워야지"]
DOG = [
    "강아지 산책 가자",
    "우리 강아지 산책을 너무 좋아해요 귀여워",
    "산책 나온 강아지 귀엽다",
    "강아지가 귀여워서 산책",
]
NAMES = ["내꺼내먹이 그립다", "내꺼내먹 은 언제", "내꺼내먹도 해줘요", "내꺼내먹은 또 안 하나요", "내꺼내먹만 봄"]
ENGLISH = ["greetings to Gordon Ramsay", "he is like Gordon Ramsay here", "i miss gordon ramsay so much"]
CHATTER = [
    "ㅋㅋㅋㅋㅋ",
    "진짜 너무 웃기다 ㅋㅋ",
    "오늘 영상 진짜 좋네요",
    "이 사람 생각 있나",
    "really nice video",
    "great people",
]
SPAM = ["부업 문의는 텔레그램"] * 6


def file_of(folder: Path, texts: list[str], authors: list[str] | None = None) -> Path:
    listed: list[dict[str, Any]] = [
        {
            "id": str(number),
            "text": text,
            "like_count": number % 7,
            "author_id": authors[number] if authors else f"a{number}",
        }
        for number, text in enumerate(texts)
    ]
    file = folder / "video.info.json"
    file.write_text(json.dumps({"id": "video", "title": "영상", "comments": listed}), encoding="utf-8")
    return file


def report_of(installation: Installation, file: Path) -> tuple[Any, ReportDocument]:
    report_id = installation.request(file, COMMENTS_ONLY)
    installation.work_off()
    return report_id, installation.document(report_id)


def test_keywords_have_kinds_numbers_and_examples(installation: Installation, tmp_path: Path) -> None:
    texts = [*GRILL, *DOG, *NAMES, *ENGLISH, *CHATTER]
    _, document = report_of(installation, file_of(tmp_path, texts))
    keywords = {part.term: part for part in document.keywords or []}
    kinds = {term: part.kind for term, part in keywords.items()}
    assert kinds["삼겹살"] is TermKind.NOUN
    assert kinds["귀엽다"] is TermKind.ADJECTIVE
    assert kinds["굽다"] is TermKind.VERB
    assert kinds["내꺼내먹"] is TermKind.COINAGE
    assert kinds["gordon ramsay"] is TermKind.NAME
    assert not set(keywords) & {
        "진짜",
        "너무",
        "사람",
        "오늘",
        "생각",
        "영상",
        "video",
        "people",
        "really",
        "ㅋㅋ",
        "gordon",
    }
    assert (keywords["내꺼내먹"].count, keywords["내꺼내먹"].authors) == (5, 5)
    assert all("삼겹살" in example.text for example in keywords["삼겹살"].examples)
    likes = [example.likes for example in keywords["삼겹살"].examples]
    assert likes == sorted(likes, reverse=True)
    assert len(likes) == 3
    order = [part.keyness for part in document.keywords or []]
    assert order == sorted(order, reverse=True)


def test_topics_are_named_groups_with_numbers(installation: Installation, tmp_path: Path) -> None:
    _, document = report_of(installation, file_of(tmp_path, GRILL * 3 + DOG * 2 + CHATTER * 2))
    topics = document.topics or []
    assert [(topic.id, set(topic.terms), topic.count) for topic in topics] == [
        (1, {"삼겹살", "불판", "쌈장"}, 12),
        (2, {"강아지", "산책"}, 8),
    ]
    for topic in topics:
        assert set(topic.name.split(" · ")) <= set(topic.terms)
        assert sum(topic.sentiment.model_dump().values()) == topic.count == topic.authors
        assert len({example.text for example in topic.examples}) == len(topic.examples) == 3


def test_the_order_of_comments_changes_nothing(installation: Installation, tmp_path: Path) -> None:
    texts = GRILL * 3 + DOG * 2 + CHATTER + NAMES

    def found(name: str, listed: list[str]) -> tuple[list[Any], list[Any]]:
        folder = tmp_path / name
        folder.mkdir()
        _, document = report_of(installation, file_of(folder, listed))
        keywords = [(part.term, part.kind, part.keyness, part.count) for part in document.keywords or []]
        return sorted(keywords, key=str), [(part.name, part.terms, part.count) for part in document.topics or []]

    assert found("one", texts) == found("other", random.Random(1).sample(texts, len(texts)))


def test_one_author_and_spam_make_no_keywords(installation: Installation, tmp_path: Path) -> None:
    texts = [*GRILL, *SPAM, *["홍합 홍합 홍합"] * 8]
    authors = [*"abcd", *"efghij", *["same"] * 8]
    report_id, document = report_of(installation, file_of(tmp_path, texts, authors))
    assert "홍합" not in {part.term for part in document.keywords or []}
    owner_id, workshop = installation.owner_id, installation.workshop
    with workshop.database.session() as session:
        for number, text in enumerate(texts):
            correct_labels(session, owner_id, report_id, str(number), {"spam": text in SPAM})
    refresh_results(workshop, report_id)
    terms = {part.term for part in installation.document(report_id).keywords or []}
    assert "부업" not in terms
    assert "삼겹살" in terms


def test_comments_that_say_nothing_have_no_keywords(installation: Installation, tmp_path: Path) -> None:
    texts = ["ㅋㅋㅋ", "", "❤❤", "0:15", "@someone", "삼겹살", "x" * 20_000, "가" * 5_000]
    _, document = report_of(installation, file_of(tmp_path, texts))
    assert document.keywords == []
    assert document.topics == []
