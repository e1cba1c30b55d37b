"""Printing a page to PDF with Chromium: ``python -m opentube.exports.printing PAGE PDF [LANGUAGE]``."""

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

NO_BROWSER: Final = 3
_PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
_FOOT: Final = (
    '<div style="width:100%;font:8px sans-serif;color:#666;padding:0 12mm;text-align:right">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)


def for_paper(page: str, language: str) -> str:
    """A report's page with the styles of paper, long comments unfolded, in ``language`` where one is given."""
    style = files("opentube.exports").joinpath("print.css").read_text("utf-8")
    page = page.replace("</head>", f"<style>{style}</style>\n</head>", 1)
    page = page.replace('<details class="long">', '<details class="long" open>')
    return re.sub(r'<html lang="\w+"', f'<html lang="{language}"', page, count=1) if language else page


def print_page(page: Path, target: Path, language: str = "") -> int:
    """Print; the page may neither run scripts nor reach the network. Returns the exit code, 3 without a browser."""
    try:
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - an extra
    except ImportError:
        return NO_BROWSER
    paper = page.with_name("paper.html")
    paper.write_text(for_paper(page.read_text("utf-8"), language), "utf-8")
    with sync_playwright() as playwright:
        browser = None
        for way in _ways():
            with suppress(Error):
                browser = playwright.chromium.launch(**way)
                break
        if browser is None:
            return NO_BROWSER
        tab = browser.new_context(java_script_enabled=False, offline=True, color_scheme="light").new_page()
        tab.goto(paper.as_uri())
        tab.pdf(
            path=target,
            prefer_css_page_size=True,
            print_background=True,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=_FOOT,
            tagged=True,
            outline=True,
        )
        browser.close()
    return 0


def _ways() -> Iterator[dict[str, Any]]:
    """The browsers to try: one on the path, Playwright's own, one installed where its maker puts it."""
    yield from ({"executable_path": found} for found in map(shutil.which, _PROGRAMS) if found)
    yield {}
    yield from ({"channel": channel} for channel in ("chrome", "msedge"))


if __name__ == "__main__":
    sys.exit(print_page(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))
