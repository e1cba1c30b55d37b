"""The report on paper."""

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from opentube.exports.kinds import ExportKind, ExportStatus
from opentube.exports.printing import for_paper
from opentube.exports.service import cancel_export
from tests.exports.office import Office
from tests.reports.audience import Said
from tests.reports.installation import wait_until

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


def test_it_stops_at_once_even_while_the_browser_hangs(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("playwright")
    number, browser = tmp_path / "number", tmp_path / "programs" / "chromium"
    browser.parent.mkdir()
    browser.write_text(f"#!/bin/sh\necho $$ > {number}.new; mv {number}.new {number}; exec sleep 600\n")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", f"{browser.parent}{os.pathsep}{os.environ['PATH']}")
    export_id = office.ask(office.report(), ExportKind.PDF)

    with office.worker(preload=False):
        wait_until(number.exists)
        with office.workshop.database.session() as session:
            cancel_export(session, office.owner_id, export_id)
        wait_until(lambda: not office.left())
        with suppress(ProcessLookupError):  # Playwright ends it, too, after half a minute
            os.kill(int(number.read_text()), signal.SIGKILL)
    assert office.row(export_id).status == ExportStatus.CANCELLED


def test_without_a_browser_it_says_what_to_install(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", "/nowhere")
    export_id = office.ask(office.report(), ExportKind.PDF)
    office.work_off()

    assert office.row(export_id).error_code == "browser_missing"
    assert "playwright install chromium" in str(office.row(export_id).error_message)
