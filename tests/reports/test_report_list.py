"""Reports as cards."""

import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from opentube.accounts.service import local_owner
from opentube.reports.channel import report_numbers
from opentube.reports.deletion import bin_report
from opentube.reports.digest import digest_comments
from opentube.reports.document import AnalysisKind, ReportStatus
from opentube.reports.faces_on_screen import at_time, boxes_between
from opentube.reports.remembered import Remembered
from opentube.reports.report_list import ReportCard, ReportSort, find_report_of, list_reports_page
from opentube.reports.service import ReportNotFound
from opentube.reports.tables import Analysis, Report
from opentube.sources.tables import Video
from opentube.store.database import Database
from tests.reports.audience import Said, add_report, finish
from tests.reports.installation import Installation


@pytest.mark.parametrize("sort", ReportSort)
def test_pages_give_every_report_once(database: Database, sort: ReportSort) -> None:
    with database.session() as session:
        owner_id = local_owner(session)
        for number in range(11):
            add_report(session, [], video=f"{'bBa'[number % 3]}{number // 2}", day=number // 3)
        rows: list[ReportCard] = []
        after = None
        while True:
            page = list_reports_page(session, owner_id, sort=sort, after=after, limit=3)
            rows += page.rows
            if (after := page.next_key) is None:
                break

        assert len({row.id for row in rows}) == len(rows) == 11
        keys = [row.title.lower() if sort is ReportSort.TITLE else row.requested_at for row in rows]
        assert keys == sorted(keys, key=str, reverse=sort is ReportSort.NEWEST)


def test_reports_are_found_by_status_title_and_bin(database: Database) -> None:
    with database.session() as session:
        owner_id = local_owner(session)
        lunch, dinner = (add_report(session, [], video=name) for name in ("점심 100%", "Dinner"))
        session.execute(sa.update(Report).where(Report.id == dinner).values(status=ReportStatus.FAILED))

        def found(**question: Any) -> list[uuid.UUID]:
            return [row.id for row in list_reports_page(session, owner_id, **question).rows]

        assert found(statuses=[ReportStatus.FAILED]) == [dinner]
        assert found(text="점심") == found(text="0%") == [lunch]
        assert found(text="dinn") == [dinner]
        assert found(text="%%") == found(text="\0") == []
        assert find_report_of(session, owner_id, "Dinner") == dinner
        bin_report(session, owner_id, dinner)
        assert found() == [lunch]
        assert found(binned=True) == [dinner]
        assert find_report_of(session, owner_id, "Dinner") is None
        assert list_reports_page(session, uuid.uuid4()).rows == ()


def test_a_card_shows_what_was_found(installation: Installation, sample: Path) -> None:
    report_id = installation.request(sample)
    installation.work_off()
    document = installation.document(report_id)
    with installation.workshop.database.session() as session:
        (card,) = list_reports_page(session, installation.owner_id).rows
        assert document.comments
        assert document.persons
        assert document.contact_sheet
        assert (card.status, card.progress, card.title) == (ReportStatus.DONE, 1.0, document.video.title)
        assert (card.comments, card.sentiment) == (document.comments.total, document.comments.sentiment)
        assert card.mean_score == document.comments.mean_score
        assert card.picture_key == document.contact_sheet.picture
        assert [str(face.person_id) for face in card.persons] == [person.id for person in document.persons.persons][:5]

        person = document.persons.persons[0]
        seen = person.appearances[0]
        middle_s = (seen.start_s + seen.end_s) / 2
        faces = at_time(session, installation.owner_id, report_id, middle_s)
        assert person.id in {str(face.person_id) for face in faces}
        assert at_time(session, installation.owner_id, report_id, 1e6) == []
        tracks = boxes_between(session, installation.owner_id, report_id, seen.start_s, seen.end_s)
        for face in faces:
            track = next(track for track in tracks if track.track_id == face.track_id)
            assert len(track.times_s) == len(track.boxes)
            assert list(track.times_s) == sorted(track.times_s)
            assert track.times_s[0] <= middle_s <= track.until_s
            lefts = [left / 10_000 for left, *_ in track.boxes]
            assert min(lefts) - 1e-3 <= face.box[0] <= max(lefts) + 1e-3
        for ask in (at_time, boxes_between):
            with pytest.raises(ReportNotFound):
                ask(session, uuid.uuid4(), report_id, *([1.0] if ask is at_time else [1.0, 2.0]))


def test_numbers_of_all_videos_tell_what_rises_and_falls(database: Database) -> None:
    with database.session() as session:
        owner_id = local_owner(session)
        assert report_numbers(session, owner_id).videos == ()
        for day, term in enumerate(["김치", "김치", "파스타", "파스타"]):
            said = [Said(f"{day}.{n}", score=0.5, author="fan") for n in range(4)]
            report_id = add_report(session, said, video=str(day), day=day)
            finish(session, report_id, digest_comments(session, report_id))
            keywords = {"keywords": [{"count": 2, "term": term, "examples": []}, {"count": 4, "term": "영상"}]}
            session.execute(
                sa.update(Analysis)
                .where(Analysis.report_id == report_id, Analysis.kind == "keywords")
                .values(result=keywords)
            )
        session.execute(
            sa.update(Video).values(
                published_at=sa.func.now() + sa.func.make_interval(0, 0, 0, sa.cast(Video.title, sa.Integer))
            )
        )

        numbers = report_numbers(session, owner_id)

        assert [video.title for video in numbers.videos] == ["0", "1", "2", "3"]
        assert [video.sentiment.positive for video in numbers.videos] == [4, 4, 4, 4]
        assert [(trend.term, trend.before, trend.now, trend.videos) for trend in numbers.rising] == [
            ("파스타", 0.0, 0.5, 2)
        ]
        assert [(trend.term, trend.before, trend.now) for trend in numbers.falling] == [("김치", 0.5, 0.0)]
        assert [(author.author, author.videos) for author in numbers.returning] == [("fan", 4)]
        assert report_numbers(session, uuid.uuid4()).videos == ()


def test_numbers_follow_a_new_analysis(database: Database) -> None:
    with database.session() as session:
        report_id = add_report(session, [Said("1", score=0.5)])
        finish(session, report_id, digest_comments(session, report_id))
    asked = Remembered(AnalysisKind.COMMENTS, Analysis.result["total"], lambda total: total, most=1)

    def known() -> dict[uuid.UUID, int]:
        with database.session() as session:
            return dict(asked.of(session, [report_id, uuid.uuid4()]))

    assert [known(), known()] == [{report_id: 1}] * 2
    with database.session() as session:
        session.execute(sa.update(Analysis).values(result={"total": 7}))
    assert known() == {report_id: 7}
    with database.session() as session:
        session.execute(sa.update(Analysis).values(status=ReportStatus.WORKING))
    assert known() == {}
