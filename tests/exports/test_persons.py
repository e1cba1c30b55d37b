"""Who is on screen when, for players and editing programs."""

import pytest

from opentube.exports.kinds import ExportKind, ExportStatus
from tests.exports.office import Office

PERSONS = {"김<지우>": [(1.0, 3.0), (65.0, 66.5)], "": [(2.0, 2.5)]}


def test_each_appearance_is_a_chapter_a_line_and_an_event(office: Office) -> None:
    report_id = office.report(persons=PERSONS, frame_rate=29.97002997, title="영상")

    chapters = office.make(report_id, ExportKind.VTT).decode()
    assert chapters.split("\n\n")[1:3] == [
        "1\n00:00:01.000 --> 00:00:03.000\n김&lt;지우&gt;",
        "2\n00:00:02.000 --> 00:00:02.500\nPerson 2",
    ]
    lines = office.make(report_id, ExportKind.PERSONS_CSV).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0::2] for line in lines[1:]] == [
        ["김<지우>", "1.0", "2.0"],
        ["김<지우>", "65.0", "1.5"],
        ["Person 2", "2.0", "0.5"],
    ]
    events = office.make(report_id, ExportKind.EDL).decode().splitlines()
    assert events[1] == "FCM: DROP FRAME"
    assert [event.split()[4:] for event in events if " AX " in event] == [
        ["00:00:01;00", "00:00:03;00", "00:00:00;00", "00:00:02;00"],
        ["00:01:05;00", "00:01:06;15", "00:00:02;00", "00:00:03;15"],
        ["00:00:02;00", "00:00:02;15", "00:00:03;15", "00:00:04;00"],
    ]


@pytest.mark.parametrize(
    ("kind", "options", "code"),
    [
        (ExportKind.EDL, {"record": "in_place"}, "edl_events_overlap"),
        (ExportKind.EDL, {"frame_rate": "12"}, "frame_rate_unusual"),
        (ExportKind.VTT, {"persons": "00000000-0000-0000-0000-000000000001"}, "not_in_report"),
    ],
)
def test_what_cannot_be_written_says_why(office: Office, kind: ExportKind, options: dict[str, str], code: str) -> None:
    export_id = office.ask(office.report(persons=PERSONS, frame_rate=25.0), kind, **options)
    office.work_off()

    export = office.row(export_id)
    assert (export.status, export.error_code, export.blob_key) == (ExportStatus.FAILED, code, None)
    assert export.error_message
    assert export.error_detail is None
