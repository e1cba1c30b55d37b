"""What the page holds, whatever the report holds."""

import base64
import hashlib
import html
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from opentube.reports.document import (
    AnalysisKind,
    AnalysisState,
    Appearance,
    FlagCounts,
    MomentPart,
    PersonsPart,
    ReportDocument,
    ReportStatus,
    SentimentCounts,
)
from opentube.reports.page.course import draw_course
from opentube.reports.page.links import watch
from opentube.reports.page.render import render_page


class Elements(HTMLParser):
    """All tags with their attributes, and all text outside of scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's signature
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside not in ("script", "style"):
            self.text += data


def test_hostile_text_stays_text(
    saying: Callable[[str], ReportDocument], hostile: str, pictures: Mapping[str, bytes]
) -> None:
    harmless = Elements(render_page(saying("harmless"), pictures))

    page = Elements(render_page(saying(hostile), pictures))

    assert [tag for tag, _ in page.tags] == [tag for tag, _ in harmless.tags]
    assert [sorted(attributes) for _, attributes in page.tags] == [
        sorted(attributes) for _, attributes in harmless.tags
    ]
    assert page.text.count(hostile) == harmless.text.count("harmless") > 10


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host/x", "https://[", "", None]
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert watch(url) is None
    assert watch(url, 3.0) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://youtu.be/aB3dEfGhIjK", "https://youtu.be/aB3dEfGhIjK?t=83s"),
        ("https://www.youtube.com/watch?v=aB3dEfGhIjK", "https://www.youtube.com/watch?v=aB3dEfGhIjK&t=83s"),
        ("https://video.example/7", None),
    ],
)
def test_places_in_the_video(url: str, expected: str | None) -> None:
    assert watch(url) == url
    assert watch(url, 83.9) == expected


@pytest.fixture(scope="module")
def page(rich: ReportDocument, pictures: Mapping[str, bytes]) -> str:
    return render_page(rich, pictures)


def test_moments_link_into_the_video(page: str) -> None:
    assert 'href="https://www.youtube.com/watch?v=aB3dEfGhIjK&amp;t=205s"' in page


def test_policy_allows_the_one_script_and_nothing_from_outside(page: str) -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])  # type: ignore[index]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    loaded = [attributes.get("src") for _, attributes in Elements(page).tags if attributes.get("src")]
    assert loaded
    assert all(source.startswith("data:image/") for source in loaded if source)
    assert all(source.startswith("data:font/") for source in re.findall(r"url\(([^)]*)", page))


def test_a_rich_report_shows_its_numbers(rich: ReportDocument, page: str) -> None:
    text = Elements(page).text

    assert rich.comments
    for expected in (
        f"{rich.comments.total:,}",
        "48,211",
        "+0.31",
        "3:25",
        "김치찌개",
        "김서연",
        "yunet",
        "0.1.0",
        "23:04",
    ):
        assert expected in text


def test_every_sentence_links_to_its_evidence_on_the_page(rich: ReportDocument, page: str) -> None:
    elements = Elements(page)
    ids = [attributes["id"] for _, attributes in elements.tags if "id" in attributes]
    brief = page[page.index('id="h-brief"') :]
    sentences = re.findall(r"<li>(.*?)</li>", brief[: brief.index("</ul>")], re.DOTALL)
    links = [re.findall(r'href="#([^"]+)"', sentence) for sentence in sentences]

    assert len(ids) == len(set(ids))
    assert [len(each) for each in links] == [len(sentence.evidence) for sentence in rich.summary]
    assert {link for each in links for link in each} <= set(ids)
    assert "가장 주목받은 순간은 차례로 3:25 ‘국물 끓는 소리’(댓글 88개)" in elements.text


def test_what_the_new_parts_hold_is_shown(page: str) -> None:
    text = Elements(page).text

    for expected in (
        "@mina_cooks",
        "+214",
        "−3",
        "+4.0%p",
        "−1.1%p",
        "고양이 등장",
        "8:02–8:22",
        "고춧가루",
        "거친 말",
    ):
        assert expected in text


def test_questions_are_listed_only_where_a_model_finds_them(rich: ReportDocument) -> None:
    assert rich.comments
    silent = rich.comments.model_copy(update={"flags": FlagCounts(), "unanswered": []})

    assert "Unanswered questions" not in Elements(render_page(rich.model_copy(update={"comments": silent}), {})).text


def test_a_report_of_nothing_says_so(bare: ReportDocument) -> None:
    page = Elements(render_page(bare, {}))

    assert "Nothing was analysed for this video." in page.text
    assert "이 영상에 대해 분석한 것이 없습니다." in page.text
    assert "section" in [tag for tag, _ in page.tags]


def test_what_was_looked_for_and_not_found_is_said(rich: ReportDocument) -> None:
    nobody = PersonsPart(persons=[], shots=[], tracks=0, unsure_tracks=0)

    text = Elements(render_page(rich.model_copy(update={"persons": nobody, "moments": [], "keywords": []}), {})).text

    assert "Nobody was recognised in this video." in text
    assert "No comment names a time in the video" in text
    assert "No word was used often enough" in text


@pytest.mark.parametrize("kept", [("comments", "keywords"), ("persons", "contact_sheet"), ("moments",)])
def test_parts_stand_alone(rich: ReportDocument, pictures: Mapping[str, bytes], kept: tuple[str, ...]) -> None:
    gone = {kind.value: None for kind in AnalysisKind if kind.value not in kept}
    video = rich.video.model_copy(update={"duration_s": None, "url": None})
    states = [state for state in rich.analyses if state.kind.value in kept]

    page = Elements(render_page(rich.model_copy(update={**gone, "analyses": states, "video": video}), pictures))

    assert {attributes["id"] for tag, attributes in page.tags if tag == "section" and "id" in attributes} >= set(kept)
    assert not {attributes.get("id") for tag, attributes in page.tags if tag == "section"} & set(gone)


def test_a_partial_report_names_what_failed_and_why(rich: ReportDocument) -> None:
    failed = AnalysisState(
        kind=AnalysisKind.PERSONS,
        status=ReportStatus.FAILED,
        error_code="media_no_video",
        error_message="This file has sound but no picture. Choose a file with video.",
    )
    done = [state for state in rich.analyses if state.kind != AnalysisKind.PERSONS]

    text = Elements(
        render_page(
            rich.model_copy(update={"status": ReportStatus.PARTIAL, "persons": None, "analyses": [*done, failed]}), {}
        )
    ).text

    assert "Part of this report could not be made." in text
    assert text.count("This file has sound but no picture.") == 2
    assert "소리만 있고 화면이 없습니다." in text


def test_a_failed_report_is_only_reasons(bare: ReportDocument) -> None:
    states = [
        AnalysisState(kind=kind, status=ReportStatus.FAILED, error_code="network", error_message="No answer.")
        for kind in AnalysisKind
    ]

    text = Elements(render_page(bare.model_copy(update={"status": ReportStatus.FAILED, "analyses": states}), {})).text

    assert "This report could not be made." in text
    assert text.count("No answer.") == 2 * len(AnalysisKind)


def test_comments_without_times_are_drawn_in_their_order(rich: ReportDocument) -> None:
    assert rich.comments
    course = [
        point.model_copy(update={"start": None, "start_index": 100 * index})
        for index, point in enumerate(rich.comments.course[:6])
    ]
    comments = rich.comments.model_copy(update={"course_axis": "order", "course_step_s": None, "course": course})

    text = Elements(render_page(rich.model_copy(update={"comments": comments}), {})).text

    assert "In the order of the comments" in text
    assert "501" in text


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_a_course_has_two_steps_at_least(rich: ReportDocument, steps: int) -> None:
    assert rich.comments
    silent = [point.model_copy(update={"counts": SentimentCounts()}) for point in rich.comments.course[:steps]]
    for points in (rich.comments.course[:steps], silent):
        course = draw_course(rich.comments.model_copy(update={"course": points}))

        assert (len(course.labelled) if course else 0) == (steps if steps > 1 else 0)


def test_times_are_said_in_utc(bare: ReportDocument) -> None:
    page = render_page(bare.model_copy(update={"finished_at": datetime(2026, 3, 1, 23, 59, tzinfo=UTC)}), {})

    assert "2026-03-01 23:59" in page


def test_odd_pictures_leave_a_placeholder(rich: ReportDocument) -> None:
    page = Elements(render_page(rich, {"person-0.jpg": b"<svg onload=alert(1)>", "sheet.jpg": b""}))

    assert "img" not in [tag for tag, _ in page.tags]
    assert "The picture is missing." in page.text


def test_a_huge_report_is_whole(rich: ReportDocument, pictures: Mapping[str, bytes]) -> None:
    assert rich.persons
    assert rich.comments
    lanes = [
        rich.persons.persons[index % 6].model_copy(
            update={
                "id": f"p{index}",
                "cover": f"person-{index}.jpg",
                "appearances": [Appearance(start_s=at * 250.0, end_s=at * 250.0 + 99) for at in range(40)],
            }
        )
        for index in range(50)
    ]
    moments = [
        MomentPart(
            at_s=at * 40.0,
            comments=at + 1,
            authors=1,
            likes=0,
            weight=(at + 1) / 250,
            sentiment=SentimentCounts(),
            examples=[],
        )
        for at in range(250)
    ]
    syllables = "".join(chr(0xAC00 + 3 * index) for index in range(3700))
    long = rich.comments.most_liked[0].model_copy(update={"text": (syllables * 14)[:50_000]})
    document = rich.model_copy(
        update={
            "video": rich.video.model_copy(update={"duration_s": 10_000.0}),
            "comments": rich.comments.model_copy(update={"most_liked": [long]}),
            "moments": moments,
            "persons": rich.persons.model_copy(update={"persons": lanes}),
        }
    )

    page = render_page(document, pictures)

    assert page.count('class="fill-lane"') == 2000
    assert long.text in page
    assert len(page) < 3_000_000
