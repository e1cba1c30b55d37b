"""Asking for reports: what is stored, for whom, and what happens to steps that fail."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from opentube.accounts.tables import Owner
from opentube.errors import OpenTubeError, RetryableError, UserError
from opentube.reports import tasks
from opentube.reports.document import AnalysisKind, ReportStatus
from opentube.reports.options import ReportOptions, Stage
from opentube.reports.recovery import requeue_lost_work
from opentube.reports.service import (
    NothingToAnalyse,
    ReportNotEnded,
    ReportNotFound,
    cancel_report,
    get_report,
    retry_report,
)
from opentube.reports.steps import STEPS
from opentube.reports.tables import Analysis, Report, Unit
from opentube.sources.tables import Comment, Video
from tests.reports.installation import Installation


def comments_file(folder: Path, *comments: dict[str, Any]) -> Path:
    path = folder / "comments.jsonl"
    path.write_text("".join(json.dumps(comment, ensure_ascii=False) + "\n" for comment in comments), encoding="utf-8")
    return path


def only_label_unit_fails(monkeypatch: pytest.MonkeyPatch, *errors: Exception) -> list[Exception]:
    """The labelling step raises each error once, then works."""
    waiting = list(errors)
    run = STEPS[Stage.LABEL].run

    def fail_first(work: Any) -> Any:
        if waiting:
            raise waiting.pop(0)
        return run(work)

    monkeypatch.setattr(STEPS[Stage.LABEL], "run", fail_first)
    return waiting


def test_the_first_job_is_queued_with_the_report_or_not_at_all(installation: Installation, tmp_path: Path) -> None:
    report_id = installation.request(comments_file(tmp_path, {"id": "1", "text": "좋아요"}))

    assert installation.jobs(report_id, status="todo") == 1
    with pytest.raises(UserError):
        installation.request(comments_file(tmp_path, {"nothing": "to read"}))
    with installation.workshop.database.session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Report)) == 1
        assert session.scalar(sa.text("SELECT count(*) FROM procrastinate_jobs")) == 1


def test_ids_that_differ_only_in_case_stay_apart(installation: Installation, tmp_path: Path) -> None:
    report_id = installation.request(
        comments_file(tmp_path, {"id": "Ugw", "text": "하나"}, {"id": "uGW", "text": "둘"})
    )
    installation.work_off()

    assert [(row[0], row[4]) for row in installation.dump(report_id)["comments"]] == [("Ugw", "하나"), ("uGW", "둘")]


def test_repeated_ids_count_once_and_replies_may_come_first(installation: Installation, tmp_path: Path) -> None:
    file = comments_file(
        tmp_path,
        {"id": "reply", "parent": "first", "text": "동의해요"},
        {"id": "first", "parent": "root", "text": "재밌어요"},
        {"id": "first", "parent": "root", "text": "다른 글"},
    )
    report_id = installation.request(file)
    installation.work_off()

    document = installation.document(report_id)
    assert document.comments is not None
    assert (document.comments.total, document.comments.replies) == (2, 1)
    assert [notice.code for notice in document.notices] == ["comments_ids_repeated"]
    assert [row[4] for row in installation.dump(report_id)["comments"]] == ["동의해요", "재밌어요"]


@pytest.mark.parametrize(
    "hostile", ["'; DROP TABLE comment; --", "../../etc/passwd", "a\u0000b", "\ud800", "％ｓ %s {}"]
)
def test_nothing_from_outside_becomes_sql_or_a_path(installation: Installation, tmp_path: Path, hostile: str) -> None:
    file = tmp_path / "comments.jsonl"
    file.write_text(json.dumps({"id": hostile, "text": hostile, "author": hostile}), encoding="utf-8")
    report_id = installation.request(file)
    installation.work_off()

    assert installation.status(report_id) is ReportStatus.DONE
    assert len(installation.dump(report_id)["labels"]) == 1
    assert not [path for path in tmp_path.rglob("*passwd*") if path != file]


def test_another_analysis_of_the_same_comments_updates_them(installation: Installation, tmp_path: Path) -> None:
    info = {"id": "Video1", "title": "영상", "comments": [{"id": "1", "text": "좋아요", "like_count": 1}]}
    file = tmp_path / "v.info.json"
    file.write_text(json.dumps(info), encoding="utf-8")
    first = installation.request(file)
    installation.work_off()
    info["comments"] = [{"id": "2", "text": "새 글"}, {"id": "1", "text": "좋아요!", "like_count": 5}]
    file.write_text(json.dumps(info), encoding="utf-8")
    second = installation.request(file)
    installation.work_off()

    with installation.workshop.database.session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Video)) == 1
        assert session.execute(sa.select(Comment.external_id, Comment.likes).order_by(Comment.id)).all() == [
            ("1", 5),
            ("2", 0),
        ]
    assert len(installation.dump(first)["labels"]) == 1
    assert [row[0] for row in installation.dump(second)["comments"]] == ["2", "1"]


def test_a_report_is_found_by_its_owner_only(installation: Installation, tmp_path: Path) -> None:
    report_id = installation.request(comments_file(tmp_path, {"id": "1", "text": "좋아요"}))
    with installation.workshop.database.session() as session:
        stranger = Owner(name="stranger")
        session.add(stranger)
        session.flush()
        for action in (get_report, cancel_report, retry_report):
            with pytest.raises(ReportNotFound):
                action(session, stranger.id, report_id)
        with pytest.raises(ReportNotFound):
            get_report(session, installation.owner_id, uuid.uuid4())


def test_a_failed_analysis_does_not_sink_the_others(
    installation: Installation, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_label_unit_fails(monkeypatch, UserError("Do something about it."))
    report_id = installation.request(sample)
    installation.work_off()

    document = installation.document(report_id)
    states = {state.kind: (state.status, state.error_message) for state in document.analyses}
    assert document.status is ReportStatus.PARTIAL
    assert states[AnalysisKind.COMMENTS] == (ReportStatus.FAILED, "Do something about it.")
    assert states[AnalysisKind.PERSONS] == (ReportStatus.DONE, None)

    with installation.workshop.database.session() as session:
        retry_report(session, installation.owner_id, report_id)
    installation.work_off()

    assert installation.status(report_id) is ReportStatus.DONE


def test_what_may_work_later_is_tried_again(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opentube.reports.units.FIRST_BACK_OFF_S", 0.0)
    waiting = only_label_unit_fails(monkeypatch, RetryableError(), RetryableError())
    report_id = installation.request(comments_file(tmp_path, {"id": "1", "text": "좋아요"}))
    installation.work_off()

    assert waiting == []
    assert installation.status(report_id) is ReportStatus.DONE
    with installation.workshop.database.session() as session:
        assert session.get_one(Unit, (report_id, Stage.LABEL, 0)).tries == 2


def test_what_never_works_ends_with_its_own_words(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opentube.reports.units.FIRST_BACK_OFF_S", 0.0)
    only_label_unit_fails(monkeypatch, *(RetryableError(f"The network is away {n}.") for n in range(9)))
    report_id = installation.request(comments_file(tmp_path, {"id": "1", "text": "좋아요"}))
    installation.work_off()

    document = installation.document(report_id)
    assert document.status is ReportStatus.FAILED
    assert {state.error_message for state in document.analyses} == {"The network is away 4."}


def test_a_mistake_of_ours_keeps_its_traceback_for_the_operator(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_label_unit_fails(monkeypatch, ZeroDivisionError("division by zero"))
    report_id = installation.request(comments_file(tmp_path, {"id": "1", "text": "좋아요"}))
    installation.work_off()

    with installation.workshop.database.session() as session:
        analysis = session.get_one(Analysis, (report_id, AnalysisKind.COMMENTS))
        assert analysis.error_code == OpenTubeError.code
        assert "Traceback" not in str(analysis.error_message)
        assert "ZeroDivisionError: division by zero" in str(analysis.error_detail)


def test_a_report_at_work_is_not_retried(installation: Installation, tmp_path: Path) -> None:
    report_id = installation.request(comments_file(tmp_path, {"id": "1", "text": "좋아요"}))
    with installation.workshop.database.session() as session, pytest.raises(ReportNotEnded):
        retry_report(session, installation.owner_id, report_id)


def test_a_file_without_comments_or_media_gets_what_it_can(installation: Installation, tmp_path: Path) -> None:
    file = comments_file(tmp_path, {"id": "1", "text": "1:23 여기 좋아요"})
    report_id = installation.request(file, ReportOptions(analyses=frozenset({AnalysisKind.MOMENTS})))
    installation.work_off()

    document = installation.document(report_id)
    assert [state.kind for state in document.analyses] == [AnalysisKind.MOMENTS]
    assert document.moments is not None
    assert [moment.at_s for moment in document.moments] == [83.0]
    assert document.persons is None


def test_a_unit_whose_job_is_gone_is_queued_again(installation: Installation, tmp_path: Path) -> None:
    report_id = installation.request(comments_file(tmp_path, {"id": "1", "text": "좋아요"}))
    database = installation.workshop.database
    assert requeue_lost_work(database) == 0
    with database.connection() as connection:
        connection.exec_driver_sql("DELETE FROM procrastinate_jobs")

    assert requeue_lost_work(database) == 1
    assert requeue_lost_work(database) == 0
    installation.work_off()

    assert installation.status(report_id) is ReportStatus.DONE


def test_an_input_with_nothing_to_do_is_refused(installation: Installation, tmp_path: Path) -> None:
    file = comments_file(tmp_path, {"id": "1", "text": "좋아요"})
    with pytest.raises(NothingToAnalyse):
        installation.request(file, ReportOptions(analyses=frozenset({AnalysisKind.PERSONS})))


@pytest.mark.parametrize("stage", [Stage.INGEST, Stage.LABEL, Stage.DIGEST])
def test_a_unit_that_two_workers_finish_leaves_its_rows_once(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    step = STEPS[stage]
    twice: list[Stage] = []
    run = step.run

    def run_beside_another(work: Any) -> Any:
        mine = run(work)
        if not twice:
            twice.append(stage)
            tasks._finish(work, step, run(work))
        return mine

    monkeypatch.setattr(step, "run", run_beside_another)
    file = comments_file(tmp_path, *({"id": str(n), "text": "정말 재밌어요"} for n in range(100)))
    report_id = installation.request(file, ReportOptions(comment_batch=40))
    installation.work_off()

    left = installation.dump(report_id)
    assert twice == [stage]
    assert installation.status(report_id) is ReportStatus.DONE
    assert (len(left["comments"]), len(left["labels"])) == (100, 100)
    assert [(unit[0], unit[1]) for unit in left["units"]] == [
        ("digest", 0),
        ("ingest", 0),
        ("label", 0),
        ("label", 1),
        ("label", 2),
    ]
