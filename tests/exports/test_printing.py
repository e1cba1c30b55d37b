"""The report on paper."""

from pathlib import Path

import pytest

from opentube.exports.kinds import ExportKind
from opentube.exports.printing import for_paper
from tests.exports.office import Office
from tests.reports.audience import Said

PAGE = '<html lang="ko"><head></head><body><details class="long"><summary>a</summary></details></body></html>'


def test_paper_gets_its_styles_a_language_and_whole_comments() -> None:
    page = for_paper(PAGE, "en")

    assert page.startswith('<html lang="en">')
    assert "@page" in page.partition("</head>")[0]
    assert '<details class="long" open>' in page
    assert for_paper(PAGE, "").startswith('<html lang="ko">')


@pytest.mark.browser
def test_a_report_is_printed_on_pages_with_korean_text_and_links(office: Office) -> None:
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("no browser is installed")
    report_id = office.report([Said("c1", "재밌어요")], title="영상", url="https://youtu.be/dQw4w9WgXcQ")

    pdf = office.make(report_id, ExportKind.PDF, language="ko")

    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert b"/URI (https://youtu.be/dQw4w9WgXcQ)" in pdf
    assert b"/FontFile2" in pdf or b"/FontFile3" in pdf
    assert office.left() == []


def test_without_a_browser_it_says_what_to_install(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", "/nowhere")
    export_id = office.ask(office.report(), ExportKind.PDF)
    office.work_off()

    assert office.row(export_id).error_code == "browser_missing"
    assert "playwright install chromium" in str(office.row(export_id).error_message)
