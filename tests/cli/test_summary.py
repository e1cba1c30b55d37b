"""What the terminal says of a report."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from opentube.cli.summary import print_summary
from opentube.reports.document import (
    PersonPart,
    PersonsPart,
    ReportDocument,
    ReportStatus,
    SummarySentence,
    VideoPart,
)
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


def test_persons_are_named_with_how_long_they_are_seen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    people = [
        PersonPart(id=str(index), name=name, cover=None, screen_time_s=9.0 - index, tracks=1, appearances=[])
        for index, name in enumerate(["김[민]서", None, None, None, None, None])
    ]
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
        persons=PersonsPart(persons=people, shots=[], tracks=8, unsure_tracks=2),
    )

    print_summary(WrittenReport(document, Path("report.json"), Path("report.html")))

    said = " ".join(capsys.readouterr().err.split())
    assert "6 (on screen 김[민]서 9.0 s, 8.0 s, 7.0 s, 6.0 s, 5.0 s and 1 more); unsure 2 times" in said
