"""What the terminal says of a report."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from opentube.cli.summary import print_summary
from opentube.reports.document import ReportDocument, ReportStatus, SummarySentence, VideoPart
from opentube.reports.write import WrittenReport


@pytest.mark.parametrize(
    ("language", "expected"), [("ko_KR.UTF-8", "댓글이 없습니다."), ("C", "There are no [comments].")]
)
def test_the_sentences_are_printed_in_the_language_of_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, expected: str
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    day = datetime(2026, 3, 1, tzinfo=UTC)
    document = ReportDocument(
        opentube_version="0",
        id="r",
        status=ReportStatus.DONE,
        requested_at=day,
        finished_at=day,
        video=VideoPart(source="file", external_id="v", title="영상"),
        models=[],
        analyses=[],
        notices=[],
        summary=[
            SummarySentence(
                code="nothing", values={}, ko="댓글이 없습니다.", en="There are no [comments].", evidence=[]
            )
        ],
    )

    print_summary(WrittenReport(document, Path("report.json"), Path("report.html")))

    printed = capsys.readouterr().err
    assert f"– {expected}" in printed
    assert "report.html" in printed
