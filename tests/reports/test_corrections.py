"""A person's word beside the machine's labels: it wins in every report of the video, at once and in those to come."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from opentube.accounts.tables import Owner
from opentube.comments.values import Sentiment
from opentube.errors import OpenTubeError
from opentube.reports.corrections import (
    CommentNotFound,
    CorrectionInvalid,
    CorrectionNotFound,
    correct_labels,
    list_corrections,
    undo_corrections,
    valid_correction,
)
from opentube.reports.document import CommentPart, ReportStatus
from opentube.reports.labelled import LabelField
from opentube.reports.options import Stage
from opentube.reports.recovery import requeue_lost_work
from opentube.reports.refresh import refresh_results
from opentube.reports.service import ReportNotFound
from opentube.reports.steps import STEPS
from opentube.reports.tables import Correction, Label, Report
from opentube.reports.training_data import export_corrections
from opentube.sources.tables import Comment
from tests.reports.installation import Installation

GOOD, BAD = "정말 재밌어요 최고", "0:05 노잼 시간 아깝다"


def comments(folder: Path, *texts: str) -> Path:
    """A file of one video, whose comments are called 1, 2, 3 and so on."""
    listed = [{"id": str(number), "text": text, "like_count": number} for number, text in enumerate(texts, start=1)]
    file = folder / "video.info.json"
    file.write_text(json.dumps({"id": "video", "title": "영상", "comments": listed}), encoding="utf-8")
    return file


def correct(installation: Installation, report_id: Any, comment_id: str, **values: object) -> list[Any]:
    owner_id = installation.owner_id
    with installation.workshop.database.session() as session:
        return correct_labels(session, owner_id, report_id, comment_id, values)


def undo(installation: Installation, report_id: Any, comment_id: str, *fields: str) -> None:
    owner_id = installation.owner_id
    with installation.workshop.database.session() as session:
        undo_corrections(session, owner_id, report_id, comment_id, fields)


def counts(installation: Installation, report_id: Any) -> dict[str, int]:
    found = installation.document(report_id).comments
    assert found
    return {name: count for name, count in found.sentiment.model_dump().items() if count}


def shown(installation: Installation, report_id: Any, comment_id: str) -> CommentPart:
    found = installation.document(report_id).comments
    assert found
    return next(part for part in found.most_liked if part.id == comment_id)


def labels(installation: Installation, report_id: Any) -> list[Any]:
    return installation.dump(report_id)["labels"]


@pytest.fixture
def report(installation: Installation, tmp_path: Path) -> Any:
    """A report of two comments: 1 is positive, 2 is negative and points at a second."""
    report_id = installation.request(comments(tmp_path, GOOD, BAD))
    installation.work_off()
    assert counts(installation, report_id) == {"positive": 1, "negative": 1}
    return report_id


def test_a_correction_wins_in_every_number_and_stays_beside_the_label(installation: Installation, report: Any) -> None:
    before = installation.dump(report)
    finished_at = installation.document(report).finished_at

    correct(installation, report, "2", sentiment="positive", request=True, question=False, language="ja")
    assert installation.dump(report) == before
    installation.work_off()

    assert counts(installation, report) == {"positive": 2}
    document = installation.document(report)
    assert (document.status, document.finished_at) == (ReportStatus.DONE, finished_at)
    assert document.comments
    assert document.comments.languages == {"ko": 1, "ja": 1}
    assert document.comments.most_negative == []
    assert document.moments
    assert document.moments[0].sentiment.positive == 1
    part = shown(installation, report, "2")
    assert (part.sentiment, part.sentiment_score, part.request, part.question) == (Sentiment.POSITIVE, 1.0, True, False)
    assert part.language == "ja"
    assert part.corrected == ["sentiment", "question", "request", "language"]
    assert shown(installation, report, "1").corrected == []
    assert labels(installation, report) == before["labels"]
    assert installation.dump(report)["units"] == before["units"]


def test_a_corrected_sentiment_counts_in_full(installation: Installation, tmp_path: Path) -> None:
    report_id = installation.request(comments(tmp_path, GOOD))
    installation.work_off()
    for sentiment, score in (("positive", 1), ("neutral", 0), ("negative", -1)):
        correct(installation, report_id, "1", sentiment=sentiment)
        refresh_results(installation.workshop, report_id)

        found = installation.document(report_id).comments
        assert found
        assert found.mean_score == score
        assert shown(installation, report_id, "1").sentiment_score == score


def test_a_comment_corrected_to_unknown_leaves_the_mean(installation: Installation, report: Any) -> None:
    mean = shown(installation, report, "1").sentiment_score

    correct(installation, report, "2", sentiment="unknown")
    installation.work_off()

    found = installation.document(report).comments
    assert found
    assert found.mean_score == pytest.approx(mean, abs=1e-4)


def test_a_correction_survives_a_new_analysis_and_holds_in_older_reports(
    installation: Installation, report: Any, tmp_path: Path
) -> None:
    correct(installation, report, "2", sentiment="positive")
    installation.work_off()
    with installation.workshop.database.session() as session:
        row = session.scalars(sa.select(Comment.id).where(Comment.external_id == "2")).one()

    later = installation.request(comments(tmp_path, GOOD, BAD + "!!", "첫 댓글"))
    installation.work_off()

    assert shown(installation, later, "2").corrected == ["sentiment"]
    with installation.workshop.database.session() as session:
        assert session.scalars(sa.select(Comment.id).where(Comment.external_id == "2")).one() == row

    changed = correct(installation, later, "1", sentiment="negative")
    installation.work_off()

    assert changed == [report, later]
    assert counts(installation, report) == {"positive": 1, "negative": 1}
    assert shown(installation, report, "1").corrected == ["sentiment"]
    assert shown(installation, later, "1").sentiment is Sentiment.NEGATIVE


def test_what_is_undone_leaves_the_report_as_it_was(installation: Installation, report: Any) -> None:
    before = installation.dump(report)
    correct(installation, report, "2", sentiment="positive", request=True)
    correct(installation, report, "2", sentiment="neutral")
    installation.work_off()
    assert counts(installation, report) == {"positive": 1, "neutral": 1}

    undo(installation, report, "2", "sentiment")
    installation.work_off()
    assert shown(installation, report, "2").corrected == ["request"]

    undo(installation, report, "2")
    installation.work_off()
    assert installation.dump(report) == before
    with pytest.raises(CorrectionNotFound):
        undo(installation, report, "2")


def test_corrections_are_listed_newest_first(installation: Installation, report: Any, tmp_path: Path) -> None:
    other = installation.request(comments(tmp_path, GOOD))
    correct(installation, report, "2", sentiment="positive")
    correct(installation, report, "1", profane=True)

    with installation.workshop.database.session() as session:
        everything = list_corrections(session, installation.owner_id)
        here = list_corrections(session, installation.owner_id, other)

    assert [(row.video, row.comment_id, row.text, row.field, row.value) for row in everything] == [
        ("영상", "1", GOOD, "profane", True),
        ("영상", "2", BAD, "sentiment", "positive"),
    ]
    assert here == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("mood", "good", "sentiment, profane, abusive, spam, question, request, language"),
        ("sentiment", "angry", "positive, neutral, negative, unknown"),
        ("sentiment", True, "positive, neutral, negative, unknown"),
        ("spam", "no", "yes, no"),
        ("spam", None, "yes, no"),
        ("language", "Korean", "ko or en"),
        ("language", "zz", "ko or en"),
    ],
)
def test_what_no_label_can_be_is_refused(field: str, value: object, said: str) -> None:
    with pytest.raises(CorrectionInvalid, match=said):
        valid_correction(field, value)


def test_one_value_that_cannot_be_leaves_the_others_undone_too(installation: Installation, report: Any) -> None:
    with pytest.raises(CorrectionInvalid):
        correct(installation, report, "1", request=True, spam="no")
    with pytest.raises(CorrectionInvalid):
        correct(installation, report, "1")

    with installation.workshop.database.session() as session:
        assert list_corrections(session, installation.owner_id) == []


def test_only_comments_of_the_report_and_of_the_owner_can_be_corrected(installation: Installation, report: Any) -> None:
    for nobody in ("3", "", "2\u0000", "\ud800", "'; DROP TABLE comment; --"):
        with pytest.raises(CommentNotFound):
            correct(installation, report, nobody, spam=True)
    with installation.workshop.database.session() as session:
        stranger = Owner(name="stranger")
        session.add(stranger)
        session.flush()
        for action in (
            lambda: correct_labels(session, stranger.id, report, "1", {"spam": True}),
            lambda: undo_corrections(session, stranger.id, report, "1"),
            lambda: list_corrections(session, stranger.id, report),
        ):
            with pytest.raises(ReportNotFound):
                action()
        comment = session.scalars(sa.select(Comment.id).where(Comment.external_id == "2")).one()
        session.add(Correction(owner_id=stranger.id, comment_id=comment, field="sentiment", value="positive"))
        report_row = session.get_one(Report, report)
        report_row.revision += 1
    refresh_results(installation.workshop, report)

    assert counts(installation, report) == {"positive": 1, "negative": 1}


def test_corrections_become_training_data(installation: Installation, report: Any, tmp_path: Path) -> None:
    correct(installation, report, "2", sentiment="positive", language="ja")
    later = installation.request(comments(tmp_path, GOOD, BAD + "!"))
    installation.work_off()
    correct(installation, later, "1", request=True)

    with installation.workshop.database.session() as session:
        rows = list(export_corrections(session, installation.owner_id))
        stranger = Owner(name="stranger")
        session.add(stranger)
        session.flush()
        assert list(export_corrections(session, stranger.id)) == []

    found = {row.field: row for row in rows}
    assert [row.field for row in rows] == ["sentiment", "language", "request"]
    feeling = found[LabelField.SENTIMENT]
    assert (feeling.text, feeling.language, feeling.value) == (BAD + "!", "ja", "positive")
    assert feeling.machine_value == "negative"
    assert feeling.machine_score is not None
    assert -1 <= feeling.machine_score < 0
    assert feeling.machine_models
    assert {model.task for model in feeling.machine_models} == {"sentiment"}
    assert (found[LabelField.LANGUAGE].value, found[LabelField.LANGUAGE].machine_value) == ("ja", "ko")
    assert (found[LabelField.REQUEST].text, found[LabelField.REQUEST].value) == (GOOD, True)


def while_summing_up(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Something happens once, after the comments were read and before what they say is written."""
    run = STEPS[Stage.DIGEST].run
    acts = [act]

    def run_and_act(work: Any) -> Any:
        save = run(work)
        if acts:
            acts.pop()()
        return save

    monkeypatch.setattr(STEPS[Stage.DIGEST], "run", run_and_act)


def test_a_correction_while_the_report_is_summed_up_is_not_lost(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_id = installation.request(comments(tmp_path, GOOD, BAD))
    while_summing_up(monkeypatch, lambda: correct(installation, report_id, "2", sentiment="positive"))
    installation.work_off()

    assert counts(installation, report_id) == {"positive": 2}


def test_a_correction_while_results_follow_another_is_not_lost(
    installation: Installation, report: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(installation, report, "1", sentiment="negative")
    while_summing_up(monkeypatch, lambda: correct(installation, report, "2", sentiment="positive"))
    installation.work_off()

    assert counts(installation, report) == {"positive": 1, "negative": 1}
    assert shown(installation, report, "1").sentiment is Sentiment.NEGATIVE


def test_older_results_never_replace_newer_ones(
    installation: Installation, report: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def correct_and_follow() -> None:
        correct(installation, report, "2", sentiment="positive")
        refresh_results(installation.workshop, report)

    correct(installation, report, "1", sentiment="negative")
    while_summing_up(monkeypatch, correct_and_follow)
    refresh_results(installation.workshop, report)

    assert shown(installation, report, "2").sentiment is Sentiment.POSITIVE
    assert revisions(installation, report) == (2, 2)


def revisions(installation: Installation, report_id: Any) -> tuple[int, int]:
    with installation.workshop.database.session() as session:
        row = session.get_one(Report, report_id)
        return row.revision, row.digested_revision


def test_many_corrections_wait_for_one_job_and_a_lost_job_is_queued_again(
    installation: Installation, report: Any
) -> None:
    database = installation.workshop.database
    for sentiment in ("neutral", "positive", "unknown"):
        correct(installation, report, "2", sentiment=sentiment)
    assert installation.jobs(report, status="todo") == 1
    assert requeue_lost_work(database) == 0
    with database.connection() as connection:
        connection.exec_driver_sql("DELETE FROM procrastinate_jobs")

    assert requeue_lost_work(database) == 1
    assert requeue_lost_work(database) == 0
    installation.work_off()

    assert counts(installation, report) == {"positive": 1, "unknown": 1}
    assert requeue_lost_work(database) == 0


def test_a_report_still_in_the_making_takes_corrections(installation: Installation, tmp_path: Path) -> None:
    first = installation.request(comments(tmp_path, GOOD, BAD))
    installation.work_off()
    second = installation.request(comments(tmp_path, GOOD, BAD))
    with pytest.raises(CommentNotFound):
        correct(installation, second, "2", sentiment="positive")

    correct(installation, first, "2", sentiment="positive")
    installation.work_off()

    assert counts(installation, first) == counts(installation, second) == {"positive": 2}


def test_results_that_cannot_be_made_now_are_made_later(
    installation: Installation, report: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OpenTubeError

    correct(installation, report, "2", sentiment="positive")
    while_summing_up(monkeypatch, fail)
    installation.work_off()

    assert counts(installation, report) == {"positive": 1, "negative": 1}
    assert installation.status(report) is ReportStatus.DONE
    assert installation.jobs(report, status="todo") == 1


def test_flags_that_no_model_answers_can_be_answered_by_a_person(installation: Installation, report: Any) -> None:
    with installation.workshop.database.session() as session:
        session.execute(sa.update(Label).values(spam=None, question=None))

    correct(installation, report, "2", spam=False)
    installation.work_off()

    part = shown(installation, report, "2")
    assert (part.spam, part.question) == (False, None)
