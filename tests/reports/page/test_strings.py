"""The page says the same things in both languages."""

import string
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from opentube.reports.document import AnalysisKind, ReportStatus
from opentube.reports.figures import clock, percent
from opentube.reports.page.formats import score
from opentube.reports.page.strings import LANGUAGES, known, say, texts, told


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def forms(entry: str | dict[str, str]) -> list[str]:
    return list(entry.values()) if isinstance(entry, dict) else [entry]


def test_every_phrase_exists_in_both_languages() -> None:
    assert texts("ko").keys() == texts("en").keys()


@pytest.mark.parametrize("key", texts("en"))
def test_both_languages_use_the_same_values(key: str) -> None:
    needed = {frozenset(fields(form)) for lang in LANGUAGES for form in forms(texts(lang)[key])}
    counted = isinstance(texts("en")[key], dict)

    assert len({each - {"count"} for each in needed}) == 1
    assert isinstance(texts("ko")[key], dict) == counted
    if counted:
        assert all(set(texts(lang)[key]) == {"one", "other"} for lang in LANGUAGES)


def test_no_phrase_is_unused() -> None:
    page = files("opentube.reports.page")
    sources = [entry for folder in (page, page.joinpath("templates")) for entry in folder.iterdir() if entry.is_file()]
    code = "".join(entry.read_text("utf-8") for entry in sources)
    prefixes = ("status.", "banner.", "source.", "section.", "missing.", "empty.", "sentiment.", "language.", "task.")
    also = ("step.", "voices.", "mood.course_", "mood.way_", "flag.", "evidence.")

    assert [key for key in texts("en") if f'"{key}"' not in code and not key.startswith(prefixes + also)] == []


@pytest.mark.parametrize("status", list(ReportStatus))
def test_every_status_has_its_phrases(status: ReportStatus) -> None:
    assert known(f"status.{status.value}")
    assert status == ReportStatus.DONE or (known(f"banner.{status.value}") and known(f"missing.{status.value}"))


@pytest.mark.parametrize("kind", list(AnalysisKind))
def test_every_analysis_has_its_phrases(kind: AnalysisKind) -> None:
    assert known(f"section.{kind.value}")
    assert known(f"empty.{kind.value}")


def test_one_and_many() -> None:
    assert str(say("moments.comments", count=1).texts["en"]) == "1 comment"
    assert str(say("moments.comments", count=1234).texts["en"]) == "1,234 comments"
    assert str(say("moments.comments", count=1234).texts["ko"]) == "댓글 1,234개"


@given(st.text())
def test_values_are_escaped_in_text_and_in_attributes(text: str) -> None:
    phrase = say("person.number", number=text)

    assert phrase.texts["en"] == Markup("Person {}").format(text)
    assert phrase.attribute("alt", "en").count('"') == 8


def test_known_codes_are_told_in_korean() -> None:
    assert "소리만" in told("media_no_video", "No picture.").texts["ko"]
    assert told("media_no_video", "No picture.").texts["en"] == "No picture."
    assert told("something_new", "A <new> thing.").texts["ko"] == "A &lt;new&gt; thing."


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, "0:00"), (59.99, "0:59"), (61, "1:01"), (3600, "1:00:00"), (36_061.9, "10:01:01")]
)
def test_clock(seconds: float, expected: str) -> None:
    assert clock(seconds) == expected


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_shares_are_never_rounded_to_nothing_or_all(part: int, whole: int) -> None:
    part = min(part, whole)

    assert (percent(part, whole) == "0%") == (part == 0)
    assert (percent(part, whole) == "100%") == (part == whole)


@given(st.floats(-1, 1))
def test_scores_carry_their_sign(value: float) -> None:
    assert score(value)[0] == ("+" if value >= 0.005 else "−" if value <= -0.005 else "0")
