"""An owner's words: what they change in reports that are there, and in those to come."""

import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from opentube.accounts.tables import Owner
from opentube.comments.profanity import ProfanityDetector, WordInvalid
from opentube.reports import relabel, words
from opentube.reports.document import ReportStatus
from opentube.reports.options import ReportOptions, Stage
from opentube.reports.recovery import requeue_lost_work
from opentube.reports.steps import STEPS
from opentube.reports.tables import Label, OwnerWord, Report
from opentube.reports.words import TooManyWords, WordKind, WordNotFound, add_words, list_words, remove_words
from opentube.sources.tables import Comment
from tests.reports.installation import Installation
from tests.reports.test_corrections import comments

DUCK = "그 오리배 또 나왔다"
PLAIN = "정말 재밌어요 최고"
CURSE = "what the fuck"


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two comments a batch, so that a few comments are many batches."""
    monkeypatch.setattr(relabel, "BATCH", 2)


def add(installation: Installation, *, hide: Iterable[str] = (), allow: Iterable[str] = ()) -> list[uuid.UUID]:
    owner_id = installation.owner_id
    with installation.workshop.database.session() as session:
        return add_words(session, owner_id, hide=hide, allow=allow)


def remove(installation: Installation, *named: str) -> list[uuid.UUID]:
    owner_id = installation.owner_id
    with installation.workshop.database.session() as session:
        return remove_words(session, owner_id, named)


def on_list(installation: Installation) -> list[tuple[str, str]]:
    with installation.workshop.database.session() as session:
        return [(row.word, row.kind) for row in list_words(session, installation.owner_id)]


def profane(installation: Installation, report_id: uuid.UUID) -> set[str]:
    """The texts of the profane comments of a report."""
    with installation.workshop.database.session() as session:
        found = sa.select(Comment.text).join(Label, Label.comment_id == Comment.id)
        return set(session.scalars(found.where(Label.report_id == report_id, Label.profane.is_(True))))


def counted(installation: Installation, report_id: uuid.UUID) -> int:
    """How many comments of the report are shown to be profane, among the most liked."""
    found = installation.document(report_id).comments
    assert found
    return sum(part.profane is True for part in found.most_liked)


def report_of(installation: Installation, folder: Path, *texts: str) -> uuid.UUID:
    report_id = installation.request(comments(folder, *texts), ReportOptions(comment_batch=10))
    installation.work_off()
    assert installation.status(report_id) is ReportStatus.DONE
    return report_id


def test_a_hidden_word_changes_the_reports_that_are_there(installation: Installation, tmp_path: Path) -> None:
    report_id = report_of(installation, tmp_path, PLAIN, DUCK, PLAIN, "오리배!!", PLAIN)
    before = installation.dump(report_id)

    assert add(installation, hide=["오리배"]) == [report_id]
    installation.work_off()

    assert profane(installation, report_id) == {DUCK, "오리배!!"}
    assert counted(installation, report_id) == 2
    assert installation.status(report_id) is ReportStatus.DONE
    with installation.workshop.database.session() as session:
        spans = session.scalars(
            sa.select(Label.profanity_spans).join(Comment, Comment.id == Label.comment_id).where(Comment.text == DUCK)
        ).one()
    assert spans == [[2, 5]]
    models = {row[0]: row[1] for row in installation.dump(report_id)["labels"]}
    assert "profanity" in {model["task"] for model in models["2"]}
    assert installation.dump(report_id)["units"] == before["units"]

    remove(installation, "오리배")
    installation.work_off()
    assert profane(installation, report_id) == set()
    assert counted(installation, report_id) == 0


def test_an_allowed_word_is_profane_no_more(installation: Installation, tmp_path: Path) -> None:
    add(installation, hide=["오리배"])
    report_id = report_of(installation, tmp_path, PLAIN, CURSE, DUCK)
    assert profane(installation, report_id) == {CURSE, DUCK}

    add(installation, allow=["fuck"])
    installation.work_off()
    assert profane(installation, report_id) == {DUCK}

    add(installation, allow=["오리배"])
    installation.work_off()
    assert profane(installation, report_id) == set()
    assert on_list(installation) == [("fuck", "allow"), ("오리배", "allow")]


def test_new_reports_follow_the_words_from_their_first_result(installation: Installation, tmp_path: Path) -> None:
    add(installation, hide=["오리배"])
    report_id = installation.request(comments(tmp_path, PLAIN, DUCK))
    installation.work_off()

    assert profane(installation, report_id) == {DUCK}
    assert counted(installation, report_id) == 1
    with installation.workshop.database.session() as session:
        report = session.get_one(Report, report_id)
        assert (report.words_revision, report.revision) == (1, 0)


def test_words_that_change_while_comments_are_labelled_are_followed(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = STEPS[Stage.LABEL].run
    changes = [lambda: add(installation, hide=["오리배"])]

    def run_and_change(work: Any) -> Any:
        save = run(work)
        if changes:
            assert changes.pop()() == []
        return save

    monkeypatch.setattr(STEPS[Stage.LABEL], "run", run_and_change)
    report_id = installation.request(comments(tmp_path, PLAIN, DUCK, PLAIN))
    installation.work_off()

    assert profane(installation, report_id) == {DUCK}
    assert counted(installation, report_id) == 1


def test_words_that_change_while_an_earlier_change_is_followed_win(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_id = report_of(installation, tmp_path, PLAIN, DUCK, PLAIN, CURSE, PLAIN)
    changes = [lambda: add(installation, allow=["fuck", "오리배"])]

    def change_then_detect(own: Any) -> Any:
        if changes:
            changes.pop()()
        return ProfanityDetector(own)

    add(installation, hide=["오리배"])
    monkeypatch.setattr(relabel, "ProfanityDetector", change_then_detect)
    installation.work_off()

    assert profane(installation, report_id) == set()


def test_a_batch_whose_job_is_lost_is_begun_again(installation: Installation, tmp_path: Path) -> None:
    report_id = report_of(installation, tmp_path, PLAIN, DUCK, PLAIN, "오리배!!", PLAIN)
    database = installation.workshop.database
    add(installation, hide=["오리배"])
    assert requeue_lost_work(database) == 0
    relabel.relabel_batch(database, report_id, revision=1, start=0, queue_next=False)
    assert profane(installation, report_id) == {DUCK}
    with database.connection() as connection:
        connection.exec_driver_sql("DELETE FROM procrastinate_jobs")

    assert requeue_lost_work(database) == 2
    assert requeue_lost_work(database) == 0
    installation.work_off()

    assert profane(installation, report_id) == {DUCK, "오리배!!"}
    assert counted(installation, report_id) == 2
    assert requeue_lost_work(database) == 0


def test_an_owner_changes_own_reports_only(installation: Installation, tmp_path: Path) -> None:
    report_id = report_of(installation, tmp_path, DUCK)
    with installation.workshop.database.session() as session:
        stranger = Owner(name="stranger")
        session.add(stranger)
        session.flush()
        assert add_words(session, stranger.id, hide=["오리배"]) == []
        with pytest.raises(WordNotFound):
            remove_words(session, installation.owner_id, ["오리배"])
    installation.work_off()

    assert profane(installation, report_id) == set()
    assert on_list(installation) == []


def test_the_list_has_each_word_once_however_it_is_written(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(installation, hide=["Duck  Boat", "\u110b\u1169\u1105\u1175"], allow=["오리배"])
    add(installation, hide=["duck boat", "오리"])

    assert on_list(installation) == [("duck boat", "hide"), ("오리", "hide"), ("오리배", "allow")]
    with installation.workshop.database.session() as session:
        assert session.get_one(Owner, installation.owner_id).words_revision == 1

    assert add(installation) == remove(installation) == []
    remove(installation, "DUCK BOAT")
    assert on_list(installation) == [("오리", "hide"), ("오리배", "allow")]
    with pytest.raises(WordNotFound, match="duck boat"):
        remove(installation, "오리", "duck boat")
    monkeypatch.setattr(words, "MOST_WORDS", 2)
    with pytest.raises(TooManyWords):
        add(installation, hide=["배"])
    assert on_list(installation) == [("오리", "hide"), ("오리배", "allow")]


@pytest.mark.parametrize("word", ["", " \t\n", "a\u0000b", "\ud800", "\u200b", "가" * 200])
def test_what_is_no_word_is_refused(installation: Installation, word: str) -> None:
    for kind in WordKind:
        with pytest.raises(WordInvalid):
            add(installation, **{kind.value: [word]})
    with pytest.raises(WordInvalid, match="at once"):
        add(installation, hide=["오리"], allow=["오리"])
    with installation.workshop.database.session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(OwnerWord)) == 0
