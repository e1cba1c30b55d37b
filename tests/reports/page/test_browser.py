"""The page in a browser, from a file and without a network."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from opentube.reports.document import ReportDocument
from opentube.reports.page.render import render_page

CHROMIUM = "/usr/bin/chromium"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, rich: ReportDocument, pictures: Mapping[str, bytes]) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(render_page(rich, pictures), "utf-8")
    return path.as_uri()


def colour(page: Page, selector: str, name: str) -> str:
    return str(page.evaluate(f"getComputedStyle(document.querySelector('{selector}')).{name}"))


@pytest.mark.parametrize("width", [390, 1280, 1920])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_asks_for_nothing(browser: Browser, file: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="ko-KR")  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url[:60]))

    page.goto(file)
    page.evaluate("document.fonts.ready")

    assert complaints == []
    assert [url for url in requests if not url.startswith(("data:", "file:"))] == []
    assert sum(url.startswith("file:") for url in requests) == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.fonts.check('16px \"Open-Tube Sans\"')")
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    light = colour(page, "body", "backgroundColor") == "rgb(245, 246, 248)"
    assert light == (scheme == "light")
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_hostile_text_breaks_nothing_even_when_all_is_open(
    browser: Browser, saying: Callable[[str], ReportDocument], hostile: str, tmp_path: Path, width: int
) -> None:
    file = tmp_path / "report.html"
    file.write_text(render_page(saying(hostile + "W" + "o" * 300), {}), "utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))

    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

    assert dialogs == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_language_and_theme_are_the_readers(browser: Browser, file: str) -> None:
    context = browser.new_context(locale="en-GB", color_scheme="light")
    page = context.new_page()
    page.goto(file)
    assert page.locator("#h-keywords").inner_text() == "Keywords"
    before = colour(page, "body", "backgroundColor")

    page.get_by_role("button", name="한국어").click()
    page.locator("#theme").click()

    assert page.locator("#h-keywords").inner_text() == "키워드"
    assert page.get_by_role("navigation", name="리포트 목차").is_visible()
    assert colour(page, "body", "backgroundColor") != before
    page.reload()
    assert page.locator("#h-keywords").inner_text() == "키워드"
    assert colour(page, "body", "backgroundColor") != before
    context.close()


def test_without_scripts_everything_is_there_in_one_language(browser: Browser, file: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(file)

    assert page.locator("#h-keywords").inner_text() == "키워드"
    assert page.locator("#h-persons").is_visible()
    assert not page.locator("#theme").is_visible()
    context.close()


def test_a_word_opens_its_examples(browser: Browser, file: str) -> None:
    page = browser.new_page()
    page.goto(file)
    word = page.locator("details.word").first

    word.locator("summary").first.press("Enter")

    assert word.locator(".comment").first.is_visible()
    page.close()


def test_colours_follow_the_theme_and_text_can_be_read(browser: Browser, file: str) -> None:
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(file)

        ratios = page.evaluate(
            """() => {
              const shine = (colour) => {
                const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((value) => value / 255)
                  .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
                return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
              };
              const ratio = (selector) => {
                const node = document.querySelector(selector);
                let ground = node;
                while (/, 0\\)|transparent/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
                const [low, high] = [getComputedStyle(node).color, getComputedStyle(ground).backgroundColor]
                  .map(shine).sort((a, b) => a - b);
                return (high + 0.05) / (low + 0.05);
              };
              return [".card .note", ".word .tone.positive", ".word .tone.negative", ".button", ".rank", ".rail a", "h1"]
                .map(ratio);
            }"""
        )

        assert min(ratios) >= 4.5, (scheme, ratios)
        page.close()
