"""Bringing the labels of a report in line with its owner's words, batch by batch."""

import uuid
from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from opentube.comments.profanity import ProfanityDetector
from opentube.models.values import ModelRef
from opentube.reports.listing import follow_labels
from opentube.reports.model_sets import model_set_id, read_models
from opentube.reports.revisions import queue_refresh
from opentube.reports.tables import Label, Report, ReportComment
from opentube.reports.words import follow_words, is_labelled, own_words, words_revision
from opentube.sources.tables import Comment
from opentube.store.database import Database

BATCH: Final = 2000
_CHECK_EVERY: Final = 100


def relabel_batch(
    database: Database,
    report_id: uuid.UUID,
    *,
    revision: int,
    start: int,
    queue_next: bool,
    stop_worker: Callable[[], None] = lambda: None,
) -> int | None:
    """Look for the owner's words in 2,000 comments from position ``start`` on, and change the labels that change.

    Running it twice leaves the same rows as running it once. After the last batch the report's results follow.

    Args:
        database: where the report is.
        report_id: whose comments are looked through.
        revision: that of the owner's words; nothing is done when it is not the last one any more.
        start: position of the first comment.
        queue_next: whether the next batch becomes a job, in the transaction that writes this one.
        stop_worker: called at least once a second; what it raises stops the batch, and nothing is written.

    Returns:
        Where the next batch starts, None when there is none.
    """
    with database.session() as session:
        report = session.get(Report, report_id)
        if report is None or _is_settled(session, report, revision):
            return None
        detector = ProfanityDetector(own_words(session, report.owner_id))
        comments = session.execute(_batch(report_id, start)).all()
    changes = []
    for index, comment in enumerate(comments):
        if index % _CHECK_EVERY == 0:
            stop_worker()
        found = detector.find(comment.text)
        said = (found.profane, found.score, [list(span) for span in found.spans])
        if said != (comment.profane, comment.profanity_score, comment.profanity_spans):
            changes.append((comment.comment_id, comment.model_set_id, *said))
    with database.session() as session:
        rows = _rows(session, report_id, changes, detector.ref)
        report = session.get(Report, report_id, with_for_update={"key_share": True}, populate_existing=True)
        if report is None or _is_settled(session, report, revision):
            return None
        if rows:
            session.execute(sa.update(Label), rows)
            follow_labels(session, report_id, [row["comment_id"] for row in rows])
            report.revision += 1
        if len(comments) == BATCH:
            if queue_next:
                follow_words(session, report, start=start + BATCH)
            return start + BATCH
        report.words_revision = revision
        session.flush()
        queue_refresh(session, report)
    return None


def relabel_report(database: Database, report_id: uuid.UUID, *, on_comments: Callable[[int], object]) -> None:
    """Do all batches of a report here and now; ``on_comments`` is told how many comments were looked through."""
    with database.session() as session:
        report = session.get(Report, report_id)
        if report is None:
            return
        revision = words_revision(session, report.owner_id)
    start: int | None = 0
    while start is not None:
        start = relabel_batch(database, report_id, revision=revision, start=start, queue_next=False)
        on_comments(BATCH)


def _is_settled(session: Session, report: Report, revision: int) -> bool:
    """Whether the report follows the words, or somebody else sees to it: other words came, or labels are missing."""
    return (
        report.words_revision >= revision
        or words_revision(session, report.owner_id) != revision
        or not is_labelled(session, report.id)
    )


def _batch(report_id: uuid.UUID, start: int) -> sa.Select[Any]:
    return (
        sa.select(
            Label.comment_id,
            Label.model_set_id,
            Label.profane,
            Label.profanity_score,
            Label.profanity_spans,
            Comment.text,
        )
        .join(Comment, Comment.id == Label.comment_id)
        .join(
            ReportComment,
            sa.and_(ReportComment.report_id == Label.report_id, ReportComment.comment_id == Label.comment_id),
        )
        .where(Label.report_id == report_id, ReportComment.position >= start, ReportComment.position < start + BATCH)
        .order_by(Label.comment_id)
    )


def _rows(
    session: Session, report_id: uuid.UUID, changes: list[tuple[Any, ...]], detector: ModelRef
) -> list[dict[str, Any]]:
    """Rows to update, each naming the models of its labels anew: the detector may not be the one of that time."""
    sets = {}
    for former in {change[1] for change in changes}:
        others = [model for model in read_models(session, [former]) if model.task != detector.task]
        sets[former] = model_set_id(session, [*others, detector])
    return [
        {
            "report_id": report_id,
            "comment_id": comment_id,
            "model_set_id": sets[former],
            "profane": profane,
            "profanity_score": score,
            "profanity_spans": spans,
        }
        for comment_id, former, profane, score, spans in changes
    ]
